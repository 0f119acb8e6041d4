import * as z from 'zod';
import { AlarmAction, AlarmStateChange } from './cloudwatch-alarm.ts';
import { DeploymentStateChange, ServiceAction, TaskStateChange } from './ecs-events.ts';
import { SnsNotification } from './sns-notification.ts';

const UNDERSTOOD: ReadonlySet<string> = new Set(
  [AlarmStateChange, TaskStateChange, ServiceAction, DeploymentStateChange].map(
    ({ shape }) => shape['detail-type'].value,
  ),
);

/** An event of a kind that is none of ours; AWS adds kinds at any time. One of our kinds that got here is malformed. */
const OtherEvent = z.object({
  source: z.string(),
  'detail-type': z.string().refine((kind) => !UNDERSTOOD.has(kind), 'is of a known kind, but malformed'),
});

/** Anything else, however strange: a signal can be dropped, but must not crash. */
const Unrecognised = z.unknown().transform(() => ({ unrecognised: true }) as const);

/** All that may arrive at `receive-signal`. */
export const InboundEvent = z.union([
  AlarmStateChange,
  AlarmAction,
  SnsNotification,
  TaskStateChange,
  ServiceAction,
  DeploymentStateChange,
  OtherEvent,
  Unrecognised,
]);

export type InboundEvent = z.output<typeof InboundEvent>;
