import type { EcsService, Observation, ServiceEvent, StoppedTask, Task } from '../model/observation.ts';
import { valueIn } from '../model/part.ts';
import { median, sum } from '../model/statistics.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { endOf, minutesOf } from './metric-minutes.ts';
import { usesRollingUpdates } from './releases.ts';

/** The requests that each task answered in one minute. */
export interface WorkMinute {
  readonly at: Instant;
  readonly requests: number;
  readonly tasks: number;
  readonly perTask: number;
}

/** The work of a task that ran for less than half of a minute says little (engineering judgement). */
const MIN_TASKS = 0.5;

/**
 * Answers the work of the tasks by minute, oldest first. A task counts for the share of the minute in which it ran, so that tasks that
 * replace one another count once. Minutes without a running task are left out, and all of them where the stopped tasks are unknown.
 */
export const workByMinute = (observation: Observation, now: Instant): readonly WorkMinute[] => {
  const { tasks, stoppedTasks, ecs } = observation;
  if (tasks.state !== 'observed' || stoppedTasks.state !== 'observed') return [];
  const known = new Set([...tasks.value, ...stoppedTasks.value].map(({ id }) => id));
  const spans = [
    ...tasks.value.flatMap(runningSpan),
    ...stoppedTasks.value.flatMap(stoppedSpan),
    ...leavingSpans(valueIn(ecs)?.events ?? [], known),
  ];
  return minutesOf(observation, 'requests', now).flatMap((minute) => {
    const working = spans.map((span) => ({ ...span, share: shareOf(span, minute) })).filter(({ share }) => share > 0);
    const count = countWorking(working, valueIn(ecs));
    return count < MIN_TASKS
      ? []
      : { at: minute.at, requests: minute.value, tasks: count, perTask: minute.value / count };
  });
};

/** Answers the share of the minute that lies within the span, 0 to 1. */
const shareOf = ({ from, until }: Span, minute: { readonly at: Instant }): number =>
  Math.max(0, Math.min(until, endOf(minute)) - Math.max(from, minute.at)) / MINUTE;

interface Working extends Span {
  readonly share: number;
}

interface Span {
  readonly taskDefinition: string;
  readonly from: Instant;
  readonly until: Instant;
}

const runningSpan = ({ taskDefinition, startedAt }: Task): readonly Span[] =>
  startedAt === undefined ? [] : [{ taskDefinition, from: startedAt, until: Number.POSITIVE_INFINITY }];

const stoppedSpan = ({ taskDefinition, startedAt, stoppedAt }: StoppedTask): readonly Span[] =>
  startedAt === undefined ? [] : [{ taskDefinition, from: startedAt, until: stoppedAt }];

/**
 * Answers the spans of tasks that are leaving. While a target drains, for 300 s by default, ECS lists its task neither as running nor as
 * stopped. Its message names the task: `(service registry) has stopped 2 running tasks: (task 2ffd7ed3…) (task 4edb9a10…).`
 */
const leavingSpans = (events: readonly ServiceEvent[], known: ReadonlySet<string>): readonly Span[] => {
  const startedAt = new Map(events.filter(startsTasks).flatMap((event) => tasksIn(event).map((id) => [id, event.at])));
  return events
    .filter(stopsTasks)
    .flatMap((event) => tasksIn(event).map((id) => ({ id, until: event.at })))
    .filter(({ id }) => !known.has(id))
    .map(({ id, until }) => ({ taskDefinition: '', from: startedAt.get(id) ?? 0, until }));
};

const startsTasks = ({ message }: ServiceEvent): boolean => /has started \d+ tasks/.test(message);
const stopsTasks = ({ message }: ServiceEvent): boolean => /has stopped \d+ running tasks/.test(message);

const tasksIn = ({ message }: ServiceEvent): readonly string[] =>
  [...message.matchAll(/\(task [\w-]+\)/g)].map(([found]) => found.slice('(task '.length, -1));

/** A second set of tasks gets no traffic at first, or only a share of it, so the larger set counts. */
const countWorking = (working: readonly Working[], ecs: EcsService | undefined): number => {
  if (ecs === undefined || usesRollingUpdates(ecs)) return sumOf(working);
  const sets = Map.groupBy(working, ({ taskDefinition }) => taskDefinition);
  return Math.max(0, ...[...sets.values()].map(sumOf));
};

const sumOf = (working: readonly Working[]): number => sum(working.map(({ share }) => share));

/** Work that has grown by this factor explains worse answers (engineering judgement). */
export const WORK_GROWTH = 1.5;

/** The first minutes of a regression show whether more work caused it. Later ones may be its effect, as a scale-in of idle tasks. */
const MINUTES_AT_ONSET = 3;
const MIN_MINUTES_BEFORE = 5;

/** Answers by which factor the work of a task had grown when a regression began; undefined where it cannot be told. */
export const workGrowthAt = (
  observation: Observation,
  { before, since }: { readonly before: Instant; readonly since: Instant },
  now: Instant,
): number | undefined => {
  const minutes = workByMinute(observation, now);
  const earlier = minutes.filter((minute) => endOf(minute) <= before);
  const onset = minutes.filter(({ at }) => at >= since).slice(0, MINUTES_AT_ONSET);
  if (earlier.length < MIN_MINUTES_BEFORE || onset.length === 0) return undefined;
  const growth = medianWork(onset) / medianWork(earlier);
  return Number.isFinite(growth) ? growth : undefined;
};

export const medianWork = (minutes: readonly WorkMinute[]): number => median(minutes.map(({ perTask }) => perTask));

/** A whole number, for operators. */
export const medianTasks = (minutes: readonly WorkMinute[]): number =>
  Math.round(median(minutes.map(({ tasks }) => tasks)));
