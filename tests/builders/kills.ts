import type { ServiceEvent, StoppedTask } from '#shared/domain/model/observation.ts';
import { NOW, TARGET_GROUP_ARN } from './constants.ts';
import { aStoppedTask } from './parts.ts';

/** A task that ECS stopped a minute ago for failing the health check of the load balancer. */
export const aKilledTask = (given: Partial<StoppedTask> = {}): StoppedTask =>
  aStoppedTask({
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: `Task failed ELB health checks in (target-group ${TARGET_GROUP_ARN})`,
    containers: [{ name: 'web', exitCode: 0 }],
    ...given,
  });

/** The service event in which ECS reports that a task fails the health check of a target group. */
export const anUnhealthyEvent = (task: string, reason: string, at = NOW, group = TARGET_GROUP_ARN): ServiceEvent => ({
  at,
  message: `(service mlflow-registry) (task ${task}) (port 5000) is unhealthy in (target-group ${group}) due to (reason ${reason})`,
});
