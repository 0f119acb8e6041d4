import { previousReport } from '../evidence/previous-report.ts';
import { isServing } from '../evidence/serving-tasks.ts';
import { startDeadline } from '../evidence/start-time.ts';
import { recentFailures } from '../evidence/task-failures.ts';
import type { EcsService, Observation, Task } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import type { Instant } from '../model/time.ts';

/**
 * Answers how many tasks the availability of the service is measured against. A raised desired count applies only as far as its
 * tasks serve, have failed, or have exceeded their start-up time. Scaling out and the extra task of a replacement therefore do not
 * appear as an outage. The count never falls below that of the previous check. A lost task is therefore noticed at once, however new
 * its replacement. Without a previous check the desired count applies.
 */
export const expectedTaskCount = ({ desiredCount }: EcsService, observation: Observation, now: Instant): number => {
  const previous = previousExpectation(observation, now) ?? desiredCount;
  const starting = itemsOf(observation.tasks).filter((task) => isStartingUp(observation, task, now)).length;
  const pending = Math.max(0, starting - recentFailures(observation, now).length);
  return Math.min(desiredCount, Math.max(previous, desiredCount - pending));
};

/** Answers the count that the availability of the previous check was measured against. */
const previousExpectation = (observation: Observation, now: Instant): number | undefined =>
  previousReport(observation, now)?.parts.find(({ id, mode }) => id === 'availability' && mode === 'observed')
    ?.sampleSize;

/** True for a new task that does not serve, whether it served before or not, so that a worse failure never raises the availability. */
const isStartingUp = (observation: Observation, task: Task, now: Instant): boolean =>
  task.desiredStatus === 'RUNNING' && !isServing(observation, task) && now < startDeadline(observation, task);
