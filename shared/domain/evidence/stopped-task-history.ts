import type { StoppedTask } from '../model/observation.ts';
import { observed, type Part } from '../model/part.ts';
import type { ServicePolicy } from '../model/policy.ts';
import { DAY, type Instant } from '../model/time.ts';
import { type Signal, servicesAbout } from '../signal/signal.ts';

/** The history retains this many tasks of one service. Half an hour of a crash loop has fewer failures (engineering judgement). */
const MAX_RETAINED = 50;

/** Answers until when a stopped task is retained. A failure of yesterday says nothing about today (engineering judgement, 1 day). */
export const retainUntil = ({ stoppedAt }: StoppedTask): Instant => stoppedAt + DAY;

/** Answers the stopped task of a signal for each watched service it is about, even when the signal is dropped. */
export const tasksToRetain = (
  signal: Signal,
  policies: readonly ServicePolicy[],
  now: Instant,
): readonly { readonly service: string; readonly task: StoppedTask }[] => {
  const { stoppedTask: task } = signal;
  if (task === undefined || retainUntil(task) <= now) return [];
  return servicesAbout(signal, policies).map((service) => ({ service, task }));
};

/** Adds a task to the retained ones, newest first, and drops the tasks that have expired. A known task leaves the list unchanged. */
export const retaining = (retained: readonly StoppedTask[], task: StoppedTask): readonly StoppedTask[] => {
  if (retained.some(({ arn }) => arn === task.arn)) return retained;
  const notExpired = retained.filter((other) => retainUntil(other) > task.stoppedAt);
  return newestFirst([task, ...notExpired]).slice(0, MAX_RETAINED);
};

/**
 * Merges the tasks that ECS lists with those retained from events, newest first. The listed entry wins, because ECS reports more
 * details. An unreadable list stays missing, because retained tasks cannot prove that there are no others.
 */
export const mergeRetained = (
  listed: Part<readonly StoppedTask[]>,
  retained: readonly StoppedTask[],
): Part<readonly StoppedTask[]> => {
  if (listed.state !== 'observed') return listed;
  const known = new Set(listed.value.map(({ arn }) => arn));
  const unlisted = retained.filter((task) => !known.has(task.arn) && retainUntil(task) > listed.at);
  return observed(listed.at, newestFirst([...listed.value, ...unlisted]));
};

const newestFirst = (tasks: readonly StoppedTask[]): readonly StoppedTask[] =>
  tasks.toSorted((a, b) => b.stoppedAt - a.stoppedAt);
