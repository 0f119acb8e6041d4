import type { Instant } from './time.ts';

/** Why a part of an observation could not be had. `invalid`: AWS answered something that cannot be true. `not-asked`: nothing called for it. */
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
 * One part of what was read about a service. Unknown is never healthy and never zero, so a part says which it is:
 * `observed` (with the moment it was true), `frozen` (proof that there was no traffic, so nothing could be measured),
 * or `missing` (with the reason).
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
  /** The permission that was missing, where the denial names it: `ecs:ListTasks`. */
  readonly permission?: string;
}

export const observed = <T>(at: Instant, value: T): Observed<T> => ({ state: 'observed', at, value });
export const frozen = (at: Instant): Frozen => ({ state: 'frozen', at });
export const missing = (reason: MissingReason, detail: string): Missing => ({ state: 'missing', reason, detail });

/** The value of an observed part; undefined when it is frozen or missing. */
export const valueIn = <T>(part: Part<T>): T | undefined => (part.state === 'observed' ? part.value : undefined);

/** Whether a part could not be had although there is such a thing. */
export const isUnreadable = (part: Part<unknown>): boolean =>
  part.state === 'missing' && part.reason !== 'not-configured';

/** The items of an observed list; none when it is frozen or missing, so ask {@link Part.state} where that matters. */
export const itemsOf = <T>(part: Part<readonly T[]>): readonly T[] => valueIn(part) ?? [];
