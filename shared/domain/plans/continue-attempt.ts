import type { Attempt, AttemptStep } from '../incident.ts';
import type { Observation } from '../observation.ts';
import type { Instant } from '../time.ts';
import { continueBreakerReset } from './continue-breaker-reset.ts';
import { continueRollBack } from './continue-roll-back.ts';
import { continueTaskReplacement } from './continue-task-replacement.ts';
import type { Proposal } from './plan-for.ts';

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

/** Judges an attempt by what can be observed, never by what a call answered. */
export const continueAttempt = (attempt: Attempt, observation: Observation, now: Instant): Progress => {
  const lastStep = attempt.steps.at(-1);
  if (lastStep === undefined) return DID_NOT_WORK;
  const input = { attempt, lastStep, observation, now };
  const { plan } = lastStep;
  switch (plan.action) {
    case 'stop-task':
      return continueTaskReplacement(input, plan);
    case 'roll-back':
      return continueRollBack(input, plan);
    case 'reset-breaker':
      return continueBreakerReset(input, plan);
  }
};

/** Whether the step provably did not happen. */
export const wasNotDone = ({ outcome }: AttemptStep): boolean =>
  outcome.kind === 'refused' || outcome.kind === 'failed';
