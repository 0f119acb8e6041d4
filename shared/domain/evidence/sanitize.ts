import type { Observation, Target, TargetGroup, Task } from '../model/observation.ts';
import { missing, observed, type Part } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { isRunning } from './serving-tasks.ts';

/** What was true longer ago than this says nothing about now: as long as missing data is believed at all. */
const WORTHLESS_AFTER_MS = 15 * MINUTE;
/** Clocks differ by seconds; what is further ahead than this has not happened. */
const CLOCKS_DIFFER_MS = MINUTE;

/**
 * Leaves out what cannot be: parts and probes that are absurdly old, anything from the future, and what is listed a second time. Of
 * entries that contradict each other the worse one stays, so that nothing looks better for it.
 */
export const sanitize = (observation: Observation, now: Instant): Observation => {
  const { ecs, tasks, stoppedTasks, targetGroups, traffic, utilisation, taskProbes, dependencies, breakers } =
    observation;
  const isNow = ({ at }: { readonly at: Instant }): boolean => isCurrent(at, now);
  return {
    ...observation,
    ecs: change(current(ecs, now), (service) => ({
      ...service,
      events: service.events.filter(({ at }) => hasHappened(at, now)),
    })),
    tasks: change(current(tasks, now), (all) => distinct(all, ({ id }) => id, mayWork)),
    stoppedTasks: change(current(stoppedTasks, now), (all) =>
      all.filter(({ stoppedAt }) => hasHappened(stoppedAt, now)),
    ),
    targetGroups: change(current(targetGroups, now), (groups) => groups.map(withDistinctTargets)),
    traffic: current(traffic, now),
    utilisation: current(utilisation, now),
    taskProbes: change(current(taskProbes, now), (all) =>
      distinct(all.filter(isNow), ({ taskId }) => taskId, isAnswer),
    ),
    dependencies: change(current(dependencies, now), (all) =>
      distinct(all.filter(isNow), ({ dependency }) => dependency, answered),
    ),
    breakers: change(current(breakers, now), (all) => distinct(all, ({ name }) => name, isClosed)),
  };
};

const hasHappened = (at: Instant, now: Instant): boolean => at <= now + CLOCKS_DIFFER_MS;

const isCurrent = (at: Instant, now: Instant): boolean => hasHappened(at, now) && now - at <= WORTHLESS_AFTER_MS;

const current = <T>(part: Part<T>, now: Instant): Part<T> =>
  part.state === 'missing' || isCurrent(part.at, now)
    ? part
    : missing(
        'invalid',
        `it was true ${Math.round((now - part.at) / MINUTE)} minutes ago, so it says nothing about now`,
      );

const change = <T>(part: Part<T>, to: (value: T) => T): Part<T> =>
  part.state === 'observed' ? observed(part.at, to(part.value)) : part;

const withDistinctTargets = (group: TargetGroup): TargetGroup => ({
  ...group,
  targets: distinct(group.targets, ({ id, port }) => `${id}:${port}`, isHealthy),
});

const mayWork = (task: Task): boolean => isRunning(task) && task.healthStatus !== 'UNHEALTHY';
const isHealthy = ({ state }: Target): boolean => state === 'healthy';
const isAnswer = ({ outcome }: { readonly outcome: string }): boolean => outcome === 'ok';
const answered = ({ ok }: { readonly ok: boolean }): boolean => ok;
const isClosed = ({ state }: { readonly state: string }): boolean => state === 'closed';

/** One of each, in the order in which they came; a good one only where there is no other. */
const distinct = <T>(items: readonly T[], keyOf: (item: T) => string, isGood: (item: T) => boolean): readonly T[] => {
  const kept = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (!kept.has(key) || !isGood(item)) kept.set(key, item);
  }
  return [...kept.values()];
};
