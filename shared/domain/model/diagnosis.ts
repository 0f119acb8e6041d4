import type { Cause } from './cause.ts';
import type { Finding } from './finding.ts';

/** A diagnosis is the cause with its evidence, what it explains and what it leaves unexplained, and every other cause considered. */
export interface Diagnosis {
  readonly cause: Cause;
  /** The task, dependency, breaker or deployment at fault, where one is known. */
  readonly subject?: string;
  /** False while the diagnosis rests on soft evidence that was seen only once. */
  readonly confirmed: boolean;
  /** True when replacing tasks could help. */
  readonly restartHelps: boolean;
  readonly evidence: readonly Finding[];
  /** The symptoms that the cause explains. */
  readonly explained: readonly Finding[];
  /** The symptoms that no candidate explains. */
  readonly unexplained: readonly Finding[];
  /** Operators should read these findings beside the evidence: deployments, changes, log lines without a known meaning. */
  readonly context: readonly Finding[];
  /** All causes that are indicated and not contradicted, in order of precedence. */
  readonly candidates: readonly Candidate[];
  /** Candidates that explain the same as the cause and call for another treatment. None is left before an action. */
  readonly rivals: readonly Rival[];
  readonly ruledOut: readonly RuledOut[];
}

/** A candidate is a cause that is indicated by evidence and contradicted by none. */
export interface Candidate {
  readonly cause: Cause;
  readonly subject?: string;
  readonly evidence: readonly Finding[];
}

/** The part of a diagnosis that is empty before any cause was considered. */
export const NOTHING_CONSIDERED = {
  explained: [],
  unexplained: [],
  context: [],
  candidates: [],
  rivals: [],
  ruledOut: [],
} as const satisfies Partial<Diagnosis>;

export interface Rival {
  readonly cause: Cause;
  /** The evidence that would rule the rival out. */
  readonly ruledOutBy: readonly string[];
}

export interface RuledOut {
  readonly cause: Cause;
  readonly why: string;
}
