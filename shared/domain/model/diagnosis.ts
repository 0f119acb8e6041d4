import type { Cause } from './cause.ts';
import type { Finding } from './finding.ts';

/** The cause, with what speaks for it and what was ruled out. */
export interface Diagnosis {
  readonly cause: Cause;
  /** The task, dependency, breaker or deployment at fault, where there is one. */
  readonly subject?: string;
  /** False while it rests on soft evidence that was seen only once. */
  readonly confirmed: boolean;
  /** Whether replacing tasks could help. */
  readonly restartHelps: boolean;
  readonly evidence: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
}

export interface RuledOut {
  readonly cause: Cause;
  readonly why: string;
}
