import { type Finding, isHalfDenied } from '../model/finding.ts';
import { scoreService } from '../score/score.ts';
import { type Evidenced, findingsOf } from './rule.ts';

/** The permissions that are missing, once half of all reads are refused, or so much that the state of the service is not known. */
export const blockingDenials = (evidenced: Evidenced): readonly Finding[] => {
  const denied = findingsOf(evidenced, 'permission-missing');
  return denied.length > 0 && (isHalfDenied(denied) || isUnknown(evidenced)) ? denied : [];
};

const isUnknown = ({ observation, policy, now }: Evidenced): boolean =>
  scoreService(observation, policy, now).state === 'unknown';
