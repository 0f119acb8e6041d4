import { previousReport } from '../evidence/previous-report.ts';
import { isStartingUp } from '../evidence/serving-tasks.ts';
import { recentFailures } from '../evidence/task-failures.ts';
import type { EcsService, Observation } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import type { Instant } from '../model/time.ts';

/**
 * How many tasks the service can be held to: those wanted, but a raised count only as far as its tasks have come up, have
 * failed, or have had their time. So neither scaling out nor the extra task of a replacement looks like an outage. It never falls
 * below what the last look held the service to, so a task that ends is missed at once, however young the one that ECS starts
 * for it; and without a last look the service is held to all that are wanted.
 */
export const desiredSoFar = ({ desiredCount }: EcsService, observation: Observation, now: Instant): number => {
  const before = heldTo(observation, now) ?? desiredCount;
  const starting = itemsOf(observation.tasks).filter((task) => isStartingUp(observation, task, now)).length;
  const yetToCome = Math.max(0, starting - recentFailures(observation, now).length);
  return Math.min(desiredCount, Math.max(before, desiredCount - yetToCome));
};

/** What the availability of the last look was measured against. */
const heldTo = (observation: Observation, now: Instant): number | undefined =>
  previousReport(observation, now)?.parts.find(({ id, mode }) => id === 'availability' && mode === 'observed')
    ?.sampleSize;
