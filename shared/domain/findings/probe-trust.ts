import type { Snapshot } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import { itemsOf, missing } from '../model/part.ts';
import { errorsAboveObjective } from './traffic.ts';

/** True once any task has answered the prober. Until then a timeout says more about the prober than about the task. */
export const probesReach = ({ taskProbes, previous }: Observation): boolean =>
  itemsOf(taskProbes).some(({ outcome }) => outcome === 'ok' || outcome === 'bad-status') ||
  previous[0]?.probesReach === true;

/** True when users get errors and a dependency answers the prober although no task does. Then the tasks are at fault. */
const isCorroboratedByErrors = (snapshot: Snapshot): boolean =>
  itemsOf(snapshot.observation.dependencies).some(({ ok }) => ok) && errorsAboveObjective(snapshot).length > 0;

/**
 * Removes work probes that have never reached a task. Otherwise a prober outside the network of the tasks would make every task seem
 * hung.
 */
export const withReachingProbes = (snapshot: Snapshot): Observation => {
  const { observation } = snapshot;
  return observation.taskProbes.state !== 'observed' || probesReach(observation) || isCorroboratedByErrors(snapshot)
    ? observation
    : {
        ...observation,
        taskProbes: missing('not-configured', 'no task has ever answered the prober; is it in their network?'),
      };
};
