import type { Action } from './action.ts';
import type { AlertKind } from './alert.ts';
import type { Cause } from './cause.ts';
import type { Plan } from './plan.ts';
import type { Reason } from './reasons.ts';
import type { Instant } from './time.ts';

/** The trigger of an incident is stored for the record and is never a reason to act. */
export type Trigger =
  | { readonly kind: 'scheduled' }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'manual'; readonly reason: string; readonly action?: Action };

/** An incident is the record from the first evidence to the resolution. A service has at most one open incident. */
export type Incident = OpenIncident | EscalatedIncident | ResolvedIncident;

interface IncidentBase {
  /** The id is also the name of the incident's Step Functions execution: `registry-20261123T100000Z`. */
  readonly id: string;
  readonly service: string;
  readonly openedAt: Instant;
  readonly trigger: Trigger;
  readonly cause: Cause;
  readonly subject?: string;
  readonly attempts: readonly Attempt[];
  /** Healthy observations in a row; three resolve the incident. */
  readonly healthyObservations: number;
  /** The first of those. */
  readonly healthySince?: Instant;
  readonly alerts: readonly AlertKind[];
  /** The plan that an operator approved, in its canonical form; a changed plan needs a new approval. */
  readonly approvedPlan?: string;
  /** Grows by one with every write; a write with an old version is refused. */
  readonly version: number;
}

/** An open incident belongs to its execution. */
export interface OpenIncident extends IncidentBase {
  readonly status: 'open';
}

/** An escalated incident belongs to the operators, who are notified once. It ends by itself when the service is healthy again. */
export interface EscalatedIncident extends IncidentBase {
  readonly status: 'escalated';
  readonly handover: Handover;
}

export interface ResolvedIncident extends IncidentBase {
  readonly status: 'resolved';
  readonly closedAt: Instant;
  /** Present when the incident was escalated first. */
  readonly handover?: Handover;
}

/** A handover says why the operators have an incident, and what the medic would have done if it were allowed to. */
export interface Handover {
  readonly reason: Reason;
  readonly would?: Plan;
}

/** An attempt is one action that was tried, with each of its steps. */
export type Attempt = PendingAttempt | EndedAttempt;

interface AttemptBase {
  readonly number: number;
  readonly action: Action;
  readonly cause: Cause;
  /** The task, deployment or breaker that the action is about. */
  readonly target: string;
  readonly startedAt: Instant;
  readonly steps: readonly AttemptStep[];
}

export interface PendingAttempt extends AttemptBase {
  readonly verdict: 'pending';
}

export interface EndedAttempt extends AttemptBase {
  readonly verdict: 'worked' | 'did-not-work';
  readonly endedAt: Instant;
}

export interface AttemptStep {
  readonly plan: Plan;
  readonly digest: string;
  /** The fencing token: a step runs only under the lease epoch it was reserved with. */
  readonly epoch: number;
  readonly reservedAt: Instant;
  readonly outcome: StepOutcome;
}

/** `reserved` is written before the action. `begun` means that an executor has it; if it stays so, the outcome is unknown and ECS is read first. */
export type StepOutcome =
  | { readonly kind: 'reserved' }
  | { readonly kind: 'begun'; readonly at: Instant }
  | { readonly kind: 'done'; readonly at: Instant }
  | { readonly kind: 'refused'; readonly at: Instant; readonly reason: Reason }
  | { readonly kind: 'failed'; readonly at: Instant; readonly error: string };

/** A past action is an attempt of an incident that is over; the budget counts it. */
export interface PastAction {
  readonly action: Action;
  readonly at: Instant;
  readonly target: string;
  readonly incident: string;
}

/**
 * True when an attempt may have changed anything, so that the budget counts it. An attempt whose steps were all refused changed nothing,
 * nor did one that ended before a step was begun. A pending attempt counts.
 */
export const mayHaveActed = ({ steps, verdict }: Attempt): boolean =>
  steps.some(({ outcome }) => outcome.kind !== 'refused' && (outcome.kind !== 'reserved' || verdict === 'pending'));

/** True when the plan is a further step of the pending attempt. */
export const isFurtherStep = ({
  incident,
  plan,
}: {
  readonly incident: Incident | undefined;
  readonly plan: Plan;
}): boolean => {
  const last = incident?.attempts.at(-1);
  return last?.verdict === 'pending' && last.action === plan.action && last.target === plan.target;
};

export const hasPending = (incident: Incident | undefined): boolean =>
  incident?.attempts.some(({ verdict }) => verdict === 'pending') ?? false;

/** True when an attempt has been pending for longer than `durationMs`: one that lacks data or is held does not end by itself. */
export const hasPendingFor = ({ attempts }: Incident, durationMs: number, now: Instant): boolean =>
  attempts.some(({ verdict, startedAt }) => verdict === 'pending' && now - startedAt > durationMs);
