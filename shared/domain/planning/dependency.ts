import { earliest } from '../model/finding.ts';
import { SECOND } from '../model/time.ts';
import { escalate, type Planner, recheckAfter } from './proposal.ts';

/** An outage shorter than this is over before anybody could do anything about it. Engineering judgement. */
const BLIP_MS = 45 * SECOND;

/** Nothing that the medic may do brings a dependency back, so people are told, of an outage but not of a blip. */
export const planForDependency: Planner = ({ diagnosis, now }) => {
  const since = earliest(diagnosis.evidence);
  return now - since < BLIP_MS ? recheckAfter('dependency-blip', 10) : escalate('dependency-is-down');
};
