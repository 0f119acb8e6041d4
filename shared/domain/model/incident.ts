import type { Action } from './action.ts';
import type { AlertKind } from './alert.ts';
import type { UsualState } from './baseline.ts';
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
  /** The alerts that were sent, oldest first. A reminder appears as often as it was sent. */
  readonly alerts: readonly AlertKind[];
  /** The usual state of the service before the incident, against which its recovery is measured; absent where none was known. */
  readonly before?: Usual;
  /** The escalated incidents that this one replaced: the operators know of them. */
  readonly replaces?: Replaced;
  /** The newest reminder, as the time after the escalation at which it was due. */
  readonly remindedAfterMs?: number;
  /** The last time at which a check began to send an alert that was owed. Until it is sent or some time has passed, no other check does. */
  readonly notifyingSince?: Instant;
  /** The plan that an operator approved, in its canonical form; a changed plan needs a new approval. */
  readonly approvedPlan?: string;
  /** Grows by one with every write; a write with an old version is refused. */
  readonly version: number;
}

/** The score of a service and the findings that it has while nothing is wrong with it. */
export type Usual = Pick<UsualState, 'score' | 'findings'>;

/** Names the incident before, and what the operators were notified of in one series of incidents without a recovery in between. */
export interface Replaced {
  readonly incident: string;
  readonly causes: readonly KnownCause[];
}

export interface KnownCause {
  readonly cause: Cause;
  readonly subject?: string;
}

/** An open incident belongs to its execution. */
export interface OpenIncident extends IncidentBase {
  readonly status: 'open';
}

/**
 * An escalated incident belongs to the operators, who are notified, and reminded while it lasts. It ends by itself when its cause is
 * gone, and is replaced by a new incident for a new cause or for another try.
 */
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
  /** When the operators got the incident. */
  readonly at?: Instant;
  /** The numbers behind the reason, in one line. */
  readonly detail?: string;
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
  /** The more severe cause that ends the attempt early. */
  readonly supersededBy?: Cause;
}

export interface PendingAttempt extends AttemptBase {
  readonly verdict: 'pending';
}

export interface EndedAttempt extends AttemptBase {
  /** `superseded`: a more severe cause ended the attempt, so that it neither cured nor failed. */
  readonly verdict: 'worked' | 'did-not-work' | 'superseded';
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
