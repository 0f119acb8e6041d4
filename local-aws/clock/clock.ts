import type { Instant } from '#shared/domain/model/time.ts';

export interface Timer {
  readonly cancel: () => void;
}

/**
 * The only source of time in the local world. Time advances only while nothing that was tracked is in flight, so that
 * an invocation sees one instant however long it really takes.
 */
export interface WorldClock {
  readonly now: () => Instant;
  readonly at: (instant: Instant, run: () => void) => Timer;
  readonly after: (delayMs: number, run: () => void) => Timer;
  readonly every: (periodMs: number, run: () => void) => Timer;
  /** Holds the world's time still until `work` has settled. */
  readonly track: <T>(work: Promise<T>) => Promise<T>;
}
