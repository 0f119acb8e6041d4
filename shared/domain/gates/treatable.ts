import { CAUSE_MODELS } from '../diagnosis/causes/catalogue.ts';
import type { Action } from '../model/action.ts';
import type { Cause } from '../model/cause.ts';
import { isFurtherStep } from '../model/incident.ts';
import { type Gate, hold, pass, refuse } from './gate.ts';

/** Soft evidence against a rival may come with the next check, or with the next minute of CloudWatch. */
const RECHECK_SECONDS = 15;

/**
 * Requires that the action treats the diagnosed cause, and that evidence has ruled out every other cause that explains the same and
 * calls for another treatment. A further step completes what an earlier check decided.
 */
export const causeIsTreatable: Gate = (situation) => {
  const { plan, diagnosis } = situation;
  if (!treats(plan.action, plan.cause)) return refuse('treatable', 'not-treatable');
  const rivals = isFurtherStep(situation) ? 0 : diagnosis.rivals.length;
  return rivals > 0 ? hold('treatable', 'rival-cause', RECHECK_SECONDS, { rivals }) : pass('treatable', { rivals });
};

const treats = (action: Action, cause: Cause): boolean =>
  CAUSE_MODELS.some((model) => model.cause === cause && model.treatedBy.includes(action));
