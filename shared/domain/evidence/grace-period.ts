import type { Observation, Task } from '../model/observation.ts';
import { valueIn } from '../model/part.ts';
import { type Instant, SECOND } from '../model/time.ts';

/** True until the task has started and the health-check grace period of its service is over. */
export const isInGracePeriod = ({ ecs }: Observation, { startedAt }: Task, now: Instant): boolean =>
  startedAt === undefined || now < startedAt + (valueIn(ecs)?.healthCheckGracePeriodSeconds ?? 0) * SECOND;
