import type { Diagnosis } from './diagnosis.ts';
import type { GateResult } from './gates/gate.ts';
import type { HealthReport } from './health-report.ts';
import type { Incident } from './incident.ts';
import type { Plan } from './plan.ts';
import type { Reason } from './reasons.ts';

/** What to do now, with the reason and, where waiting is the answer, when to look again. */
export type Decision =
  | { readonly kind: 'none'; readonly reason: Reason; readonly would?: Plan }
  | { readonly kind: 'act'; readonly reason: Reason; readonly plan: Plan }
  | { readonly kind: 'wait'; readonly reason: Reason; readonly recheckAfterSeconds: number; readonly would?: Plan }
  | { readonly kind: 'resolved'; readonly reason: Reason }
  | { readonly kind: 'escalate'; readonly reason: Reason };

/** Everything that one call of `decide` found out. */
export interface Assessment {
  readonly report: HealthReport;
  readonly diagnosis: Diagnosis;
  readonly gates: readonly GateResult[];
  readonly decision: Decision;
  /** The incident's record as this look leaves it: verdict of the attempt, good observations in a row, cause. */
  readonly incident?: Incident;
}
