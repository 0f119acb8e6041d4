import { canonicalPlan } from '../model/canonical-plan.ts';
import { isFurtherStep } from '../model/incident.ts';
import { type Gate, hold, pass } from './gate.ts';

/** Requires in mode `approve` that an operator approved this very plan. Further steps of an approved attempt belong to it. */
export const planIsApproved: Gate = (situation) => {
  const { policy, incident, plan } = situation;
  if (policy.mode !== 'approve' || isFurtherStep(situation)) return pass('approval');
  return incident?.approvedPlan === canonicalPlan(plan) ? pass('approval') : hold('approval', 'awaiting-approval', 30);
};
