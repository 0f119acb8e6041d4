import type { StoppedTask } from '../model/observation.ts';
import { observed, type Part } from '../model/part.ts';
import type { ServicePolicy } from '../model/policy.ts';
import { DAY, type Instant } from '../model/time.ts';
import { type Signal, servicesAbout } from '../signal/signal.ts';

/** Tasks that are kept of one service: more than fail in half an hour of a crash loop. Engineering judgement. */
const MOST_KEPT = 50;

/** Until when a stopped task is kept: what failed a day ago says nothing about today. Engineering judgement. */
export const retainUntil = ({ stoppedAt }: StoppedTask): Instant => stoppedAt + DAY;

/** The stopped task that a signal tells of, for each watched service that it is about; whether the signal is followed or not. */
export const tasksToRetain = (
  signal: Signal,
  policies: readonly ServicePolicy[],
  now: Instant,
): readonly { readonly service: string; readonly task: StoppedTask }[] => {
  const { stoppedTask: task } = signal;
  if (task === undefined || retainUntil(task) <= now) return [];
  return servicesAbout(signal, policies).map((service) => ({ service, task }));
};

/** The tasks with one more, newest first; those that it outlives are let go. The very same tasks where it is one of them. */
export const retaining = (kept: readonly StoppedTask[], task: StoppedTask): readonly StoppedTask[] => {
  if (kept.some(({ arn }) => arn === task.arn)) return kept;
  const stillKept = kept.filter((other) => retainUntil(other) > task.stoppedAt);
  return newestFirst([task, ...stillKept]).slice(0, MOST_KEPT);
};

/**
 * What ECS lists together with what was kept from events, newest first. ECS tells more of a task that both know. A list that
 * could not be read stays missing: kept tasks alone cannot say that there are no others.
 */
export const mergeRetained = (
  listed: Part<readonly StoppedTask[]>,
  kept: readonly StoppedTask[],
): Part<readonly StoppedTask[]> => {
  if (listed.state !== 'observed') return listed;
  const known = new Set(listed.value.map(({ arn }) => arn));
  const forgotten = kept.filter((task) => !known.has(task.arn) && retainUntil(task) > listed.at);
  return observed(listed.at, newestFirst([...listed.value, ...forgotten]));
};

const newestFirst = (tasks: readonly StoppedTask[]): readonly StoppedTask[] =>
  tasks.toSorted((a, b) => b.stoppedAt - a.stoppedAt);
