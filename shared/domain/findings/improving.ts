import { countedMinutes, endOf, isCurrent, minutesOf } from '../evidence/metric-minutes.ts';
import type { Detection } from '../model/finding.ts';
import type { MinuteValue } from '../model/operational-context.ts';
import { percent } from '../model/percent.ts';
import type { Instant } from '../model/time.ts';
import { wilson } from '../model/wilson.ts';
import type { FindingRule } from './rule.ts';

/** A fall in each of this many minutes: four values are in falling order by chance once in 24 times (engineering judgement). */
const MIN_MINUTES = 3;
/** The latency has fallen to at most this share of what it was (engineering judgement). */
const MAX_SHARE_OF_LATENCY = 0.8;

/**
 * Errors and latency are above their objectives and have been falling towards them for minutes, as after a deployment, a reconnect storm or
 * scaling: what is on its way needs no help. Nothing improves while one of them is above its objective and does not fall.
 */
export const improving: FindingRule = ({ observation, policy: { objectives }, now }) => {
  const trends = [
    errorTrend(countedMinutes(observation, now), objectives.errorRate, now),
    latencyTrend(minutesOf(observation, 'latencyP95Ms', now), objectives.latencyP95Ms, now),
  ];
  const falls = trends.flatMap((trend) => (trend.kind === 'falling' ? [trend] : []));
  if (falls.length === 0 || trends.some(({ kind }) => kind === 'not-falling')) return [];
  return [
    {
      id: 'improving',
      strength: 'hard',
      at: Math.max(...falls.map(({ at }) => at)),
      since: Math.min(...falls.map(({ since }) => since)),
      numbers: Object.assign({}, ...falls.map(({ numbers }) => numbers)),
      message: falls.map(({ message }) => message).join(', and '),
    },
  ];
};

/** Minutes that are unknown or within the objective neither prove an improvement nor speak against one. */
type Trend =
  | { readonly kind: 'within-objective' }
  | { readonly kind: 'not-falling' }
  | ({ readonly kind: 'falling'; readonly since: Instant } & Pick<Detection, 'at' | 'numbers' | 'message'>);

const latencyTrend = (minutes: readonly MinuteValue[], objective: number, now: Instant): Trend => {
  const newest = minutes.at(-1);
  if (newest === undefined || newest.value <= objective || !isCurrent(minutes, now))
    return { kind: 'within-objective' };
  const [first, ...falling] = fallingMinutes(minutes, ({ value }) => value);
  if (first === undefined || falling.length < MIN_MINUTES) return { kind: 'not-falling' };
  if (newest.value > MAX_SHARE_OF_LATENCY * first.value) return { kind: 'not-falling' };
  return {
    kind: 'falling',
    since: first.at,
    at: endOf(newest),
    numbers: { minutesOfLatency: falling.length, latencyBeforeMs: first.value, latencyP95Ms: newest.value },
    message: `p95 latency fell in each of the last ${falling.length} minutes, from ${first.value.toFixed(0)} to ${newest.value.toFixed(0)} ms (objective ${objective} ms)`,
  };
};

/** A fall of the errors is proven when the bounds of the first and of the newest share do not overlap. */
const errorTrend = (minutes: ReturnType<typeof countedMinutes>, objective: number, now: Instant): Trend => {
  const newest = minutes.at(-1);
  if (newest === undefined || !isCurrent(minutes, now)) return { kind: 'within-objective' };
  const [lowestNow, highestNow] = wilson(newest.failed, newest.requests);
  if (lowestNow <= objective) return { kind: 'within-objective' };
  const [first, ...falling] = fallingMinutes(minutes, shareOf);
  if (first === undefined || falling.length < MIN_MINUTES) return { kind: 'not-falling' };
  if (highestNow >= wilson(first.failed, first.requests)[0]) return { kind: 'not-falling' };
  return {
    kind: 'falling',
    since: first.at,
    at: endOf(newest),
    numbers: { minutesOfErrors: falling.length, errorRateBefore: shareOf(first), errorRate: shareOf(newest) },
    message: `the share of failed requests fell in each of the last ${falling.length} minutes, from ${percent(shareOf(first))} to ${percent(shareOf(newest))} (objective ${percent(objective)})`,
  };
};

const shareOf = ({ failed, requests }: { readonly failed: number; readonly requests: number }): number =>
  failed / requests;

/** Answers the newest minutes in which each value is below the one before, with the minute from which they fall. */
const fallingMinutes = <T>(minutes: readonly T[], levelOf: (minute: T) => number): readonly T[] => {
  const values = minutes.map(levelOf);
  return minutes.slice(
    values.findLastIndex((value, index) => value >= (values[index - 1] ?? Number.NEGATIVE_INFINITY)),
  );
};
