import { SECOND } from '#shared/domain/model/time.ts';
import type { ServiceState, Task, WorldState } from '../state.ts';
import { primaryOf } from './deployments.ts';
import { emitServiceAction, logServiceEvent, SERVICE_EVENT_MESSAGES } from './service-events.ts';
import { aliveTasks } from './tasks.ts';

/** Counts failed starts: for the deployment, and for the start back-off if the task never reached RUNNING. */
export const countFailedStarts = (world: WorldState, service: ServiceState): void => {
  for (const task of world.tasks.values()) {
    if (task.service !== service.name || task.desiredStatus === 'RUNNING' || task.isEndCounted) continue;
    task.isEndCounted = true;
    const hasFailed = task.stopCode === 'TaskFailedToStart' || task.stopCode === 'EssentialContainerExited';
    if (!hasFailed && !task.markedUnhealthy) continue;
    const primary = primaryOf(service);
    const isInRollout = task.deploymentId === primary.id && primary.rolloutState === 'IN_PROGRESS';
    if (isInRollout && !task.hasBeenHealthy) primary.failedTasks += 1;
    if (task.stopCode === 'TaskFailedToStart') backOff(world, service, task);
  }
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html */
const backOff = (world: WorldState, service: ServiceState, task: Task): void => {
  const { startFailuresBeforeBackOff, startBackOffSeconds, startBackOffMaximumSeconds } = world.constants;
  service.failedStarts += 1;
  logServiceEvent(world, service, SERVICE_EVENT_MESSAGES.unplaceable(task.stoppedReason ?? 'Task failed to start'));
  const beyond = service.failedStarts - startFailuresBeforeBackOff;
  if (beyond < 0) return;
  const pauseSeconds = Math.min(startBackOffMaximumSeconds, startBackOffSeconds * 2 ** beyond);
  service.startsPausedUntil = world.clock.now() + pauseSeconds * SECOND;
  if (beyond > 0) return;
  logServiceEvent(world, service, SERVICE_EVENT_MESSAGES.startImpaired());
  emitServiceAction(world, service, { eventType: 'WARN', eventName: 'SERVICE_TASK_START_IMPAIRED' });
};

/** Marks tasks that the load balancer finds unhealthy after their grace period, and unmarks those that recovered. */
export const markUnhealthyTasks = (world: WorldState, service: ServiceState): void => {
  const { targetGroup, spec } = service;
  for (const task of aliveTasks(world, service)) {
    const target = targetGroup.targets.get(task.id);
    if (target?.state === 'healthy') {
      task.markedUnhealthy = false;
      if (!task.hasBeenHealthy) recordFirstHealth(service, task);
    } else if (target?.state === 'unhealthy' && !task.markedUnhealthy && isPastGrace(world, service, task)) {
      task.markedUnhealthy = true;
      const { description = '' } = target;
      const message = SERVICE_EVENT_MESSAGES.unhealthy(task, spec.containerPort, targetGroup.arn, description);
      logServiceEvent(world, service, message);
    }
  }
};

const recordFirstHealth = (service: ServiceState, task: Task): void => {
  task.hasBeenHealthy = true;
  service.failedStarts = 0;
  const deployment = service.deployments.find(({ id }) => id === task.deploymentId);
  if (deployment) deployment.failedTasks = 0;
};

const isPastGrace = (world: WorldState, { spec }: ServiceState, { startedAt }: Task): boolean =>
  startedAt !== undefined && world.clock.now() - startedAt >= spec.gracePeriodSeconds * SECOND;
