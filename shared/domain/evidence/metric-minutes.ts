import type { Observation } from '../model/observation.ts';
import type { MetricSeries, MinuteValue } from '../model/operational-context.ts';
import { valueIn } from '../model/part.ts';
import { sum } from '../model/statistics.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { wilson } from '../model/wilson.ts';

/** The history covers half an hour and the current, incomplete minute. */
const HISTORY_MS = 31 * MINUTE;
/** CloudWatch shows a minute two to three minutes after it began. Metrics are not current when their newest minute is older than this. */
const CURRENT_FOR_MS = 4 * MINUTE;

/** Answers the plausible minutes of one series, oldest first. Minutes in the future, outdated minutes and negative values are left out. */
export const minutesOf = (
  { history }: Pick<Observation, 'history'>,
  series: MetricSeries,
  now: Instant,
): readonly MinuteValue[] =>
  (valueIn(history)?.[series] ?? []).filter(
    ({ at, value }) => at <= now && now - at < HISTORY_MS && Number.isFinite(value) && value >= 0,
  );

export interface CountedMinute {
  readonly at: Instant;
  readonly requests: number;
  /** The requests of the counted kind: those that failed, or those that were refused with a 4xx. */
  readonly failed: number;
}

/** Answers the minutes with requests and a known count of failures. A minute with more failures than requests is left out. */
export const countedMinutes = (observation: Pick<Observation, 'history'>, now: Instant): readonly CountedMinute[] =>
  minutesWith('failed', observation, now).filter(isPossible);

/** Answers the minutes with requests and a known count of 4xx. A minute with more refusals than requests is left out. */
export const refusedMinutes = (observation: Pick<Observation, 'history'>, now: Instant): readonly CountedMinute[] =>
  minutesWith('refused', observation, now).filter(isPossible);

const isPossible = ({ requests, failed }: CountedMinute): boolean => failed <= requests;

/** Answers the minutes with requests and a known count, which may exceed the requests. */
export const minutesWith = (
  series: 'failed' | 'refused',
  observation: Pick<Observation, 'history'>,
  now: Instant,
): readonly CountedMinute[] => {
  const countedAt = new Map(minutesOf(observation, series, now).map(({ at, value }) => [at, value]));
  return minutesOf(observation, 'requests', now).flatMap(({ at, value: requests }) => {
    const failed = countedAt.get(at);
    return failed === undefined || requests === 0 ? [] : { at, requests, failed };
  });
};

/** Answers the bounds of the share that failed, as plausible from these minutes. */
export const failedShare = (minutes: readonly CountedMinute[]): ReturnType<typeof wilson> =>
  wilson(sum(minutes.map(({ failed }) => failed)), sum(minutes.map(({ requests }) => requests)));

/** Answers the newest uninterrupted run of matching minutes, oldest first. */
export const newestRun = <T>(minutes: readonly T[], matches: (minute: T) => boolean): readonly T[] =>
  minutes.slice(minutes.findLastIndex((minute) => !matches(minute)) + 1);

/** True when the newest minute is recent enough to describe the present. */
export const isCurrent = (minutes: readonly { readonly at: Instant }[], now: Instant): boolean =>
  minutes.some(({ at }) => now - at <= CURRENT_FOR_MS);

/**
 * True when a whole minute of task metrics has been measured since the moment. Tasks that are never measured count as measured,
 * because nothing else will arrive.
 */
export const wereMeasuredSince = (
  observation: Pick<Observation, 'history'>,
  moment: Instant,
  now: Instant,
): boolean => {
  const minutes = minutesOf(observation, 'cpu', now);
  return minutes.length === 0 || minutes.some(({ at }) => at >= moment);
};

/** Answers the end of a minute, the moment its value describes. */
export const endOf = ({ at }: { readonly at: Instant }): Instant => at + MINUTE;
