import type { GateResult } from '../model/decision.ts';
import { isUndoing } from '../model/plan.ts';
import { planIsApproved } from './approval.ts';
import { withinBudget } from './budget.ts';
import { aboveCapacityFloor } from './capacity.ts';
import { noDeploymentRunning } from './deployment.ts';
import { evidenceIsFresh } from './evidence.ts';
import type { Gate, Situation } from './gate.ts';
import { notIntended } from './intent.ts';
import { actsInThisMode } from './mode.ts';
import { noStorm } from './storm.ts';
import { notPaused } from './switches.ts';
import { notInTransition } from './transition.ts';
import { causeIsTreatable } from './treatable.ts';

/** Every action passes these gates in this order; the first that does not pass decides. docs/gates.md describes each. */
export const GATES: readonly Gate[] = [
  notPaused,
  actsInThisMode,
  evidenceIsFresh,
  notIntended,
  notInTransition,
  noDeploymentRunning,
  noStorm,
  causeIsTreatable,
  aboveCapacityFloor,
  withinBudget,
  planIsApproved,
];

/** A step that reverts a change of the medic's own is held by a switch alone: stopping half-way would leave the service changed. */
const GATES_FOR_UNDOING: readonly Gate[] = [notPaused];

/** Answers the verdicts up to and including the first that is not a pass. */
export const passGates = (situation: Situation): readonly GateResult[] => {
  const results: GateResult[] = [];
  for (const gate of isUndoing(situation.plan) ? GATES_FOR_UNDOING : GATES) {
    const result = gate(situation);
    results.push(result);
    if (result.verdict !== 'pass') break;
  }
  return results;
};
