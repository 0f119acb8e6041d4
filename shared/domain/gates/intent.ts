import { ACTIVITY_WINDOW_MS, isReversalOf, recentChanges } from '../evidence/recent-changes.ts';
import { valueIn } from '../model/part.ts';
import { secondsUntil } from '../model/time.ts';
import { type Gate, hold, pass, refuse } from './gate.ts';

/**
 * Refuses while the service is stopped on purpose (scaled to zero or being deleted). Holds for five minutes after another actor
 * changed the service. Only a rollback is not held by the deployment that it reverts.
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
