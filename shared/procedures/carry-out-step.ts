import type { Action } from '#shared/domain/model/action.ts';
import { describeError } from '#shared/domain/model/error-text.ts';
import { LeaseLost, TargetMissing } from '#shared/domain/model/errors.ts';
import type { AttemptStep, Incident, StepOutcome } from '#shared/domain/model/incident.ts';
import type { Plan } from '#shared/domain/model/plan.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';
import type { Services } from '#shared/ports/services.ts';
import type { StepReference } from '#shared/ports/stores.ts';

type PlanOf<A extends Action> = Extract<Plan, { readonly action: A }>;

/** An action re-reads the facts that its plan rests on and acts, or answers the reason why it must not. */
export interface Act<A extends Plan['action']> {
  readonly action: A;
  readonly act: (plan: PlanOf<A>) => Promise<Reason | undefined>;
}

/** The result of an action function: done, or refused with a reason. */
export type StepResult = {
  readonly service: string;
  readonly incident: string;
} & ({ readonly kind: 'done'; readonly did: string } | { readonly kind: 'refused'; readonly reason: Reason });

/**
 * Executes one reserved step: begins it, once and under its epoch; acts; records the outcome. Records an error as well and rethrows
 * it. A step is never repeated; the next check judges it by reading ECS.
 */
export const carryOutStep =
  ({ incidents, journal, clock }: Pick<Services, 'incidents' | 'journal' | 'clock'>) =>
  async <A extends Plan['action']>(reference: StepReference, { action, act }: Act<A>): Promise<StepResult> => {
    const { service, incident: id } = reference;
    const begun = await begin({ incidents, clock }, reference);
    if ('refused' in begun) return { service, incident: id, kind: 'refused', reason: begun.refused };

    const step = stepIn(begun.incident, reference);
    const { outcome, error } = await outcomeOf(async () => act(checkedPlan(step, action)), clock);
    await incidents.endStep(reference, outcome);
    const detail = {
      attempt: reference.attempt,
      step: reference.step,
      epoch: step.epoch,
      digest: step.digest,
      plan: step.plan,
      outcome,
    };
    await journal.append({ service, at: clock.now(), kind: 'acted', incident: id, detail });

    if (error !== undefined) throw error;
    if (outcome.kind === 'refused') return { service, incident: id, kind: 'refused', reason: outcome.reason };
    return { service, incident: id, kind: 'done', did: step.plan.message };
  };

type Begun = { readonly incident: Incident } | { readonly refused: Reason };

const begin = async (
  { incidents, clock }: Pick<Services, 'incidents' | 'clock'>,
  reference: StepReference,
): Promise<Begun> => {
  try {
    return { incident: await incidents.beginStep(reference, clock.now()) };
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    const { incident } = await incidents.read(reference.service);
    return { refused: wasBegunBefore(incident, reference) ? 'already-begun' : 'lease-lost' };
  }
};

const wasBegunBefore = (incident: Incident | undefined, reference: StepReference): boolean => {
  const step = incident?.id === reference.incident ? findStep(incident, reference) : undefined;
  return step?.epoch === reference.epoch && step.outcome.kind !== 'reserved';
};

const findStep = (incident: Incident, { attempt, step }: StepReference): AttemptStep | undefined =>
  incident.attempts.find(({ number }) => number === attempt)?.steps[step - 1];

const stepIn = (incident: Incident, reference: StepReference): AttemptStep => {
  const step = findStep(incident, reference);
  if (step === undefined)
    throw new Error(`${incident.id} has no step ${reference.step} in attempt ${reference.attempt}.`);
  return step;
};

/** Throws {@link TargetMissing} for a plan without a target: an empty target never means "all". */
const checkedPlan = <A extends Plan['action']>({ plan }: AttemptStep, action: A): PlanOf<A> => {
  if (!isPlanOf(plan, action))
    throw new TypeError(`The step reserved is a ${plan.action}, which this function does not do; it does ${action}.`);
  if (plan.target === '') throw new TargetMissing(`The plan to ${plan.action} names no target; nothing was done.`);
  return plan;
};

const isPlanOf = <A extends Plan['action']>(plan: Plan, action: A): plan is PlanOf<A> => plan.action === action;

interface Ended {
  readonly outcome: Extract<StepOutcome, { readonly kind: 'done' | 'refused' | 'failed' }>;
  readonly error?: unknown;
}

const outcomeOf = async (act: () => Promise<Reason | undefined>, clock: Services['clock']): Promise<Ended> => {
  try {
    const refusal = await act();
    const at = clock.now();
    return { outcome: refusal === undefined ? { kind: 'done', at } : { kind: 'refused', at, reason: refusal } };
  } catch (error) {
    return {
      outcome: {
        kind: 'failed',
        at: clock.now(),
        error: describeError(error),
      },
      error,
    };
  }
};
