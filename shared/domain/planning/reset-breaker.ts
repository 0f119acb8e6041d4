import { backOffMs } from '../model/back-off.ts';
import type { BreakerRecord, OpenBreaker } from '../model/breaker.ts';
import type { Diagnosed } from '../model/evidence.ts';
import { type Finding, STUCK_BREAKER_FINDINGS } from '../model/finding.ts';
import { itemsOf } from '../model/part.ts';
import type { ResetBreakerPlan } from '../model/plan.ts';
import { type Instant, MINUTE, SECOND, secondsUntil } from '../model/time.ts';
import { DID_NOT_WORK, mayTakeEffect, type PendingStep, type Progress, WORKED } from './progress.ts';
import { escalate, type Proposal, propose, recheckAfter } from './proposal.ts';

/** This many fresh probes in a row prove that the dependency is back (engineering judgement). */
const PROOFS = 3;
const COOL_DOWN_MS = 30 * SECOND;
const LONGEST_COOL_DOWN_MS = 15 * MINUTE;

/** Ramps that failed this often prove that the dependency fails under load, whatever its probe says (engineering judgement). */
const MOST_FAILED_RESETS = 2;

/**
 * Sets the breaker half-open once the dependency has answered three probes in a row and the breaker has cooled down. The breaker ramps
 * by itself. A half-open breaker whose ramp stalled begins a new one. After failed ramps the dependency is not trusted any more.
 */
export const planForStuckBreaker = ({ observation, diagnosis, now }: Diagnosed): Proposal => {
  const breaker = itemsOf(observation.breakers).find(({ name }) => name === diagnosis.subject);
  const finding = diagnosis.evidence.find(
    ({ id, subject }) => STUCK_BREAKER_FINDINGS.has(id) && subject === breaker?.name,
  );
  if (finding === undefined || (breaker?.state !== 'open' && breaker?.state !== 'half-open'))
    return escalate('insufficient-data');
  if (breaker.failedResets >= MOST_FAILED_RESETS) return escalate('resets-failed');
  if (finding.seen < PROOFS || isDoubtful(breaker, finding)) return recheckAfter('dependency-not-proven', 5);
  const cooledAt = breaker.state === 'open' ? coolDownEnd(breaker) : now;
  if (now < cooledAt) return recheckAfter('breaker-cooling-down', secondsUntil(cooledAt, now));
  return propose({
    action: 'reset-breaker',
    step: 'half-open',
    cause: 'breaker-stuck-open',
    target: breaker.name,
    expectedVersion: breaker.version,
    capacityDip: 0,
    message: `${breaker.state === 'open' ? `set breaker ${breaker.name} half-open` : `restart the ramp of breaker ${breaker.name}`}; it then admits 1, 5, 25, 50 and 100 % of the calls by itself`,
  });
};

/** This many lines in a minute are more than a single failure (engineering judgement). */
const REFUSALS = 3;

/** The tasks still log refusals of the dependency; or errors in unknown words, which after a failed ramp may be its answers. */
const isDoubtful = ({ failedResets }: BreakerRecord, { numbers }: Finding): boolean =>
  Number(numbers.refusals) >= REFUSALS || (failedResets > 0 && Number(numbers.unknownErrors) > 0);

const coolDownEnd = ({ openedAt = 0, cooldownSeconds, ...breaker }: OpenBreaker): Instant =>
  openedAt + (cooldownSeconds === undefined ? coolDownMs(breaker, openedAt) : cooldownSeconds * SECOND);

/** The cool-down doubles with every failed reset. */
const coolDownMs = ({ name, failedResets }: Pick<OpenBreaker, 'name' | 'failedResets'>, openedAt: Instant): number =>
  backOffMs({ first: COOL_DOWN_MS, longest: LONGEST_COOL_DOWN_MS, failures: failedResets, key: `${name}:${openedAt}` });

/** The ramp takes five steps of a minute each under thin traffic. */
const CLOSES_WITHIN_MS = 6 * MINUTE;

/** Waits until the breaker has closed by itself or has opened again. */
export const continueBreakerReset = (
  { attempt, lastStep, observation, now }: PendingStep,
  plan: ResetBreakerPlan,
): Progress => {
  const breaker = itemsOf(observation.breakers).find(({ name }) => name === plan.target);
  if (breaker === undefined) return recheckAfter('insufficient-data', 5);
  const isUntouched = breaker.version === plan.expectedVersion;
  switch (breaker.state) {
    case 'closed':
      return WORKED;
    case 'open':
    case 'half-open':
      if (isUntouched && mayTakeEffect({ lastStep, now })) return recheckAfter('step-in-flight', 5);
      return breaker.state === 'half-open' && !isUntouched && now - attempt.startedAt < CLOSES_WITHIN_MS
        ? recheckAfter('breaker-ramping', 5)
        : DID_NOT_WORK;
    default:
      return DID_NOT_WORK;
  }
};
