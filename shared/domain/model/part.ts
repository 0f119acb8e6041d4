import type { Instant } from './time.ts';

/** The reason why a part of an observation is missing. `invalid`: AWS answered an impossible value. `not-asked`: no finding called for it. */
export type MissingReason =
  | 'access-denied'
  | 'throttled'
  | 'unavailable'
  | 'not-found'
  | 'no-data'
  | 'not-asked'
  | 'invalid'
  | 'not-configured';

/**
 * One part of an observation. Unknown is never healthy and never zero, so a part is `observed` (with its instant), `frozen` (no traffic
 * is proven, so nothing could be measured), or `missing` (with the reason).
 */
export type Part<T> = Observed<T> | Frozen | Missing;

export interface Observed<T> {
  readonly state: 'observed';
  readonly at: Instant;
  readonly value: T;
}

export interface Frozen {
  readonly state: 'frozen';
  readonly at: Instant;
}

export interface Missing {
  readonly state: 'missing';
  readonly reason: MissingReason;
  readonly detail: string;
  /** The denied permission, where the error names it: `ecs:ListTasks`. */
  readonly permission?: string;
}

export const observed = <T>(at: Instant, value: T): Observed<T> => ({ state: 'observed', at, value });
export const frozen = (at: Instant): Frozen => ({ state: 'frozen', at });
export const missing = (reason: MissingReason, detail: string): Missing => ({ state: 'missing', reason, detail });

/** Answers the value of an observed part; undefined when it is frozen or missing. */
export const valueIn = <T>(part: Part<T>): T | undefined => (part.state === 'observed' ? part.value : undefined);

/** True when a part exists but could not be read. */
export const isUnreadable = (part: Part<unknown>): boolean =>
  part.state === 'missing' && part.reason !== 'not-configured';

/** Answers the items of an observed list; none when it is frozen or missing, so check {@link Part.state} where that matters. */
export const itemsOf = <T>(part: Part<readonly T[]>): readonly T[] => valueIn(part) ?? [];
