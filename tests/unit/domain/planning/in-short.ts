import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import type { AttemptStep, StepOutcome } from '#shared/domain/model/incident.ts';
import type { Plan } from '#shared/domain/model/plan.ts';
import { continueAttempt } from '#shared/domain/planning/continue.ts';
import { planFor } from '#shared/domain/planning/plan.ts';
import type { Progress } from '#shared/domain/planning/progress.ts';
import type { Proposal } from '#shared/domain/planning/proposal.ts';
import { aDiagnosis, aFinding } from '#tests/builders/a-report.ts';
import { aPendingAttempt, aStep } from '#tests/builders/an-incident.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import { diagnosed, service } from '#tests/builders/given.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

/** The state of a service with the evidence of its diagnosis: one finding about task 1, seen twice, unless set. */
export interface Diagnosis extends ServiceState {
  readonly finding?: Partial<Finding>;
  readonly evidence?: readonly Finding[];
  /** None if null. */
  readonly subject?: string | null;
}

/** The proposal for a service with this diagnosis. */
export const proposalFor = (
  cause: Cause,
  { finding, evidence, subject = 'task-1', ...state }: Diagnosis = {},
): Proposal =>
  planFor(
    diagnosed({
      ...state,
      diagnosis: aDiagnosis({
        cause,
        ...(subject !== null && { subject }),
        restartHelps: true,
        evidence: evidence ?? [aFinding({ seen: 2, ...finding })],
      }),
    }),
  );

/** A proposal in a few words: `wait: in-transition`, `stop-task surge`. */
export const plannedFor = (cause: Cause, diagnosis?: Diagnosis): string => inShort(proposalFor(cause, diagnosis));

/** The state of a service while an attempt is pending, whose newest step was done ten seconds ago unless set. */
export interface Pending extends ServiceState {
  readonly outcome?: StepOutcome['kind'] | undefined;
  readonly reservedAgo?: number;
  readonly startedAgo?: number;
  readonly earlier?: readonly AttemptStep[];
}

export const progressOf = (
  plan: Plan,
  { outcome = 'done', reservedAgo = 10, startedAgo = reservedAgo, earlier = [], ...state }: Pending = {},
): Progress => {
  const step = aStep({ plan, reservedAt: secondsAgo(reservedAgo), outcome: OUTCOMES[outcome] });
  const { action, target } = plan;
  const attempt = aPendingAttempt({ action, target, startedAt: secondsAgo(startedAgo), steps: [...earlier, step] });
  return continueAttempt(attempt, { observation: service(state), now: NOW });
};

/** The progress of the attempt in a few words. */
export const progressAfter = (plan: Plan, pending?: Pending): string => inShort(progressOf(plan, pending));

export const OUTCOMES: Readonly<Record<StepOutcome['kind'], StepOutcome>> = {
  reserved: { kind: 'reserved' },
  begun: { kind: 'begun', at: NOW },
  done: { kind: 'done', at: NOW },
  failed: { kind: 'failed', at: NOW, error: 'ThrottlingException' },
  refused: { kind: 'refused', at: NOW, reason: 'facts-changed' },
};

export const inShort = (progress: Progress): string => {
  switch (progress.kind) {
    case 'plan':
      return `${progress.plan.action} ${progress.plan.step}`;
    case 'ended':
      return progress.verdict;
    default:
      return `${progress.kind}: ${progress.reason}`;
  }
};
