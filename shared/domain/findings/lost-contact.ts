import { isRunning, probeOf, targetOf } from '../evidence/serving-tasks.ts';
import { lastSegment } from '../model/arn.ts';
import type { Observation, Task } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** An agent that restarts or is updated reconnects within minutes (engineering judgement). */
const RECONNECTS_WITHIN_MS = 10 * MINUTE;

/**
 * The agents of tasks have been disconnected for long, and neither a load balancer nor a work probe shows that the tasks still work. ECS
 * counts such a task as running and starts no replacement:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 */
export const tasksOutOfContact: FindingRule = ({ observation, now }) => {
  const lost = itemsOf(observation.tasks).flatMap((task) => lostTask(task, observation, now));
  const [first] = lost;
  if (first === undefined) return [];
  const since = Math.min(...lost.map((each) => each.since));
  const minutes = Math.floor((now - since) / MINUTE);
  const hosts = [...new Set(lost.flatMap(({ containerInstance }) => containerInstance ?? []))].map(lastSegment);
  return [
    {
      id: 'tasks-out-of-contact',
      strength: 'hard',
      subject: hosts[0] ?? first.id,
      at: observation.at,
      since,
      numbers: { tasks: lost.length, minutes },
      message: `${pluralize(lost.length, 'task')} DISCONNECTED for ${minutes} minutes${hosts.length > 0 ? ` on container instance ${hosts.join(', ')}` : ''}: ECS counts them as running, and nothing shows that they work`,
    },
  ];
};

type LostTask = Pick<Task, 'id' | 'containerInstance'> & { readonly since: Instant };

const lostTask = (task: Task, observation: Observation, now: Instant): readonly LostTask[] => {
  const { connectivity, disconnectedAt } = task;
  if (!isRunning(task) || connectivity !== 'DISCONNECTED' || disconnectedAt === undefined) return [];
  const isLong = now - disconnectedAt >= RECONNECTS_WITHIN_MS;
  return isLong && isUnseen(observation, task) ? [{ ...task, since: disconnectedAt }] : [];
};

const isUnseen = (observation: Observation, task: Task): boolean =>
  targetOf(observation, task) === undefined && probeOf(observation, task)?.outcome !== 'ok';
