import { isUnreadable, type Part } from '../model/part.ts';
import { type Instant, MINUTE, SECOND } from '../model/time.ts';
import { type Gate, hold, pass } from './gate.ts';

const LOWEST_CONFIDENCE = 0.6;
/** An action rests on data of the same check; older data comes from another check. */
const FRESH_FOR_MS = MINUTE;

/** Requires that the parts which every action rests on are fresh, and that enough of the score rests on evidence. */
export const evidenceIsFresh: Gate = ({ observation: { ecs, tasks, targetGroups }, score, now }) => {
  const isBalanced = targetGroups.state === 'observed' || isUnreadable(targetGroups);
  const ages = [ecs, tasks, ...(isBalanced ? [targetGroups] : [])].map((part) => ageOf(part, now));
  const oldest = Math.max(...ages);
  const isFresh = oldest <= FRESH_FOR_MS;
  if (!isFresh) {
    return hold('evidence', 'evidence-stale', 15, Number.isFinite(oldest) ? { ageSeconds: oldest / SECOND } : {});
  }
  const numbers = { confidence: score.confidence, needed: LOWEST_CONFIDENCE };
  return score.confidence >= LOWEST_CONFIDENCE
    ? pass('evidence', numbers)
    : hold('evidence', 'low-confidence', 15, numbers);
};

const ageOf = (part: Part<unknown>, now: Instant): number =>
  part.state === 'observed' ? now - part.at : Number.POSITIVE_INFINITY;
