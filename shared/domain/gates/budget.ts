import { backOffMs } from '../model/back-off.ts';
import {
  type Attempt,
  type EndedAttempt,
  type Incident,
  isFurtherStep,
  mayHaveActed,
  type PastAction,
} from '../model/incident.ts';
import { HOUR, type Instant, MINUTE, SECOND, secondsUntil } from '../model/time.ts';
import { type Gate, hold, pass, refuse, type Situation } from './gate.ts';

const FIRST_BACK_OFF_MS = 30 * SECOND;
const LONGEST_BACK_OFF_MS = 15 * MINUTE;
const ROLLBACK_WINDOW_MS = 6 * HOUR;
/** Each action is tried once on a target. A breaker may be reset three times, since its ramp makes each try harmless. */
const MOST_TRIES = { 'stop-task': 1, 'roll-back': 1, 'reset-breaker': 3 } as const;

/**
 * Allows at most `maxActionsPerHour` attempts on one service in any hour and `maxRollbacksPer6Hours` rollbacks in six. Pending
 * attempts count, refused ones do not. Each retry waits twice as long as the one before: 30 s x 2^(n-1) x (1 +- 0.2), at most 15
 * min. A further step of an attempt belongs to it and always passes.
 */
export const withinBudget: Gate = (situation) => {
  const { incident, plan, policy, now } = situation;
  if (isFurtherStep(situation)) return pass('budget');
  const actions = countedActions(situation);
  const lastHour = actions.filter(({ at }) => at > now - HOUR);
  const numbers = { used: lastHour.length, allowed: policy.limits.maxActionsPerHour };
  if (numbers.allowed === 0) return refuse('budget', 'budget-spent', numbers);
  if (lastHour.length >= policy.limits.maxActionsPerHour) {
    return hold('budget', 'budget-spent', secondsUntil(oldest(lastHour) + HOUR, now), numbers);
  }
  const rollbacks = actions.filter(({ action, at }) => action === 'roll-back' && at > now - ROLLBACK_WINDOW_MS);
  if (plan.action === 'roll-back' && rollbacks.length >= policy.limits.maxRollbacksPer6Hours) {
    return refuse('budget', 'rollback-budget-spent', {
      used: rollbacks.length,
      allowed: policy.limits.maxRollbacksPer6Hours,
    });
  }
  const tries = triesOf(incident).filter((attempt) => isTry(attempt, plan));
  if (tries.length >= MOST_TRIES[plan.action]) return refuse('budget', 'attempts-exhausted', { tries: tries.length });
  const readyAt = backedOffUntil(incident);
  return now < readyAt ? hold('budget', 'backing-off', secondsUntil(readyAt, now), numbers) : pass('budget', numbers);
};

/** True for an attempt that could show whether this action on this target helps. A superseded one could not. */
const isTry = ({ action, target, verdict }: Attempt, plan: Situation['plan']): boolean =>
  action === plan.action && target === plan.target && verdict !== 'superseded';

const triesOf = (incident: Incident | undefined): readonly Attempt[] => incident?.attempts.filter(mayHaveActed) ?? [];

const countedActions = ({
  incident,
  history: { pastActions },
}: Situation): readonly Pick<PastAction, 'action' | 'at'>[] => [
  ...pastActions.filter((past) => past.incident !== incident?.id),
  ...triesOf(incident).map(({ action, startedAt }) => ({ action, at: startedAt })),
];

const oldest = (actions: readonly Pick<PastAction, 'at'>[]): Instant => Math.min(...actions.map(({ at }) => at));

/** Refused attempts count here; otherwise a lasting refusal would be retried in every check. */
const backedOffUntil = (incident: Incident | undefined): Instant => {
  const failed = (incident?.attempts ?? []).filter(didNotWork);
  const last = failed.at(-1);
  if (incident === undefined || last === undefined) return 0;
  const key = `${incident.id}:${failed.length}`;
  const wait = backOffMs({ first: FIRST_BACK_OFF_MS, longest: LONGEST_BACK_OFF_MS, failures: failed.length - 1, key });
  return last.endedAt + wait;
};

const didNotWork = (attempt: Attempt): attempt is EndedAttempt => attempt.verdict === 'did-not-work';
