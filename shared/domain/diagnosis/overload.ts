import { isRunning, registeredTargets } from '../evidence/serving-tasks.ts';
import type { Assessed } from '../model/evidence.ts';
import { itemsOf } from '../model/part.ts';
import { type DiagnosisRule, findingsOf, is, isNot } from './rule.ts';

/** The tasks are at their limit and users notice. A busy service that answers in time is not overloaded. */
export const overload: DiagnosisRule = {
  cause: 'overload',
  judge: (assessed) => {
    const full = findingsOf(assessed, 'cpu-saturated', 'memory-saturated');
    if (full.length === 0) return isNot('the tasks have CPU and memory headroom');
    const symptoms = findingsOf(
      assessed,
      'requests-rising',
      'errors-above-objective',
      'latency-above-objective',
      'load-balancer-503',
    );
    if (symptoms.length === 0 && !hasTargetTimeout(assessed)) return isNot('the tasks are busy, but users are served');
    if (isSingleTask(assessed)) return isNot('only one task fails, and CPU is not saturated');
    return is([...full, ...symptoms, ...findingsOf(assessed, 'scaled-to-maximum')]);
  },
};

const hasTargetTimeout = ({ observation }: Assessed): boolean =>
  registeredTargets(observation).some(({ state, reason }) => state === 'unhealthy' && reason === 'Target.Timeout');

/** True when one task fails and the others do not, unless CPU is saturated. Such a task is hot or stuck. */
const isSingleTask = (assessed: Assessed): boolean => {
  const failing = new Set(findingsOf(assessed, 'target-unhealthy', 'task-not-working').map(({ subject }) => subject));
  const hasOthers = itemsOf(assessed.observation.tasks).some((task) => isRunning(task) && !failing.has(task.id));
  return failing.size === 1 && hasOthers && findingsOf(assessed, 'cpu-saturated').length === 0;
};
