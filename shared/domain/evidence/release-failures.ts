import { readStoppedTask } from '../aws-messages/stopped-task.ts';
import type { MeaningId } from '../model/message-meaning.ts';
import type { Deployment, Observation, StoppedTask } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { startTimeAllowedMs } from './start-time.ts';
import { FAILURE_WINDOW_MS, isTaskFailure } from './task-failures.ts';

/**
 * ECS waits up to 27 minutes between failing starts, so failures this far apart go on:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
export const GOES_ON_WITHIN_MS = 30 * MINUTE;

/** The default deregistration delay. ECS lists a task as stopped only after its target has drained. */
const DRAIN_MS = 5 * MINUTE;

/** Answers the tasks of one revision that failed by themselves since the instant, oldest first. */
export const failuresOf = (
  { stoppedTasks }: Observation,
  taskDefinition: string,
  from: Instant,
): readonly StoppedTask[] =>
  itemsOf(stoppedTasks)
    .filter((task) => task.taskDefinition === taskDefinition && task.stoppedAt >= from && isTaskFailure(task))
    .toSorted((a, b) => a.stoppedAt - b.stoppedAt);

/** Answers the failures of the deployment's revision that have gone on until now, oldest first; none when they have ended. */
export const failuresSinceStart = (
  { taskDefinition, createdAt }: Deployment,
  observation: Observation,
  now: Instant,
): readonly StoppedTask[] => {
  const failures = failuresOf(observation, taskDefinition, createdAt);
  const newest = failures.at(-1);
  if (newest === undefined || now - newest.stoppedAt >= FAILURE_WINDOW_MS) return [];
  const pause = failures.findLastIndex(
    ({ stoppedAt }, index) => stoppedAt - (failures[index - 1]?.stoppedAt ?? stoppedAt) > GOES_ON_WITHIN_MS,
  );
  return failures.slice(Math.max(0, pause));
};

export const isHealthCheckKill = (task: StoppedTask): boolean => reasonOf(task) === HEALTH_CHECK_FAILED;

const HEALTH_CHECK_FAILED = 'health-check-failed' satisfies MeaningId;

/**
 * True when ECS killed the task for its health check before the task had the time that it needs to start. That proves only that the
 * grace period is shorter than the start.
 */
export const wasKilledEarly = (observation: Observation, task: StoppedTask): boolean => {
  if (!isHealthCheckKill(task)) return false;
  const { createdAt = task.startedAt } = task;
  return createdAt === undefined || killedAt(observation, task) - createdAt < startTimeAllowedMs(observation);
};

/** ECS reports the decision: `(service registry) has stopped 1 running tasks: (task 2ffd7ed3…).` Otherwise the target drained first. */
const killedAt = ({ ecs, targetGroups }: Observation, { id, stoppedAt }: StoppedTask): Instant => {
  const reported = (valueIn(ecs)?.events ?? []).filter(
    ({ at, message }) => at <= stoppedAt && message.includes(id) && DECIDES_A_KILL.test(message),
  );
  if (reported.length > 0) return Math.max(...reported.map(({ at }) => at));
  return itemsOf(targetGroups).length === 0 ? stoppedAt : stoppedAt - DRAIN_MS;
};

const DECIDES_A_KILL = /has stopped|failed container health checks|is unhealthy in/;

/** A common exit code is chance where one task of the other revision has it, but not where two have it (engineering judgement). */
const MIN_ALIKE_IF_COMMON = 2;

/**
 * True when tasks of another revision have failed for each of the reasons as well. Then the revisions share the cause, and neither
 * is at fault.
 */
export const failAlikeElsewhere = (
  failed: readonly StoppedTask[],
  { stoppedTasks }: Observation,
  now: Instant,
): boolean => {
  const revisions = new Set(failed.map(({ taskDefinition }) => taskDefinition));
  const reasonsElsewhere = itemsOf(stoppedTasks)
    .filter((other) => !revisions.has(other.taskDefinition) && now - other.stoppedAt < GOES_ON_WITHIN_MS)
    .filter(isTaskFailure)
    .map(reasonOf);
  return (
    failed.length > 0 &&
    [...new Set(failed.map(reasonOf))].every(
      (reason) => reasonsElsewhere.filter((other) => other === reason).length >= minAlike(reason),
    )
  );
};

const reasonOf = (task: StoppedTask): string => {
  const reading = readStoppedTask(task);
  return reading.kind === 'known' ? reading.meaning : `"${reading.text}"`;
};

const COMMON_REASONS: ReadonlySet<string> = new Set<MeaningId>(['ended-with-error', 'killed', 'crashed']);

const minAlike = (reason: string): number => (COMMON_REASONS.has(reason) ? MIN_ALIKE_IF_COMMON : 1);
