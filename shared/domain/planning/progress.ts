import type { Snapshot } from '../model/evidence.ts';
import type { AttemptStep, EndedAttempt, PendingAttempt } from '../model/incident.ts';
import { SECOND } from '../model/time.ts';
import type { Proposal } from './proposal.ts';

/** The progress of a pending attempt: its next step or wait, or its end with a verdict. */
export type Progress = Proposal | { readonly kind: 'ended'; readonly verdict: EndedAttempt['verdict'] };

/** A pending attempt with its newest step, and what was observed since. */
export interface PendingStep extends Pick<Snapshot, 'observation' | 'now'> {
  readonly attempt: PendingAttempt;
  readonly lastStep: AttemptStep;
}

export const WORKED: Progress = { kind: 'ended', verdict: 'worked' };
export const SUPERSEDED: Progress = { kind: 'ended', verdict: 'superseded' };
export const DID_NOT_WORK: Progress = { kind: 'ended', verdict: 'did-not-work' };

/** A step whose effect does not show within this time did not happen (engineering judgement). */
const EFFECT_WITHIN_MS = 20 * SECOND;

/** True while a step, unless it provably did not happen, may still show its effect. */
export const mayTakeEffect = (
  { lastStep, now }: Pick<PendingStep, 'lastStep' | 'now'>,
  withinMs = EFFECT_WITHIN_MS,
): boolean => !wasNotDone(lastStep) && now - lastStep.reservedAt < withinMs;

const wasNotDone = ({ outcome }: AttemptStep): boolean => outcome.kind === 'refused' || outcome.kind === 'failed';
