import { isRunning, targetOf } from '../evidence/serving-tasks.ts';
import type { Observation, Task } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import type { FindingRule } from './rule.ts';
import { isInGrace } from './tasks.ts';

/** One task says nothing of its zone, and one elsewhere nothing of the other zones. Engineering judgement. */
const TASKS_THAT_PROVE = 2;

/** Every task in one zone fails, and none elsewhere: it is the zone. Tasks within their grace period are not asked. */
export const zoneFailing: FindingRule = ({ observation, now }) => {
  const graceSeconds = valueIn(observation.ecs)?.healthCheckGracePeriodSeconds ?? 0;
  const settled = itemsOf(observation.tasks).filter((task) => isRunning(task) && !isInGrace(task, graceSeconds, now));
  const isBad = (task: Task): boolean => hasUnhealthyTarget(observation, task) || failsProbe(observation, task);
  const [zone, ...others] = new Set(settled.filter(isBad).map(({ availabilityZone }) => availabilityZone));
  if (!zone || others.length > 0) return [];
  const inside = settled.filter(({ availabilityZone }) => availabilityZone === zone);
  const outside = settled.length - inside.length;
  if (inside.length < TASKS_THAT_PROVE || outside < TASKS_THAT_PROVE || !inside.every(isBad)) return [];
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
