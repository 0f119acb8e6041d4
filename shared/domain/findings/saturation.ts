import { endOf, isCurrent, minutesOf, newestRun } from '../evidence/metric-minutes.ts';
import { isRunning } from '../evidence/serving-tasks.ts';
import type { Detection } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import type { MinuteValue } from '../model/operational-context.ts';
import { itemsOf } from '../model/part.ts';
import { lineThrough, mean, median } from '../model/statistics.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** A minute of much work may be chance; so many in a row are not. Engineering judgement, as are all numbers of this file. */
const MINUTES_THAT_PROVE = 3;
const CPU_IS_FULL_FROM = 0.9;
const MEMORY_IS_FULL_FROM = 0.95;

/** The tasks have had hardly any CPU left for some minutes. Whether anybody suffers from it is not this rule's question. */
export const cpuSaturated: FindingRule = ({ observation, now }) =>
  saturated(minutesOf(observation, 'cpu', now), { id: 'cpu-saturated', what: 'CPU', from: CPU_IS_FULL_FROM }, now);

/** Likewise for memory, unless it rises steadily: then {@link memoryRising} says more. */
export const memorySaturated: FindingRule = ({ observation, now }) =>
  riseOf(observation, now) === undefined
    ? saturated(
        minutesOf(observation, 'memory', now),
        { id: 'memory-saturated', what: 'memory', from: MEMORY_IS_FULL_FROM },
        now,
      )
    : [];

interface Limit {
  readonly id: 'cpu-saturated' | 'memory-saturated';
  readonly what: string;
  readonly from: number;
}

const saturated = (minutes: readonly MinuteValue[], { id, what, from }: Limit, now: Instant): readonly Detection[] => {
  const full = newestRun(minutes, ({ value }) => value >= from);
  const [first] = full;
  const newest = full.at(-1);
  if (first === undefined || newest === undefined) return [];
  if (!isCurrent(full, now)) return [];
  return [
    {
      id,
      strength: full.length >= MINUTES_THAT_PROVE ? 'hard' : 'soft',
      at: endOf(newest),
      since: first.at,
      numbers: { newest: newest.value, minutes: full.length },
      message: `${what} was at ${percent(from)} or more ${full.length === 1 ? 'in the last minute' : `in each of the last ${full.length} minutes`}, now ${percent(newest.value)}`,
    },
  ];
};

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** Memory rises with time and not with work, and has used itself up within minutes. */
export const memoryRising: FindingRule = ({ observation, now }) => {
  const rise = riseOf(observation, now);
  if (rise === undefined) return [];
  const { first, newest, ...numbers } = rise;
  return [
    {
      id: 'memory-rising',
      strength: 'hard',
      at: endOf(newest),
      since: first.at,
      numbers: { ...numbers, newest: newest.value },
      message: `memory is at ${percent(newest.value)} and rises by ${(100 * rise.slopePerMinute).toFixed(1)} points a minute, though requests do not: full in ${rise.minutesToLimit.toFixed(0)} minutes`,
    },
  ];
};

interface Rise {
  readonly first: MinuteValue;
  readonly newest: MinuteValue;
  readonly slopePerMinute: number;
  readonly r2: number;
  readonly minutesToLimit: number;
}

/** A line needs that many minutes, has to explain that much of them, and has to end soon and not far away. */
const MINUTES_OF_A_RISE = 10;
const EXPLAINED_BY_A_RISE = 0.8;
const RISEN_TO = 0.75;
const FULL_WITHIN_MINUTES = 10;

/** A leak that began after quiet minutes is told by the newest ones, before the line through all of them shows how near the limit is. */
const riseOf = (observation: Observation, now: Instant): Rise | undefined => {
  const minutes = sinceRestart(observation, now);
  if (!isCurrent(minutes, now) || requestsRoseIn(minutes, observation, now)) return undefined;
  const whole = riseAlong(minutes);
  const newest = riseAlong(minutes.slice(-MINUTES_OF_A_RISE));
  return newest !== undefined && minutesLeft(newest) < minutesLeft(whole) - 1 ? newest : whole;
};

