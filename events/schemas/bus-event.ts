import * as z from 'zod/mini';
import { OptionalInstantText } from './instant-text.ts';

/** Matches any event of EventBridge: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export const BusEvent = z.object({
  source: z.string(),
  'detail-type': z.string(),
  id: z._default(z.string(), ''),
  account: z._default(z.string(), ''),
  time: OptionalInstantText,
  resources: z._default(z.array(z.string()), []),
});

export type BusEvent = z.output<typeof BusEvent>;

/** Builds the schema of an event of one source and one type, with the required fields of its detail. */
export const busEvent = <Type extends string, Detail extends z.ZodMiniType>(
  source: string,
  detailType: Type,
  detail: Detail,
) => z.extend(BusEvent, { source: z.literal(source), 'detail-type': z.literal(detailType), detail });
