import type { Attempt } from '../incident.ts';
import type { Observation } from '../observation.ts';
import type { Instant } from '../time.ts';
import { continueBreakerReset } from './continue-breaker-reset.ts';
import { continueRollBack } from './continue-roll-back.ts';
import { continueTaskReplacement } from './continue-task-replacement.ts';
import { DID_NOT_WORK, type Progress } from './progress.ts';

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
