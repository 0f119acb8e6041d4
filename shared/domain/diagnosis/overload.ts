import { isRunning, registeredTargets } from '../evidence/serving-tasks.ts';
import { itemsOf } from '../model/part.ts';
import { type DiagnosisRule, type Evidenced, findingsOf, is, isNot } from './rule.ts';

/** The tasks have more to do than they can. A busy service that serves well is not sick. */
export const overload: DiagnosisRule = {
  cause: 'overload',
  judge: (evidenced) => {
    const full = findingsOf(evidenced, 'cpu-saturated', 'memory-saturated');
    if (full.length === 0) return isNot('the tasks have CPU and memory to spare');
    const strain = findingsOf(
      evidenced,
      'requests-rising',
      'errors-above-objective',
      'latency-above-objective',
      'load-balancer-503',
    );
    if (strain.length === 0 && !someTargetTimesOut(evidenced))
      return isNot('the tasks are busy, but users get what they ask for');
    if (isOneTasks(evidenced)) return isNot('only one task is in trouble, and CPU is left');
    return is([...full, ...strain, ...findingsOf(evidenced, 'scaled-to-maximum')]);
  },
};

const someTargetTimesOut = ({ observation }: Evidenced): boolean =>
  registeredTargets(observation).some(({ state, reason }) => state === 'unhealthy' && reason === 'Target.Timeout');

/** One bad task among good ones is a hot or stuck one, unless all are short of CPU. */
const isOneTasks = (evidenced: Evidenced): boolean => {
  const bad = new Set(findingsOf(evidenced, 'target-unhealthy', 'task-not-working').map(({ subject }) => subject));
  const hasOthers = itemsOf(evidenced.observation.tasks).some((task) => isRunning(task) && !bad.has(task.id));
  return bad.size === 1 && hasOthers && findingsOf(evidenced, 'cpu-saturated').length === 0;
};
