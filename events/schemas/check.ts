import * as z from 'zod';
import { JsonText } from './json-text.ts';
import { ServiceName } from './names.ts';

/** A message of the checks queue: which services to look at, and why. */
export const CheckMessage = z.strictObject({
  services: z.array(ServiceName).min(1).max(10),
  trigger: z.string().min(1),
});

/** A delivery of the checks queue. A body that is no check is kept as `undefined`, so that it spoils no other. */
const CheckDelivery = z.object({
  Records: z
    .array(z.object({ messageId: z.string().min(1), body: JsonText.pipe(CheckMessage).optional().catch(undefined) }))
    .min(1),
});

/** Services to look at right now, for the answer. An empty list is an error, never all of them. */
const CheckRequest = z.strictObject({ services: z.array(ServiceName).min(1) });

export const CheckEvent = z.union([CheckDelivery, CheckRequest]);

export type CheckMessage = z.output<typeof CheckMessage>;
export type CheckDelivery = z.output<typeof CheckDelivery>;
export type CheckRequest = z.output<typeof CheckRequest>;
export type CheckEvent = z.output<typeof CheckEvent>;
