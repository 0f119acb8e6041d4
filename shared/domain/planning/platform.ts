import { earliest } from '../model/finding.ts';
import { MINUTE } from '../model/time.ts';
import { escalate, type Planner, recheckAfter } from './proposal.ts';

/** ECS replaces tasks that AWS stopped, where capacity allows; a Fargate start usually takes about a minute (engineering judgement). */
const ECS_HAS_MS = 10 * MINUTE;

export const planForPlatform: Planner = ({ diagnosis, now }) => {
  const since = earliest(diagnosis.evidence);
  return now - since < ECS_HAS_MS ? recheckAfter('in-transition', 15) : escalate('manual-action-required');
};
