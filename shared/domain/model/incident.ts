import type { Action } from './action.ts';
import type { AlertKind } from './alert.ts';
import type { Cause } from './cause.ts';
import type { Plan } from './plan.ts';
import type { Reason } from './reasons.ts';
import type { Instant } from './time.ts';

/** Why somebody looked: kept for the record, never a reason to act by itself. */
export type Trigger =
  | { readonly kind: 'scheduled' }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'manual'; readonly reason: string; readonly action?: Action };

/** The record from first evidence to resolution. One per service at a time. */
export interface Incident {
  /** Also the name of its Step Functions execution: `registry-20261123T100000Z`. */
  readonly id: string;
  readonly service: string;
  /** `escalated`: handed to people, who are told once; it ends by itself when the service is well again. */
  readonly status: 'open' | 'escalated' | 'resolved';
  readonly openedAt: Instant;
  readonly closedAt?: Instant;
  readonly trigger: Trigger;
  readonly cause: Cause;
  readonly subject?: string;
  readonly attempts: readonly Attempt[];
  /** Observations in a row on which the service was well; three resolve the incident. */
  readonly healthyObservations: number;
  /** The first of those. */
  readonly healthySince?: Instant;
  readonly alerts: readonly AlertKind[];
  /** Why people have it now; there once it was escalated. */
  readonly handover?: Handover;
  /** The plan that a person approved, in the words of `canonicalPlan`; any change of it needs a new approval. */
  readonly approvedPlan?: string;
  /** Raised by one with every write; a write with an old version is refused. */
  readonly version: number;
}

/** Why people have an incident, and what the medic would have done if it might: for the alert. */
export interface Handover {
  readonly reason: Reason;
  readonly would?: Plan;
}

/** An action that was tried, with each step of it. */
export interface Attempt {
  readonly number: number;
  readonly action: Action;
  readonly cause: Cause;
  /** Task, deployment or breaker. */
  readonly target: string;
  readonly startedAt: Instant;
  readonly steps: readonly AttemptStep[];
  readonly verdict: 'pending' | 'worked' | 'did-not-work';
  readonly endedAt?: Instant;
}

export interface AttemptStep {
  readonly plan: Plan;
  readonly digest: string;
  /** The fence: a step runs only under the lease epoch it was reserved with. */
  readonly epoch: number;
  readonly reservedAt: Instant;
  readonly outcome: StepOutcome;
}

/** `reserved`: written before acting. `begun`: an executor has it; if it stays so, nobody knows, and ECS is read before anything else. */
export type StepOutcome =
  | { readonly kind: 'reserved' }
  | { readonly kind: 'begun'; readonly at: Instant }
  | { readonly kind: 'done'; readonly at: Instant }
  | { readonly kind: 'refused'; readonly at: Instant; readonly reason: Reason }
  | { readonly kind: 'failed'; readonly at: Instant; readonly error: string };

/** An attempt as the budget remembers it after its incident has ended. */
export interface PastAction {
  readonly action: Action;
  readonly at: Instant;
  readonly target: string;
  readonly incident: string;
}

/**
 * Whether an attempt may have changed anything, and so has to be paid for: one of which every step was refused did not, nor
 * one that ended before anybody began its step. One in flight counts.
 */
export const mayHaveActed = ({ steps, verdict }: Attempt): boolean =>
  steps.some(({ outcome }) => outcome.kind !== 'refused' && (outcome.kind !== 'reserved' || verdict === 'pending'));

/** Whether the plan goes on with the attempt under way. */
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
