import type { Observation, ServiceEvent, StoppedTask, Target, TargetGroup, Task } from '../model/observation.ts';
import { missing, observed, type Part } from '../model/part.ts';
import { DAY, type Instant, MINUTE } from '../model/time.ts';
import { isRunning } from './serving-tasks.ts';
import { withShortTexts } from './short-texts.ts';
import { isTaskFailure } from './task-failures.ts';

/** A value older than this says nothing about the present. Missing data is believed for the same time. */
const EXPIRES_AFTER_MS = 15 * MINUTE;
/** Clocks differ by seconds, so an event further ahead than this has not happened. */
const MAX_CLOCK_SKEW_MS = MINUTE;

/**
 * Cuts long texts and removes implausible data: parts with an impossible value, expired parts and probes, events of the future, and
 * duplicates. Of contradictory duplicates the worse one stays, so that none improves the health of the service. Lists whose order
 * means nothing get the same order in every check, so that no rule depends on the order of AWS.
 */
export const sanitize = (observation: Observation, now: Instant): Observation => {
  const possible = withoutImpossible(withShortTexts(observation), now);
  const { ecs, tasks, stoppedTasks, targetGroups, traffic, utilisation, taskProbes, dependencies, breakers } = possible;
  const isFresh = ({ at }: { readonly at: Instant }): boolean => isCurrent(at, now);
  return {
    ...possible,
    ecs: mapPart(dropExpired(ecs, now), (service) => ({ ...service, events: distinctEvents(service.events, now) })),
    tasks: mapPart(dropExpired(tasks, now), (all) => distinct(all, ({ id }) => id, mayServe)),
    stoppedTasks: mapPart(dropExpired(stoppedTasks, now), (all) =>
      distinct(
        all.filter(({ stoppedAt }) => hasHappened(stoppedAt, now)),
        ({ arn }) => arn,
        isOrderly,
      ).toSorted((a, b) => b.stoppedAt - a.stoppedAt),
    ),
    targetGroups: mapPart(dropExpired(targetGroups, now), (groups) =>
      inOrder(groups.map(withDistinctTargets), ({ arn }) => arn),
    ),
    traffic: dropExpired(traffic, now),
    utilisation: dropExpired(utilisation, now),
    taskProbes: mapPart(dropExpired(taskProbes, now), (all) =>
      distinct(all.filter(isFresh), ({ taskId }) => taskId, isSuccess),
    ),
    dependencies: mapPart(dropExpired(dependencies, now), (all) =>
      distinct(all.filter(isFresh), ({ dependency }) => dependency, isReachable),
    ),
    breakers: mapPart(dropExpired(breakers, now), (all) => distinct(all, ({ name }) => name, isClosed)),
  };
};

/** No count, share, duration or instant is larger. An instant of this size is in the year 2286. */
const MAX_VALUE = 1e13;
/** These parts tell of the last hours. A reading of theirs that is older has a wrong instant (engineering judgement). */
const RECENT_PARTS: ReadonlySet<string> = new Set([
  'stoppedTasks',
  'taskProbes',
  'dependencies',
  'history',
  'logs',
  'changes',
]);
const MAX_AGE_MS = 30 * DAY;
/** A process may exit with any code. */
const MAY_BE_NEGATIVE = 'exitCode';

/** Makes each part with an impossible value missing as a whole: what else it says may be as wrong, and must not look healthy. */
const withoutImpossible = (observation: Observation, now: Instant): Observation => {
  const impossible = Object.entries(observation).filter(([name, part]) => {
    const oldest = RECENT_PARTS.has(name) ? now - MAX_AGE_MS : 0;
    return name !== 'previous' && !isPossible(part, name, oldest);
  });
  const reason = missing('invalid', 'it holds an impossible value');
  return { ...observation, ...Object.fromEntries(impossible.map(([name]) => [name, reason])) };
};

/** Looks at every number of a value, however deep. */
const isPossible = (value: unknown, key: string, oldest: Instant): boolean => {
  if (typeof value === 'number') return isPossibleNumber(value, key, oldest);
  if (Array.isArray(value)) return value.every((item) => isPossible(item, key, oldest));
  if (typeof value !== 'object' || value === null) return true;
  for (const name in value) if (!isPossible(value[name as keyof typeof value], name, oldest)) return false;
  return true;
};

const isPossibleNumber = (value: number, key: string, oldest: Instant): boolean =>
  Math.abs(value) <= MAX_VALUE &&
  (value >= 0 || key === MAY_BE_NEGATIVE) &&
  (value >= oldest || !READING_INSTANTS.has(key));

const READING_INSTANTS: ReadonlySet<string> = new Set(['at', 'stoppedAt']);

const hasHappened = (at: Instant, now: Instant): boolean => at <= now + MAX_CLOCK_SKEW_MS;

const isCurrent = (at: Instant, now: Instant): boolean => hasHappened(at, now) && now - at <= EXPIRES_AFTER_MS;

const dropExpired = <T>(part: Part<T>, now: Instant): Part<T> =>
  part.state === 'missing' || isCurrent(part.at, now)
    ? part
    : missing(
        'no-data',
        `it was true ${Math.round((now - part.at) / MINUTE)} minutes ago, so it says nothing about now`,
      );

const mapPart = <T>(part: Part<T>, to: (value: T) => T): Part<T> =>
  part.state === 'observed' ? observed(part.at, to(part.value)) : part;

/** ECS lists as many: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html */
const MOST_EVENTS = 100;

/** The messages of ECS keep their order, newest first. */
const distinctEvents = (events: readonly ServiceEvent[], now: Instant): readonly ServiceEvent[] => {
  const happened = events.filter(({ at }) => hasHappened(at, now));
  return [...new Map(happened.map((event) => [`${event.at} ${event.message}`, event])).values()].slice(0, MOST_EVENTS);
};

const withDistinctTargets = (group: TargetGroup): TargetGroup => ({
  ...group,
  targets: distinct(group.targets, ({ id, port }) => `${id}:${port}`, isHealthy),
});

const mayServe = (task: Task): boolean => isRunning(task) && task.healthStatus !== 'UNHEALTHY';
const isOrderly = (task: StoppedTask): boolean => !isTaskFailure(task);
const isHealthy = ({ state }: Target): boolean => state === 'healthy';
const isSuccess = ({ outcome }: { readonly outcome: string }): boolean => outcome === 'ok';
const isReachable = ({ ok }: { readonly ok: boolean }): boolean => ok;
const isClosed = ({ state }: { readonly state: string }): boolean => state === 'closed';

/** Answers one item of each key, in the order of the keys. A good item counts only when its key has no other. */
const distinct = <T>(items: readonly T[], keyOf: (item: T) => string, isGood: (item: T) => boolean): readonly T[] => {
  const chosen = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (!chosen.has(key) || !isGood(item)) chosen.set(key, item);
  }
  return inOrder([...chosen.values()], keyOf);
};

const inOrder = <T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] =>
  items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
