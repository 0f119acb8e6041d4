import * as z from 'zod/mini';
import { InstantText } from './instant-text.ts';

/** EventBridge sends this event at each tick of the schedule (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html). */
export const ScheduledEvent = z.object({
  'detail-type': z.literal('Scheduled Event'),
  source: z.string(),
  time: InstantText,
});

export type ScheduledEvent = z.output<typeof ScheduledEvent>;
