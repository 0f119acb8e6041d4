import type { Instant } from '#shared/domain/model/time.ts';

export interface Timer {
  readonly cancel: () => void;
}

/**
 * The single source of time. Time stands still while tracked work is in flight, so that an invocation sees one instant
 * regardless of its real duration.
 */
export interface WorldClock {
  readonly now: () => Instant;
  readonly at: (instant: Instant, run: () => void) => Timer;
  readonly after: (delayMs: number, run: () => void) => Timer;
  readonly every: (periodMs: number, run: () => void) => Timer;
  /** Stops the time until `work` has settled. */
  readonly track: <T>(work: Promise<T>) => Promise<T>;
}