const minutesLeft = (rise: Rise | undefined): number => rise?.minutesToLimit ?? Number.POSITIVE_INFINITY;

/** A cache that fills rises as well, but ever more slowly; so the newer half of the minutes has to lead to the limit, too. */
const riseAlong = (minutes: readonly MinuteValue[]): Rise | undefined => {
  const [first] = minutes;
  const newest = minutes.at(-1);
  const isTold = minutes.length >= MINUTES_OF_A_RISE;
  if (first === undefined || newest === undefined || !isTold || newest.value < RISEN_TO) return undefined;
  const points = minutes.map(({ at, value }) => [(at - newest.at) / MINUTE, value] as const);
  const whole = lineThrough(points);
  const newer = lineThrough(points.slice(Math.floor(points.length / 2)));
  const minutesToLimit = Math.max(minutesUntilFull(whole), minutesUntilFull(newer));
  const isRise = whole.r2 > EXPLAINED_BY_A_RISE && minutesToLimit < FULL_WITHIN_MINUTES;
  return isRise ? { first, newest, slopePerMinute: whole.slope, r2: whole.r2, minutesToLimit } : undefined;
};

/** Along a line whose x are minutes from now. */
const minutesUntilFull = ({ slope, intercept }: { readonly slope: number; readonly intercept: number }): number =>
  slope > 0 ? Math.max(0, (1 - intercept) / slope) : Number.POSITIVE_INFINITY;

/** New tasks begin with little memory and take what they need to start. */
const STARTED_AFTER_MS = 2 * MINUTE;
/** So much memory, as a share of all, is given back at once only by tasks that end. */
const GIVEN_BACK = 0.1;

const sinceRestart = (observation: Observation, now: Instant): readonly MinuteValue[] => {
  const started = itemsOf(observation.tasks)
    .filter(isRunning)
    .flatMap(({ startedAt }) => startedAt ?? []);
  const from = Math.max(0, ...started) + STARTED_AFTER_MS;
  const minutes = minutesOf(observation, 'memory', now).filter(({ at }) => at >= from);
  const fall = minutes.findLastIndex(({ value }, index) => (minutes[index - 1]?.value ?? 0) - value >= GIVEN_BACK);
  return minutes.slice(Math.max(0, fall));
};

/** Work that grew by so much explains memory that grew. */
const WORK_GREW = 1.2;

const requestsRoseIn = (minutes: readonly MinuteValue[], observation: Observation, now: Instant): boolean => {
  const since = Math.min(...minutes.map(({ at }) => at));
  const requests = minutesOf(observation, 'requests', now).filter(({ at }) => at >= since);
  const values = requests.map(({ value }) => value);
  const third = Math.ceil(values.length / 3);
  return median(values.slice(-third)) > WORK_GREW * median(values.slice(0, third));
};

/** What was usual is told by the minutes at least so long before the newest, if there are enough of them. */
const USUAL_UNTIL_MS = 10 * MINUTE;
const MINUTES_OF_THE_USUAL = 8;
const ROSE_BY = 1.5;
const ROSE_BY_PER_MINUTE = 60;

/** Users ask much more than they usually do. Nothing is wrong with that; it tells why something else may be. */
export const requestsRising: FindingRule = ({ observation, now }) => {
  const minutes = minutesOf(observation, 'requests', now);
  const newest = minutes.at(-1);
  if (newest === undefined || !isCurrent(minutes, now)) return [];
  const before = minutes.filter(({ at }) => newest.at - at >= USUAL_UNTIL_MS).map(({ value }) => value);
  const usual = median(before);
  const perMinute = mean(minutes.slice(-MINUTES_THAT_PROVE).map(({ value }) => value));
  const isMuchMore = perMinute >= ROSE_BY * usual && perMinute - usual >= ROSE_BY_PER_MINUTE;
  if (!isMuchMore || before.length < MINUTES_OF_THE_USUAL) return [];
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
