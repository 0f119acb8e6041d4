import type { Diagnosis } from '../model/diagnosis.ts';
import type { Incident } from '../model/incident.ts';
import type { Observation } from '../model/observation.ts';
import type { Plan } from '../model/plan.ts';
import type { ServicePolicy } from '../model/policy.ts';
import type { Reason } from '../model/reasons.ts';
import type { Instant } from '../model/time.ts';

/** What a planner may look at. */
export interface PlanningInput {
  readonly observation: Observation;
  readonly diagnosis: Diagnosis;
  readonly incident: Incident | undefined;
  readonly policy: ServicePolicy;
  readonly now: Instant;
}

/** The next step, or when to look again, or that people are needed. */
export type Proposal =
  | { readonly kind: 'plan'; readonly reason: Reason; readonly plan: Plan }
  | { readonly kind: 'wait'; readonly reason: Reason; readonly recheckAfterSeconds: number }
  | { readonly kind: 'escalate'; readonly reason: Reason };

export const propose = (plan: Plan, reason: Reason = 'treat-cause'): Proposal => ({ kind: 'plan', reason, plan });
export const recheckAfter = (reason: Reason, recheckAfterSeconds: number): Proposal => ({
  kind: 'wait',
  reason,
  recheckAfterSeconds,
});
export const escalate = (reason: Reason): Proposal => ({ kind: 'escalate', reason });

/** What one cause asks for. */
export type Planner = (input: PlanningInput) => Proposal;
