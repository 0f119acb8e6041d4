import type { Observation } from './observation.ts';
import { itemsOf, missing } from './part.ts';

/** Whether any task has ever answered the prober: until one has, silence says something about the prober, not about the tasks. */
export const probesReach = ({ taskProbes, previous }: Observation): boolean =>
  itemsOf(taskProbes).some(({ outcome }) => outcome === 'ok' || outcome === 'bad-status') ||
  previous[0]?.probesReach === true;

/** Leaves out work probes that never reached anybody: a prober outside the services' network must not make all tasks look hung. */
export const withTrustedProbes = (observation: Observation): Observation =>
  observation.taskProbes.state !== 'observed' || probesReach(observation)
    ? observation
    : {
        ...observation,
        taskProbes: missing('not-configured', 'no task has ever answered the prober; is it in their network?'),
      };
