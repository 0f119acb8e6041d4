import { type Decided, type Decision, type GateResult, wait } from '../model/decision.ts';
import type { Diagnosed } from '../model/evidence.ts';
import { hasPending } from '../model/incident.ts';
import type { Plan } from '../model/plan.ts';
import type { Reason } from '../model/reasons.ts';
import { SECOND } from '../model/time.ts';
import { passGates } from './gates.ts';

/** A gate that holds a degraded service for longer than this is no wait: an operator has to know (engineering judgement). */
const LONGEST_SILENT_WAIT_SECONDS = 300;

interface PlanWithReason {
  readonly plan: Plan;
  readonly reason: Reason;
}

/** Passes the plan through the gates and answers `act`, or what the first gate that does not pass leads to. */
export const decideOnPlan = (diagnosed: Diagnosed, { plan, reason }: PlanWithReason): Decided => {
  const gates = passGates({ ...diagnosed, plan });
  const obstacle = gates.find(isObstacle);
  const decision: Decision =
    obstacle === undefined ? { kind: 'act', reason, plan } : blockedBy(obstacle, plan, diagnosed);
  return { gates, decision };
};

/** True while a pause or a missing approval holds the plan: the operators know that it waits. */
export const isHeldByOperators = ({ gates }: Decided): boolean => {
  const last = gates.at(-1);
  return last?.verdict === 'hold' && (last.gate === 'switches' || last.gate === 'approval');
};

type Obstacle = Exclude<GateResult, { verdict: 'pass' }>;

const isObstacle = (result: GateResult): result is Obstacle => result.verdict !== 'pass';

const blockedBy = (obstacle: Obstacle, plan: Plan, diagnosed: Diagnosed): Decision => {
  const { gate, reason } = obstacle;
  if (obstacle.verdict === 'refuse')
    return gate === 'mode' || gate === 'intent' ? { kind: 'none', reason, would: plan } : { kind: 'escalate', reason };
  return isTooLong(obstacle, diagnosed)
    ? { kind: 'escalate', reason }
    : { ...wait(reason, obstacle.recheckAfterSeconds), would: plan };
};

/**
 * A budget gate knows when it reopens, so the remaining wait counts. For missing data only the elapsed time is known. A pending
 * attempt has its own timeout.
 */
const isTooLong = (
  { gate, recheckAfterSeconds }: Extract<Obstacle, { verdict: 'hold' }>,
  { incident, now }: Diagnosed,
): boolean => {
  switch (gate) {
    case 'budget':
      return recheckAfterSeconds > LONGEST_SILENT_WAIT_SECONDS;
    case 'evidence':
    case 'capacity':
    case 'treatable':
      return !hasPending(incident) && now - (incident?.openedAt ?? now) > LONGEST_SILENT_WAIT_SECONDS * SECOND;
    default:
      return false;
  }
};
