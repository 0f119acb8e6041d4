import { itemsOf } from '../part.ts';
import type { ResetBreakerPlan } from '../plan.ts';
import { MINUTE, SECOND } from '../time.ts';
import { type AttemptInput, DID_NOT_WORK, type Progress, WORKED, wasNotDone } from './progress.ts';
import { lookAgain } from './proposal.ts';

const EFFECT_WITHIN_MS = 20 * SECOND;
/** Five steps of a minute each, if traffic is thin. */
const CLOSES_WITHIN_MS = 6 * MINUTE;

/** Until the breaker has ramped to closed by itself, or has fallen back to open. */
export const continueBreakerReset = (
  { attempt, lastStep, observation, now }: AttemptInput,
  plan: ResetBreakerPlan,
): Progress => {
  const breaker = itemsOf(observation.breakers).find(({ name }) => name === plan.target);
  if (breaker === undefined) return lookAgain('blind', 5);
  switch (breaker.state) {
    case 'closed':
      return WORKED;
    case 'half-open':
      return now - attempt.startedAt < CLOSES_WITHIN_MS ? lookAgain('breaker-ramping', 5) : DID_NOT_WORK;
    case 'open': {
      const isUntouched = breaker.version === plan.expectedVersion && !wasNotDone(lastStep);
      return isUntouched && now - lastStep.reservedAt < EFFECT_WITHIN_MS
        ? lookAgain('step-in-flight', 5)
        : DID_NOT_WORK;
    }
    default:
      return DID_NOT_WORK;
  }
};
