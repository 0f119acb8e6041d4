import type { Instant } from '#shared/domain/model/time.ts';

export interface Clock {
  readonly now: () => Instant;
}
