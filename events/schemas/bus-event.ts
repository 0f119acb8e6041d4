import * as z from 'zod';
import { WhenSaid } from './instant-text.ts';

/** Any event of EventBridge: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export const BusEvent = z.object({
  source: z.string(),
  'detail-type': z.string(),
  id: z.string().default(''),
  account: z.string().default(''),
  time: WhenSaid,
  resources: z.array(z.string()).default([]),
});

export type BusEvent = z.output<typeof BusEvent>;

/** An event of one source and one type, with what is needed of its detail. */
export const busEvent = <Type extends string, Detail extends z.ZodType>(
  source: string,
  detailType: Type,
  detail: Detail,
) => BusEvent.extend({ source: z.literal(source), 'detail-type': z.literal(detailType), detail });
