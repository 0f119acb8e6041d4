import type { Instant } from '#shared/domain/model/time.ts';

export interface Clock {
  readonly now: () => Instant;
}

export interface Ids {
  /** Answers a new identifier, unique per call. */
  readonly next: () => string;
}
