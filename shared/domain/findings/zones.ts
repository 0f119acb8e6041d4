import { isInGracePeriod } from '../evidence/grace-period.ts';
import { isRunning, targetOf } from '../evidence/serving-tasks.ts';
import type { Observation, Task } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import type { FindingRule } from './rule.ts';

/** A zone is judged from this many tasks, and against this many in other zones (engineering judgement). */
const MIN_TASKS = 2;

/** A zone fails when every settled task in it fails and none elsewhere does. Tasks within their grace period do not count. */
export const zoneFailing: FindingRule = ({ observation, now }) => {
  const settled = itemsOf(observation.tasks).filter(
    (task) => isRunning(task) && !isInGracePeriod(observation, task, now),
  );
  const isFailing = (task: Task): boolean => hasUnhealthyTarget(observation, task) || failsProbe(observation, task);
  const [zone, ...others] = new Set(settled.filter(isFailing).map(({ availabilityZone }) => availabilityZone));
  if (!zone || others.length > 0) return [];
  const inside = settled.filter(({ availabilityZone }) => availabilityZone === zone);
  const outside = settled.length - inside.length;
  if (inside.length < MIN_TASKS || outside < MIN_TASKS || !inside.every(isFailing)) return [];
  return [
    {
      id: 'zone-failing',
      strength: inside.every((task) => hasUnhealthyTarget(observation, task)) ? 'hard' : 'soft',
      subject: zone,
      at: observation.at,
      numbers: { tasks: inside.length, elsewhere: outside },
      message: `all ${inside.length} tasks in ${zone} fail, and none of the ${outside} in other zones`,
    },
  ];
};

const hasUnhealthyTarget = (observation: Observation, task: Task): boolean =>
  targetOf(observation, task)?.state === 'unhealthy';

const failsProbe = ({ taskProbes }: Observation, { id }: Task): boolean =>
  itemsOf(taskProbes).some(({ taskId, outcome }) => taskId === id && outcome !== 'ok');
