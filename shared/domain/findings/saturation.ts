import { endOf, isCurrent, minutesOf, newestRun } from '../evidence/metric-minutes.ts';
import { isRunning } from '../evidence/serving-tasks.ts';
import { endsOf } from '../model/ends.ts';
import type { Detection } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import type { MinuteValue } from '../model/operational-context.ts';
import { itemsOf } from '../model/part.ts';
import { percent } from '../model/percent.ts';
import { lineThrough, mean, median } from '../model/statistics.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** One busy minute may be chance; this many in a row are not. All numbers of this file are engineering judgement. */
const MIN_MINUTES = 3;
const CPU_IS_FULL_FROM = 0.9;
const MEMORY_IS_FULL_FROM = 0.95;

/** The tasks have been close to their CPU limit for some minutes. The effect on users is not part of this rule. */
export const cpuSaturated: FindingRule = ({ observation, now }) =>
  saturated(minutesOf(observation, 'cpu', now), { id: 'cpu-saturated', resource: 'CPU', from: CPU_IS_FULL_FROM }, now);

/** The tasks are close to their memory limit. A steady rise is left to {@link memoryRising}, which says more. */
export const memorySaturated: FindingRule = ({ observation, now }) =>
  riseOf(observation, now) === undefined
    ? saturated(
        minutesOf(observation, 'memory', now),
        { id: 'memory-saturated', resource: 'memory', from: MEMORY_IS_FULL_FROM },
        now,
      )
    : [];

interface Limit {
  readonly id: 'cpu-saturated' | 'memory-saturated';
  readonly resource: string;
  readonly from: number;
}

const saturated = (
  minutes: readonly MinuteValue[],
  { id, resource, from }: Limit,
  now: Instant,
): readonly Detection[] => {
  const full = newestRun(minutes, ({ value }) => value >= from);
  const ends = endsOf(full);
  if (ends === undefined || !isCurrent(full, now)) return [];
  const [first, newest] = ends;
  return [
    {
      id,
      strength: full.length >= MIN_MINUTES ? 'hard' : 'soft',
      at: endOf(newest),
      since: first.at,
      numbers: { newest: newest.value, minutes: full.length },
      message: `${resource} was at ${percent(from, 0)} or more ${full.length === 1 ? 'in the last minute' : `in each of the last ${full.length} minutes`}, now ${percent(newest.value, 0)}`,
    },
  ];
};

/** Memory rises with time and not with requests, and reaches its limit within minutes. */
export const memoryRising: FindingRule = ({ observation, now }) => {
  const rise = riseOf(observation, now);
  if (rise === undefined) return [];
  const { of, first, newest, ...numbers } = rise;
  return [
    {
      id: 'memory-rising',
      strength: 'hard',
      at: endOf(newest),
      since: first.at,
      numbers: { ...numbers, newest: newest.value },
      message: `memory ${of === 'memory' ? '' : 'of the fullest task '}is at ${percent(newest.value, 0)} and rises by ${(100 * rise.slopePerMinute).toFixed(1)} points a minute, though requests do not: full in ${rise.minutesToLimit.toFixed(0)} minutes`,
    },
  ];
};

type MemorySeries = 'memory' | 'memoryMaximum';

interface Rise {
  readonly of: MemorySeries;
  readonly first: MinuteValue;
  readonly newest: MinuteValue;
  readonly slopePerMinute: number;
  readonly r2: number;
  readonly minutesToLimit: number;
}

/** A rise needs this many minutes, this quality of the linear fit, this memory share reached, and a limit this close. */
const MIN_MINUTES_OF_RISE = 10;
const MIN_R2 = 0.8;
const MIN_RISEN_SHARE = 0.75;
const FULL_WITHIN_MINUTES = 10;

/** The average shows a leak in all tasks, the maximum a leak in one of them. */
const riseOf = (observation: Observation, now: Instant): Rise | undefined =>
  riseIn('memory', observation, now) ?? riseIn('memoryMaximum', observation, now);

/** Fits all minutes and the newest ones. The newest count where they reach the limit more than a minute earlier, as after a late leak. */
const riseIn = (of: MemorySeries, observation: Observation, now: Instant): Rise | undefined => {
  const minutes = sinceRestart(of, observation, now);
  if (!isCurrent(minutes, now) || requestsRoseDuring(minutes, observation, now)) return undefined;
  const whole = riseAlong(of, minutes);
  const newest = riseAlong(of, minutes.slice(-MIN_MINUTES_OF_RISE));
  return newest !== undefined && minutesLeft(newest) < minutesLeft(whole) - 1 ? newest : whole;
};

