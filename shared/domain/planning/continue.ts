import type { Attempt } from '../model/incident.ts';
import type { Observation } from '../model/observation.ts';
import type { Instant } from '../model/time.ts';
import { DID_NOT_WORK, type Progress } from './progress.ts';
import { continueTaskReplacement } from './replace-task.ts';
import { continueBreakerReset } from './reset-breaker.ts';
import { continueRollBack } from './roll-back.ts';

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
