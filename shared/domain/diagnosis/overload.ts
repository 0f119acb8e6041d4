import { isRunning, registeredTargets } from '../evidence/serving-tasks.ts';
import type { Assessed } from '../model/evidence.ts';
import { itemsOf } from '../model/part.ts';
import { type DiagnosisRule, findingsOf, is, isNot } from './rule.ts';

/** The tasks have more to do than they can. A busy service that serves well is not sick. */
export const overload: DiagnosisRule = {
  cause: 'overload',
  judge: (assessed) => {
    const full = findingsOf(assessed, 'cpu-saturated', 'memory-saturated');
    if (full.length === 0) return isNot('the tasks have CPU and memory headroom');
    const strain = findingsOf(
      assessed,
      'requests-rising',
      'errors-above-objective',
      'latency-above-objective',
      'load-balancer-503',
    );
    if (strain.length === 0 && !someTargetTimesOut(assessed)) return isNot('the tasks are busy, but users are served');
    if (isOneTasks(assessed)) return isNot('only one task fails, and CPU is not saturated');
    return is([...full, ...strain, ...findingsOf(assessed, 'scaled-to-maximum')]);
  },
};

const someTargetTimesOut = ({ observation }: Assessed): boolean =>
  registeredTargets(observation).some(({ state, reason }) => state === 'unhealthy' && reason === 'Target.Timeout');

/** One bad task among good ones is a hot or stuck one, unless all are short of CPU. */
const isOneTasks = (assessed: Assessed): boolean => {
  const bad = new Set(findingsOf(assessed, 'target-unhealthy', 'task-not-working').map(({ subject }) => subject));
  const hasOthers = itemsOf(assessed.observation.tasks).some((task) => isRunning(task) && !bad.has(task.id));
  return bad.size === 1 && hasOthers && findingsOf(assessed, 'cpu-saturated').length === 0;
};
