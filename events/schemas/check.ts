import * as z from 'zod/mini';
import { JsonText } from './json-text.ts';
import { ServiceName } from './names.ts';
import { filledText, orUndefined } from './parts.ts';

/** A message of the checks queue: which services to look at, and why. */
export const CheckMessage = z.strictObject({
  services: z.array(ServiceName).check(z.minLength(1), z.maxLength(10)),
  trigger: filledText(),
});

/** A delivery of the checks queue. A body that is no check is kept as `undefined`, so that it spoils no other. */
const CheckDelivery = z.object({
  Records: z
    .array(z.object({ messageId: filledText(), body: orUndefined(z.pipe(JsonText, CheckMessage)) }))
    .check(z.minLength(1)),
});

/** Services to look at right now, for the answer. An empty list is an error, never all of them. */
const CheckRequest = z.strictObject({ services: z.array(ServiceName).check(z.minLength(1)) });

export const CheckEvent = z.union([CheckDelivery, CheckRequest]);

export type CheckMessage = z.output<typeof CheckMessage>;
export type CheckDelivery = z.output<typeof CheckDelivery>;
export type CheckRequest = z.output<typeof CheckRequest>;
export type CheckEvent = z.output<typeof CheckEvent>;
