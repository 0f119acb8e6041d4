import { earliest } from '../model/finding.ts';
import { MINUTE } from '../model/time.ts';
import { escalate, type Planner, recheckAfter } from './proposal.ts';

/** ECS replaces what AWS took, where it can; a Fargate start takes less than a minute. Engineering judgement. */
const ECS_HAS_MS = 10 * MINUTE;

export const planForPlatform: Planner = ({ diagnosis, now }) => {
  const since = earliest(diagnosis.evidence);
  return now - since < ECS_HAS_MS ? recheckAfter('in-transition', 15) : escalate('manual-action-required');
};
