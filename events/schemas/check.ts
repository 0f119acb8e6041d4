import * as z from 'zod/mini';
import { JsonText } from './json-text.ts';
import { ServiceName } from './names.ts';
import { filledText, orUndefined } from './parts.ts';

/** A message of the checks queue names the services to check and the trigger. */
export const CheckMessage = z.strictObject({
  services: z.array(ServiceName).check(z.minLength(1), z.maxLength(10)),
  trigger: filledText(),
});

/** A delivery of the checks queue contains one or more messages. An invalid body becomes `undefined`, so that the valid ones are still handled. */
const CheckDelivery = z.object({
  Records: z
    .array(z.object({ messageId: filledText(), body: orUndefined(z.pipe(JsonText, CheckMessage)) }))
    .check(z.minLength(1)),
});

/** A request names the services to check at once, with the result as the answer. An empty list is an error and never means all services. */
const CheckRequest = z.strictObject({ services: z.array(ServiceName).check(z.minLength(1)) });

export const CheckEvent = z.union([CheckDelivery, CheckRequest]);

export type CheckMessage = z.output<typeof CheckMessage>;
export type CheckDelivery = z.output<typeof CheckDelivery>;
export type CheckRequest = z.output<typeof CheckRequest>;
export type CheckEvent = z.output<typeof CheckEvent>;
