import type { Cause } from './cause.ts';
import type { Finding } from './finding.ts';

/** A diagnosis is the cause with its evidence and the causes that were ruled out. */
export interface Diagnosis {
  readonly cause: Cause;
  /** The task, dependency, breaker or deployment at fault, where one is known. */
  readonly subject?: string;
  /** False while the diagnosis rests on soft evidence that was seen only once. */
  readonly confirmed: boolean;
  /** True when replacing tasks could help. */
  readonly restartHelps: boolean;
  readonly evidence: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
}

export interface RuledOut {
  readonly cause: Cause;
  readonly why: string;
}
