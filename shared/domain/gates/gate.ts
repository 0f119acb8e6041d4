import type { GateName, GateResult, Numbers } from '../model/decision.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import type { HealthReport } from '../model/health-report.ts';
import type { Incident, PastAction } from '../model/incident.ts';
import type { Observation } from '../model/observation.ts';
import type { Plan } from '../model/plan.ts';
import type { ServicePolicy } from '../model/policy.ts';
import type { Reason } from '../model/reasons.ts';
import type { Instant } from '../model/time.ts';

/** What a gate may look at. */
export interface Situation {
  readonly observation: Observation;
  readonly report: HealthReport;
  readonly diagnosis: Diagnosis;
  readonly plan: Plan;
  readonly incident: Incident | undefined;
  readonly pastActions: readonly PastAction[];
  readonly policy: ServicePolicy;
  readonly now: Instant;
}

/** A guard: pure, and saying no whenever it cannot tell. */
export type Gate = (situation: Situation) => GateResult;

export const pass = (gate: GateName, numbers: Numbers = {}): GateResult => ({ gate, verdict: 'pass', numbers });

export const hold = (
  gate: GateName,
  reason: Reason,
  recheckAfterSeconds: number,
  numbers: Numbers = {},
): GateResult => ({
  gate,
  verdict: 'hold',
  reason,
  numbers,
  recheckAfterSeconds,
});

export const refuse = (gate: GateName, reason: Reason, numbers: Numbers = {}): GateResult => ({
  gate,
  verdict: 'refuse',
  reason,
  numbers,
});
