import type { Diagnosed } from '../model/evidence.ts';
import type { Plan } from '../model/plan.ts';
import type { Reason } from '../model/reasons.ts';

/** A proposal is the next step, or a time to check again, or an escalation. */
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

/** A planner proposes how to treat one cause. */
export type Planner = (diagnosed: Diagnosed) => Proposal;
