import type { Observation } from '../model/observation.ts';
import { itemsOf, missing } from '../model/part.ts';
import type { ServicePolicy } from '../model/policy.ts';
import type { Instant } from '../model/time.ts';
import { errorsAboveObjective } from './traffic.ts';

/** Whether any task has ever answered the prober: until one has, silence says something about the prober, not about the tasks. */
export const probesReach = ({ taskProbes, previous }: Observation): boolean =>
  itemsOf(taskProbes).some(({ outcome }) => outcome === 'ok' || outcome === 'bad-status') ||
  previous[0]?.probesReach === true;

/** Users get errors, and the prober, which gets no answer from any task, gets one from a dependency: then it is the tasks. */
const usersMeetTheSame = (observation: Observation, policy: ServicePolicy, now: Instant): boolean =>
  itemsOf(observation.dependencies).some(({ ok }) => ok) &&
  [errorsAboveObjective(observation, policy, now)].flat().length > 0;

/** Leaves out work probes that never reached anybody: a prober outside the services' network must not make all tasks look hung. */
export const withTrustedProbes = (observation: Observation, policy: ServicePolicy, now: Instant): Observation =>
  observation.taskProbes.state !== 'observed' || probesReach(observation) || usersMeetTheSame(observation, policy, now)
    ? observation
    : {
        ...observation,
        taskProbes: missing('not-configured', 'no task has ever answered the prober; is it in their network?'),
      };
