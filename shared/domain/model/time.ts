/** An instant in milliseconds since the Unix epoch, UTC. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Answers whole seconds from `now` until `instant`, rounded up, at least 1, as a Step Functions Wait accepts. */
export const secondsUntil = (instant: Instant, now: Instant): number =>
  Math.max(1, Math.ceil((instant - now) / SECOND));

/** Formats an instant as `2026-11-23T10:00:00.000Z`. */
export const toIso = (instant: Instant): string => new Date(instant).toISOString();
