import { meaningOfExit } from '../aws-messages/exit-codes.ts';
import type { Observation, StoppedTask } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/**
 * True when a stopped task failed by itself. It could not start, its essential container exited with an error, or ECS stopped it for
 * failing health checks. A stop by a deployment, scale-in, an operator, Spot or maintenance is no failure.
 * Source: stop codes of https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 */
export const isTaskFailure = (task: StoppedTask): boolean => {
  switch (task.stopCode) {
    case 'TaskFailedToStart':
      return true;
    case 'EssentialContainerExited':
      return task.containers.some(({ exitCode }) => exitCode !== undefined && meaningOfExit(exitCode) !== 'orderly');
    default:
      return isHealthCheckKill(task);
  }
};

/**
 * True when ECS stopped the task for failing the health checks of the load balancer or of its containers, even before it had started:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export const isHealthCheckKill = ({ stopCode, stoppedReason }: StoppedTask): boolean =>
  SCHEDULER_STOPS.has(stopCode) && /Task failed (ELB|container) health checks/.test(stoppedReason);

/** An operator may write any reason. The scheduler stops a task under one of these codes. */
const SCHEDULER_STOPS: ReadonlySet<string> = new Set(['ServiceSchedulerInitiated', 'TaskFailedToStart']);

/** Failures within this window describe the present state of a service; older ones are over (engineering judgement). */
export const FAILURE_WINDOW_MS = 10 * MINUTE;

/** Answers the tasks that have failed by themselves within the failure window. */
export const recentFailures = (
  { stoppedTasks }: Observation,
  now: Instant,
  windowMs: number = FAILURE_WINDOW_MS,
): readonly StoppedTask[] =>
  itemsOf(stoppedTasks).filter(
    (task) => task.stoppedAt > now - windowMs && task.stoppedAt <= now && isTaskFailure(task),
  );

/** Answers the tasks that ECS has stopped for their health checks within the window, newest first. */
export const recentKills = (observation: Observation, now: Instant, windowMs?: number): readonly StoppedTask[] =>
  recentFailures(observation, now, windowMs)
    .filter(isHealthCheckKill)
    .toSorted((a, b) => b.stoppedAt - a.stoppedAt);

/** `2ffd7ed3… with exit code 137 of container web`, or the id alone where every container ended well. */
export const endInWords = ({ id, containers }: StoppedTask): string => {
  const failed = containers.find(({ exitCode = 0 }) => exitCode !== 0);
  return failed === undefined ? id : `${id} with exit code ${failed.exitCode} of container ${failed.name}`;
};
