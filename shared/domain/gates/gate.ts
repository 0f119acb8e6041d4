import type { Diagnosis } from '../diagnosis.ts';
import type { HealthReport } from '../health-report.ts';
import type { Incident, PastAction } from '../incident.ts';
import type { Observation } from '../observation.ts';
import type { Plan } from '../plan.ts';
import type { ServicePolicy } from '../policy.ts';
import type { Reason } from '../reasons.ts';
import type { Instant } from '../time.ts';

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

/** `hold`: look again after a while. `refuse`: not by us; people are told. */
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

type Numbers = Readonly<Record<string, number>>;

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
