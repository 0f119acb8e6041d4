import type { Attempt, AttemptStep } from '../model/incident.ts';
import type { Observation } from '../model/observation.ts';
import type { Instant } from '../model/time.ts';
import type { Proposal } from './proposal.ts';

/** Where an attempt under way stands: its next step or wait, or its end with a verdict. */
export type Progress = Proposal | { readonly kind: 'ended'; readonly verdict: 'worked' | 'did-not-work' };

export interface AttemptInput {
  readonly attempt: Attempt;
  readonly lastStep: AttemptStep;
  readonly observation: Observation;
  readonly now: Instant;
}

export const WORKED: Progress = { kind: 'ended', verdict: 'worked' };
export const DID_NOT_WORK: Progress = { kind: 'ended', verdict: 'did-not-work' };

/** Whether the step provably did not happen. */
export const wasNotDone = ({ outcome }: AttemptStep): boolean =>
  outcome.kind === 'refused' || outcome.kind === 'failed';
