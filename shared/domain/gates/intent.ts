import { ACTIVITY_WINDOW_MS, isReversalOf, recentChanges } from '../evidence/recent-changes.ts';
import { valueIn } from '../model/part.ts';
import { secondsUntil } from '../model/time.ts';
import { type Gate, hold, pass, refuse } from './gate.ts';

/**
 * The service is not meant to be as it is (nobody scaled it to nothing or is taking it down), and nobody is at work on it: what
 * somebody changed is left to them for five minutes. Only a roll-back is not held by the deployment that it takes back.
 */
export const notIntended: Gate = (situation) => {
  const ecs = valueIn(situation.observation.ecs);
  if (ecs === undefined || ecs.desiredCount <= 0 || ecs.status !== 'ACTIVE') return refuse('intent', 'intended-state');
  const changes = recentChanges(situation).filter((change) => !isReversalOf(situation.plan, change, ecs));
  const [newest] = changes;
  if (newest === undefined) return pass('intent', { desired: ecs.desiredCount });
  const seconds = secondsUntil(newest.at + ACTIVITY_WINDOW_MS, situation.now);
  return hold('intent', 'human-activity', seconds, { changes: changes.length });
};
