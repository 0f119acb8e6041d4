import type { Assessed } from '../model/evidence.ts';
import { type Finding, isHalfDenied } from '../model/finding.ts';
import { findingsOf } from './clues.ts';

/** Lists the missing permissions once half of all reads are denied, or the state of the service is unknown. */
export const blockingDenials = (assessed: Assessed): readonly Finding[] => {
  const denied = findingsOf(assessed, 'permission-missing');
  return isHalfDenied(denied) || assessed.score.state === 'unknown' ? denied : [];
};
