import type { Instant } from './time.ts';

/** The answer to one work probe, or the way in which it failed. */
export interface ProbeAnswer {
  readonly outcome: 'ok' | 'bad-status' | 'timeout' | 'refused' | 'error';
  readonly status?: number;
  readonly latencyMs: number;
  readonly at: Instant;
}

export interface PortAnswer extends ProbeAnswer {
  readonly port: number;
}
