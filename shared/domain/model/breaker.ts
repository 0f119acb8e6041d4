import type { Instant } from './time.ts';

/**
 * A circuit breaker that all instances of a service share through one stored record. Whoever changes the record writes
 * it under the version it read; every function here answers with the record to be written, or with the very record it
 * was given when there is nothing to change.
 */
export interface BreakerRecord {
  readonly name: string;
  /** `forced-open` and `disabled` are a person's word, and only a person takes them back. */
  readonly state: 'closed' | 'open' | 'half-open' | 'forced-open' | 'disabled';
  /** Grows by one with every change. */
  readonly version: number;
  readonly openedAt?: Instant;
  /** How long it stays open at least, this time, where whoever opened it says so. */
  readonly cooldownSeconds?: number;
  /** How often in a row the ramp was begun and failed. */
  readonly failedResets: number;
  readonly ramp?: Ramp;
}

/** Where a half-open breaker stands: the share of calls let through, since when, and what became of them. */
export interface Ramp {
  readonly percent: RampPercent;
  readonly since: Instant;
  readonly calls: number;
  readonly failures: number;
}

/** The steps of the ramp, in percent of calls: from one probe in a hundred to everybody. Engineering judgement. */
export const RAMP_PERCENTS = [1, 5, 25, 50, 100] as const;

export type RampPercent = (typeof RAMP_PERCENTS)[number];