const minutesLeft = (rise: Rise | undefined): number => rise?.minutesToLimit ?? Number.POSITIVE_INFINITY;

/**
 * Fits a line through the minutes and through their newer half. Both have to reach the limit soon, because a filling cache also
 * rises, but ever more slowly.
 */
const riseAlong = (of: MemorySeries, minutes: readonly MinuteValue[]): Rise | undefined => {
  const ends = endsOf(minutes);
  if (ends === undefined || minutes.length < MIN_MINUTES_OF_RISE) return undefined;
  const [first, newest] = ends;
  if (newest.value < MIN_RISEN_SHARE) return undefined;
  const points = minutes.map(({ at, value }) => [(at - newest.at) / MINUTE, value] as const);
  const whole = lineThrough(points);
  const newer = lineThrough(points.slice(Math.floor(points.length / 2)));
  const minutesToLimit = Math.max(minutesUntilFull(whole), minutesUntilFull(newer));
  const isRise = whole.r2 > MIN_R2 && minutesToLimit < FULL_WITHIN_MINUTES;
  return isRise ? { of, first, newest, slopePerMinute: whole.slope, r2: whole.r2, minutesToLimit } : undefined;
};

/** Answers when a line whose x is minutes from now reaches full memory. */
const minutesUntilFull = ({ slope, intercept }: { readonly slope: number; readonly intercept: number }): number =>
  slope > 0 ? Math.max(0, (1 - intercept) / slope) : Number.POSITIVE_INFINITY;

/** A new task starts with little memory and takes up its working set in this time. */
const START_UP_MS = 2 * MINUTE;
/** Only tasks that stop release this share of the memory within a minute. */
const RELEASED_SHARE = 0.1;

/**
 * A new task changes the average, unless it started after the newest minute. The maximum is that of an older task until that one
 * stops.
 */
const sinceRestart = (of: MemorySeries, observation: Observation, now: Instant): readonly MinuteValue[] => {
  const all = minutesOf(observation, of, now);
  const newestEnd = Math.max(0, ...all.map(endOf));
  const started = itemsOf(observation.tasks)
    .filter(isRunning)
    .flatMap(({ startedAt }) => startedAt ?? [])
    .filter((startedAt) => startedAt < newestEnd);
  const from = (of === 'memory' ? Math.max(0, ...started) : Math.min(now, ...started)) + START_UP_MS;
  const minutes = all.filter(({ at }) => at >= from);
  const fall = minutes.findLastIndex(({ value }, index) => (minutes[index - 1]?.value ?? 0) - value >= RELEASED_SHARE);
  return minutes.slice(Math.max(0, fall));
};

/** Requests that grew by this factor explain growing memory. */
const REQUEST_GROWTH = 1.2;

const requestsRoseDuring = (minutes: readonly MinuteValue[], observation: Observation, now: Instant): boolean => {
  const since = Math.min(...minutes.map(({ at }) => at));
  const requests = minutesOf(observation, 'requests', now).filter(({ at }) => at >= since);
  const values = requests.map(({ value }) => value);
  const third = Math.ceil(values.length / 3);
  return median(values.slice(-third)) > REQUEST_GROWTH * median(values.slice(0, third));
};

/** The baseline consists of the minutes at least this much older than the newest, if there are enough of them. */
const BASELINE_AGE_MS = 10 * MINUTE;
const MIN_BASELINE_MINUTES = 8;
const ROSE_BY = 1.5;
const ROSE_BY_PER_MINUTE = 60;

/** Users send far more requests than before. That is no fault, but it may explain one. */
export const requestsRising: FindingRule = ({ observation, now }) => {
  const minutes = minutesOf(observation, 'requests', now);
  const newest = minutes.at(-1);
  if (newest === undefined || !isCurrent(minutes, now)) return [];
  const before = minutes.filter(({ at }) => newest.at - at >= BASELINE_AGE_MS).map(({ value }) => value);
  const usual = median(before);
  const perMinute = mean(minutes.slice(-MIN_MINUTES).map(({ value }) => value));
  const isMuchMore = perMinute >= ROSE_BY * usual && perMinute - usual >= ROSE_BY_PER_MINUTE;
  if (!isMuchMore || before.length < MIN_BASELINE_MINUTES) return [];
  const [first = newest] = newestRun(minutes, ({ value }) => value >= ROSE_BY * usual);
  return [
    {
      id: 'requests-rising',
      strength: 'soft',
      at: endOf(newest),
      since: first.at,
      numbers: { perMinute, usual },
      message: `${perMinute.toFixed(0)} requests a minute, usually ${usual.toFixed(0)}`,
    },
  ];
};
