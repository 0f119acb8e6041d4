import type { Instant } from './time.ts';

/**
 * A circuit breaker that all instances of a service share through one stored record. A writer writes the record under the version
 * it read.
 */
export type BreakerRecord = ClosedBreaker | OpenBreaker | HalfOpenBreaker | OverriddenBreaker;

interface BreakerBase {
  readonly name: string;
  /** Grows by one with every change. */
  readonly version: number;
  /** Ramps in a row that were begun and failed. */
  readonly failedResets: number;
}

export interface ClosedBreaker extends BreakerBase {
  readonly state: 'closed';
}

export interface OpenBreaker extends BreakerBase {
  readonly state: 'open';
  /** Absent where the application that opened the breaker does not say. */
  readonly openedAt?: Instant;
  /** The shortest time that the breaker stays open, where the application that opened it sets one. */
  readonly cooldownSeconds?: number;
}

export interface HalfOpenBreaker extends BreakerBase {
  readonly state: 'half-open';
  readonly openedAt?: Instant;
  readonly cooldownSeconds?: number;
  /** Absent until the first calls are counted where the application set the state. */
  readonly ramp?: Ramp;
}

/** An operator sets and clears these states; nothing else changes them. */
export interface OverriddenBreaker extends BreakerBase {
  readonly state: 'forced-open' | 'disabled';
  readonly openedAt?: Instant;
}

/** The ramp of a half-open breaker: the share of calls it lets through, since when, and how they ended. */
export interface Ramp {
  readonly percent: RampPercent;
  readonly since: Instant;
  readonly calls: number;
  readonly failures: number;
}

/** The steps of the ramp, in percent of calls: from one probe in a hundred to all calls (engineering judgement). */
export const RAMP_PERCENTS = [1, 5, 25, 50, 100] as const;

export type RampPercent = (typeof RAMP_PERCENTS)[number];
