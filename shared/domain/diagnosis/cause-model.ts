import type { Action } from '../model/action.ts';
import type { Cause } from '../model/cause.ts';
import type { Candidate } from '../model/diagnosis.ts';
import type { Assessed } from '../model/evidence.ts';
import type { Finding, FindingId } from '../model/finding.ts';

/** The causes that evidence can indicate. `none` and `unknown` are what remains. */
export type ModelledCause = Exclude<Cause, 'none' | 'unknown'>;

/**
 * A cause model states what speaks for a cause, which symptoms the cause explains, what speaks against it, and who treats it.
 * docs/diagnosis.md is generated from the texts.
 */
export interface CauseModel {
  readonly cause: ModelledCause;
  /** The reason why the cause is ruled out when nothing indicates it. */
  readonly absent: string;
  /** Positive evidence; missing data indicates nothing. */
  readonly indicates: readonly Indication[];
  /** Sorts the evidence; the subject of the first is treated. In the order of the indications where absent. */
  readonly order?: (evidence: readonly Finding[]) => readonly Finding[];
  /** Findings that say more about the cause and indicate nothing by themselves. They join its evidence. */
  readonly details?: readonly FindingId[];
  /** True when the cause concerns the service as a whole, so that it has no subject. */
  readonly isOfService?: true;
  readonly explains: readonly Explanation[];
  readonly contradicts: readonly Contradiction[];
  readonly treatedBy: readonly Treatment[];
  /** The documentation says by this text what the medic does. */
  readonly response: string;
}

export interface Indication {
  readonly when: string;
  readonly find: (assessed: Assessed) => readonly Finding[];
  /** Evidence that explains the same finding otherwise. It takes away this indication and no other. */
  readonly unless?: readonly Contradiction[];
}

export interface Explanation {
  readonly symptoms: readonly FindingId[];
  /** The condition for the documentation; absent when the cause explains these symptoms always. */
  readonly when?: string;
  readonly covers?: (symptom: Finding, candidate: Candidate, assessed: Assessed) => boolean;
}

export interface Contradiction {
  readonly when: string;
  readonly holds: (assessed: Assessed, evidence: readonly Finding[]) => boolean;
}

/** An action of the medic, or the one who restores the service without it. */
export type Treatment = Action | 'ecs' | 'operator' | 'none';
