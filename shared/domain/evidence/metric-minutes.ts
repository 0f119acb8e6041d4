import type { Observation } from '../model/observation.ts';
import type { MetricHistory, MinuteValue } from '../model/operational-context.ts';
import { valueIn } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/** The history tells of half an hour and the minute that is not over yet. */
const REACHES_BACK_MS = 31 * MINUTE;
/** CloudWatch shows a minute two to three minutes after it began; a newest one that is older tells nothing of now. */
const CURRENT_FOR_MS = 4 * MINUTE;

/** The minutes of one series that can be true, oldest first: none of the future, none too old, no value below nothing. */
export const minutesOf = (
  { history }: Pick<Observation, 'history'>,
  series: keyof MetricHistory,
  now: Instant,
): readonly MinuteValue[] =>
  (valueIn(history)?.[series] ?? []).filter(
    ({ at, value }) => at <= now && now - at < REACHES_BACK_MS && Number.isFinite(value) && value >= 0,
  );

export interface CountedMinute {
  readonly at: Instant;
  readonly requests: number;
  readonly failed: number;
}

/** The minutes with requests of which it is known how many failed; more failures than requests cannot be. */
export const countedMinutes = (observation: Pick<Observation, 'history'>, now: Instant): readonly CountedMinute[] => {
  const failedAt = new Map(minutesOf(observation, 'failed', now).map(({ at, value }) => [at, value]));
  return minutesOf(observation, 'requests', now).flatMap(({ at, value: requests }) => {
    const failed = failedAt.get(at);
    return failed === undefined || requests === 0 || failed > requests ? [] : { at, requests, failed };
  });
};

/** The newest minutes, without a break, of which it is so; oldest first. */
export const newestRun = <T>(minutes: readonly T[], isSo: (minute: T) => boolean): readonly T[] =>
  minutes.slice(minutes.findLastIndex((minute) => !isSo(minute)) + 1);

/** Whether the newest minute is new enough to tell how things are. */
export const isCurrent = (minutes: readonly { readonly at: Instant }[], now: Instant): boolean =>
  minutes.some(({ at }) => now - at <= CURRENT_FOR_MS);

/**
 * Whether the tasks were measured in a whole minute since then. Where they are never measured there is nothing to wait for, so then
 * they count as measured.
 */
export const wereMeasuredSince = (
  observation: Pick<Observation, 'history'>,
  moment: Instant,
  now: Instant,
): boolean => {
  const minutes = minutesOf(observation, 'cpu', now);
  return minutes.length === 0 || minutes.some(({ at }) => at >= moment);
};

/** When what a minute tells was true: at its end. */
export const endOf = ({ at }: { readonly at: Instant }): Instant => at + MINUTE;
