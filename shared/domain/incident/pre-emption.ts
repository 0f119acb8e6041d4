import { servingTasks } from '../evidence/serving-tasks.ts';
import type { Cause } from '../model/cause.ts';
import type { Diagnosed } from '../model/evidence.ts';
import type { PendingAttempt } from '../model/incident.ts';
import type { Observation } from '../model/observation.ts';
import { valueIn } from '../model/part.ts';
import type { StopTaskPlan } from '../model/plan.ts';
import { planFor } from '../planning/plan.ts';
import { mayTakeEffect, type Progress, SUPERSEDED } from '../planning/progress.ts';
import { propose, recheckAfter } from '../planning/proposal.ts';

/**
 * The severity of each cause. A confirmed cause of a higher one ends an attempt that treats a lower one: what takes the whole
 * service, or a zone of it, is never the fault of one task, and replacing that task costs time and capacity meanwhile.
 */
export const SEVERITY: Readonly<Record<Cause, 0 | 1 | 2>> = {
  none: 0,
  'in-transition': 0,
  intended: 0,
  'platform-maintenance': 0,
  unknown: 0,
  'instance-unhealthy': 1,
  'instance-grey': 1,
  'memory-leak': 1,
  'out-of-memory': 1,
  'crash-loop': 1,
  'capacity-shortage': 1,
  overload: 1,
  'breaker-stuck-open': 1,
  'target-misconfiguration': 1,
  'load-balancer-fault': 1,
  'bad-release': 2,
  'image-unavailable': 2,
  'initialization-failure': 2,
  'dependency-down': 2,
  'network-path': 2,
  'no-targets': 2,
  'az-impairment': 2,
};

/**
 * Ends a pending attempt for a more severe cause: its temporary changes are reverted first, then the severe cause is treated. An
 * attempt that was once superseded is ended even if the severe cause passes meanwhile. Undefined while the attempt may go on.
 */
export const preempt = (attempt: PendingAttempt, diagnosed: Diagnosed): Progress | undefined =>
  attempt.supersededBy !== undefined || isMoreSevere(attempt, diagnosed) ? endSafely(attempt, diagnosed) : undefined;

/** True when the diagnosed cause calls for another action or for operators now. A dependency that just blinks is waited for. */
const isMoreSevere = ({ cause, steps }: PendingAttempt, diagnosed: Diagnosed): boolean => {
  const { diagnosis } = diagnosed;
  if (!diagnosis.confirmed || SEVERITY[diagnosis.cause] <= SEVERITY[cause]) return false;
  const step = steps.at(-1)?.plan.step;
  const isOver = step === 'settle' || step === 'abandon';
  return !isOver && planFor(diagnosed).kind !== 'wait';
};

/** Only a task replacement changes something for a time. A breaker that was set half-open ramps or opens again by itself. */
const endSafely = (attempt: PendingAttempt, { observation, now }: Pick<Diagnosed, 'observation' | 'now'>): Progress => {
  const lastStep = attempt.steps.at(-1);
  if (lastStep?.plan.action !== 'stop-task') return SUPERSEDED;
  const { plan } = lastStep;
  const desiredCount = valueIn(observation.ecs)?.desiredCount;
  if (desiredCount === undefined) return CHECK_AGAIN;
  return REVERSALS[plan.step]({
    plan,
    attempt,
    observation,
    isSurged: desiredCount === plan.desiredCount + 1,
    isInFlight: mayTakeEffect({ lastStep, now }),
  });
};

interface Reverted {
  readonly plan: StopTaskPlan;
  readonly attempt: PendingAttempt;
  readonly observation: Observation;
  /** True while ECS still has the extra task. */
  readonly isSurged: boolean;
  readonly isInFlight: boolean;
}

const CHECK_AGAIN = recheckAfter('superseded', 5);

/** A reversal that failed this often will fail again; the severe cause waits no longer for it (engineering judgement). */
const MOST_ABANDONS = 3;

/** The way back from each step of a task replacement. */
const REVERSALS: Readonly<Record<StopTaskPlan['step'], (reverted: Reverted) => Progress>> = {
  surge: (reverted) => {
    if (reverted.isSurged) return abandon(reverted);
    return reverted.isInFlight ? CHECK_AGAIN : SUPERSEDED;
  },
  retire: (reverted) => {
    if (!reverted.isSurged) return settle(reverted);
    return reverted.isInFlight ? CHECK_AGAIN : abandon(reverted);
  },
  abandon: (reverted) => {
    const tries = reverted.attempt.steps.filter(({ plan }) => plan.step === 'abandon').length;
    if (!reverted.isSurged || tries >= MOST_ABANDONS) return SUPERSEDED;
    return reverted.isInFlight ? CHECK_AGAIN : abandon(reverted);
  },
  settle: () => SUPERSEDED,
};

const abandon = ({ plan, observation }: Reverted): Progress => {
  const others = servingTasks(observation).filter(({ id }) => id !== plan.target);
  const message = `restore the desired count of ${plan.desiredCount}: the replacement of ${plan.target} gives way to a more severe cause`;
  const keep = others.map(({ id }) => id).sort();
  return propose({ ...plan, step: 'abandon', keep, capacityDip: 0, message }, 'superseded');
};

const settle = ({ plan }: Reverted): Progress => {
  const message = `remove the scale-in protection of the healthy tasks: the replacement of ${plan.target} gives way to a more severe cause`;
  return propose({ ...plan, step: 'settle', capacityDip: 0, message }, 'superseded');
};
