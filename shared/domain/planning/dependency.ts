import { earliest } from '../model/finding.ts';
import { SECOND } from '../model/time.ts';
import { escalate, type Planner, recheckAfter } from './proposal.ts';

/** An outage shorter than this usually ends before an operator could act (engineering judgement). */
const BLIP_MS = 45 * SECOND;

/** Escalates an outage of a dependency, but not a blip: no automatic action restores a dependency. */
export const planForDependency: Planner = ({ diagnosis, now }) => {
  const since = earliest(diagnosis.evidence);
  return now - since < BLIP_MS ? recheckAfter('dependency-blip', 10) : escalate('dependency-is-down');
};
