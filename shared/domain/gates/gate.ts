import type { GateName, GateResult, Numbers } from '../model/decision.ts';
import type { Diagnosed } from '../model/evidence.ts';
import type { Plan } from '../model/plan.ts';
import type { Reason } from '../model/reasons.ts';

/** The situation is everything that a gate judges a plan by. */
export interface Situation extends Diagnosed {
  readonly plan: Plan;
}

/** A gate is a pure guard. It does not pass when it cannot tell. */
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
