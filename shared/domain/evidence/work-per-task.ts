import type { EcsService, Observation, StoppedTask, Task } from '../model/observation.ts';
import { valueIn } from '../model/part.ts';
import { median } from '../model/statistics.ts';
import type { Instant } from '../model/time.ts';
import { endOf, minutesOf } from './metric-minutes.ts';
import { usesRollingUpdates } from './releases.ts';

/** The requests that each task answered in one minute. */
export interface WorkMinute {
  readonly at: Instant;
  readonly requests: number;
  readonly tasks: number;
  readonly perTask: number;
}

/**
 * Answers the work of the tasks by minute, oldest first. A task worked in a minute when it ran during all of it. Minutes without a
 * running task are left out, and all of them where the stopped tasks are unknown.
 */
export const workByMinute = (observation: Observation, now: Instant): readonly WorkMinute[] => {
  const { tasks, stoppedTasks, ecs } = observation;
  if (tasks.state !== 'observed' || stoppedTasks.state !== 'observed') return [];
  const spans = [...tasks.value.flatMap(runningSpan), ...stoppedTasks.value.flatMap(stoppedSpan)];
  return minutesOf(observation, 'requests', now).flatMap((minute) => {
    const working = spans.filter(({ from, until }) => from <= minute.at && endOf(minute) <= until);
    const count = countWorking(working, valueIn(ecs));
    return count === 0 ? [] : { at: minute.at, requests: minute.value, tasks: count, perTask: minute.value / count };
  });
};

interface Span {
  readonly taskDefinition: string;
  readonly from: Instant;
  readonly until: Instant;
}

const runningSpan = ({ taskDefinition, startedAt, desiredStatus }: Task): readonly Span[] =>
  startedAt === undefined || desiredStatus !== 'RUNNING'
    ? []
    : [{ taskDefinition, from: startedAt, until: Number.POSITIVE_INFINITY }];

const stoppedSpan = ({ taskDefinition, startedAt, stoppedAt }: StoppedTask): readonly Span[] =>
  startedAt === undefined ? [] : [{ taskDefinition, from: startedAt, until: stoppedAt }];

/** A second set of tasks gets no traffic at first, or only a share of it, so the larger set counts. */
const countWorking = (working: readonly Span[], ecs: EcsService | undefined): number => {
  if (ecs === undefined || usesRollingUpdates(ecs)) return working.length;
  const sets = Map.groupBy(working, ({ taskDefinition }) => taskDefinition);
  return Math.max(0, ...[...sets.values()].map(({ length }) => length));
};

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

export const medianTasks = (minutes: readonly WorkMinute[]): number => median(minutes.map(({ tasks }) => tasks));
