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
    case 'ServiceSchedulerInitiated':
      return (
        task.stoppedReason.includes('failed ELB health checks') ||
        task.stoppedReason.includes('failed container health checks')
      );
    default:
      return false;
  }
};

/** Failures within this window describe the present state of a service; older ones are over (engineering judgement). */
export const FAILURE_WINDOW_MS = 10 * MINUTE;

/** Answers the tasks that have failed by themselves within the failure window. */
export const recentFailures = ({ stoppedTasks }: Observation, now: Instant): readonly StoppedTask[] =>
  itemsOf(stoppedTasks).filter((task) => task.stoppedAt > now - FAILURE_WINDOW_MS && isTaskFailure(task));
