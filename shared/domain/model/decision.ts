import type { UsualState } from './baseline.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { HealthReport } from './health-report.ts';
import type { OpenIncident } from './incident.ts';
import type { Plan } from './plan.ts';
import type { Reason } from './reasons.ts';

/** A decision says what to do now, why, and for a wait when to check again. */
export type Decision =
  | { readonly kind: 'none'; readonly reason: Reason; readonly would?: Plan }
  | { readonly kind: 'act'; readonly reason: Reason; readonly plan: Plan }
  | { readonly kind: 'wait'; readonly reason: Reason; readonly recheckAfterSeconds: number; readonly would?: Plan }
  | { readonly kind: 'resolved'; readonly reason: Reason }
  | { readonly kind: 'escalate'; readonly reason: Reason };

/** The assessment is the whole answer of one call of `decide`. */
export interface Assessment {
  readonly report: HealthReport;
  readonly diagnosis: Diagnosis;
  readonly gates: readonly GateResult[];
  readonly decision: Decision;
  /** The open incident as this check leaves it: verdict of the attempt, healthy observations in a row, cause. */
  readonly incident?: OpenIncident;
  /** The usual state of the service, where earlier checks have learned one. */
  readonly usual?: UsualState;
}

export type GateName =
  | 'switches'
  | 'mode'
  | 'evidence'
  | 'intent'
  | 'transition'
  | 'deployment'
  | 'storm'
  | 'treatable'
  | 'capacity'
  | 'budget'
  | 'approval';

/** `hold`: check again later. `refuse`: no automatic action; the operators are notified. */
export type GateResult =
  | { readonly gate: GateName; readonly verdict: 'pass'; readonly numbers: Numbers }
  | {
      readonly gate: GateName;
      readonly verdict: 'hold';
      readonly reason: Reason;
      readonly numbers: Numbers;
      readonly recheckAfterSeconds: number;
    }
  | { readonly gate: GateName; readonly verdict: 'refuse'; readonly reason: Reason; readonly numbers: Numbers };

export type Numbers = Readonly<Record<string, number>>;

/** A decision with the gates that its plan passed through; no gate is asked where there is no plan. */
export type Decided = Pick<Assessment, 'decision' | 'gates'>;

export const withoutGates = (decision: Decision): Decided => ({ decision, gates: [] });

/** A pause may be lifted or a breaker closed by hand during a long wait, so no wait is longer than this (engineering judgement). */
const LONGEST_WAIT_SECONDS = 60;

export const wait = (reason: Reason, seconds: number): Extract<Decision, { kind: 'wait' }> => ({
  kind: 'wait',
  reason,
  recheckAfterSeconds: Math.min(seconds, LONGEST_WAIT_SECONDS),
});
