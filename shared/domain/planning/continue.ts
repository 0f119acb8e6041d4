import type { Snapshot } from '../model/evidence.ts';
import type { PendingAttempt } from '../model/incident.ts';
import { DID_NOT_WORK, type Progress } from './progress.ts';
import { continueTaskReplacement } from './replace-task.ts';
import { continueBreakerReset } from './reset-breaker.ts';
import { continueRollBack } from './roll-back.ts';

/** Judges an attempt by what can be observed, never by what a call answered. */
export const continueAttempt = (
  attempt: PendingAttempt,
  { observation, now }: Pick<Snapshot, 'observation' | 'now'>,
): Progress => {
  const lastStep = attempt.steps.at(-1);
  if (lastStep === undefined) return DID_NOT_WORK;
  const step = { attempt, lastStep, observation, now };
  const { plan } = lastStep;
  switch (plan.action) {
    case 'stop-task':
      return continueTaskReplacement(step, plan);
    case 'roll-back':
      return continueRollBack(step, plan);
    case 'reset-breaker':
      return continueBreakerReset(step, plan);
  }
};
