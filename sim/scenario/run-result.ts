import type { Instant } from '#shared/domain/model/time.ts';
import type { Violation } from './invariants/monitor.ts';
import type { Mismatch } from './mismatches.ts';
import type { FaultOutcome } from './outcome.ts';

/** The result of a simulation with one seed. */
export interface RunResult {
  readonly seed: number;
  readonly outcomes: readonly FaultOutcome[];
  readonly mismatches: readonly FaultMismatch[];
  readonly violations: readonly Violation[];
  /** Simulated seconds in which the invariants were checked. */
  readonly checkedSeconds: number;
  readonly requests: { readonly total: number; readonly failed: number };
}

export interface FaultMismatch extends Mismatch {
  readonly fault: string;
  readonly at: Instant;
}
