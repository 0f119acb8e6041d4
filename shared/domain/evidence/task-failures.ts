import type { Observation, StoppedTask } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/** Exit codes of an orderly stop: 0, and 143 for a process that ended on SIGTERM. */
const ORDERLY_EXIT_CODES: readonly number[] = [0, 143];

/**
 * Whether a stopped task failed by itself: it could not start, its essential container ended with an error, or ECS took it
 * for failing its health checks. Stopped by a deployment, by scale-in, by a person, by Spot or by maintenance is no failure.
 * Source: stop codes of https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 */
export const isTaskFailure = (task: StoppedTask): boolean => {
  switch (task.stopCode) {
    case 'TaskFailedToStart':
      return true;
    case 'EssentialContainerExited':
      return task.containers.some(({ exitCode }) => exitCode !== undefined && !ORDERLY_EXIT_CODES.includes(exitCode));
    case 'ServiceSchedulerInitiated':
      return (
        task.stoppedReason.includes('failed ELB health checks') ||
        task.stoppedReason.includes('failed container health checks')
      );
    default:
      return false;
  }
};

/** Failures of the last ten minutes say how a service is doing; older ones are over. Engineering judgement. */
export const FAILURE_WINDOW_MS = 10 * MINUTE;

/** Tasks that failed by themselves of late. */
export const recentFailures = ({ stoppedTasks }: Observation, now: Instant): readonly StoppedTask[] =>
  itemsOf(stoppedTasks).filter((task) => task.stoppedAt > now - FAILURE_WINDOW_MS && isTaskFailure(task));
