import type { Deployment, ServiceState, WorldState } from '../state.ts';
import { checkCircuitBreaker, completeDeployment, deploymentUnderWay, primaryOf, rollBack } from './deployments.ts';
import { logServiceEvent, logSteadyState, SERVICE_EVENT_MESSAGES } from './service-events.ts';
import { startTask } from './start-task.ts';
import { stopSurplus, stopUnhealthy } from './stop-surplus.ts';
import { countFailedStarts, markUnhealthyTasks } from './task-failures.ts';
import { groupTasks, type TaskGroups } from './task-groups.ts';

/**
 * Runs the ECS service scheduler once: it updates its view of the tasks, starts missing tasks and stops surplus ones.
 * Rules: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
 */
export const reconcile = (world: WorldState, service: ServiceState): void => {
  startRequestedRollback(world, service);
  countFailedStarts(world, service);
  markUnhealthyTasks(world, service);
  checkCircuitBreaker(world, service);
  if (primaryOf(service).rolloutState !== 'FAILED') {
    startMissing(world, service, groupTasks(world, service));
    stopSurplus(world, service, groupTasks(world, service));
  }
  updateProgress(world, service, groupTasks(world, service));
};

const startRequestedRollback = (world: WorldState, service: ServiceState): void => {
  const underWay = deploymentUnderWay(service);
  if (underWay?.status === 'ROLLBACK_REQUESTED') rollBack(world, service, underWay, 'ECS deployment stopped by user');
};

/** Starts missing tasks as far as `maximumPercent` (rounded down) permits; if it permits none, one unhealthy task is stopped first. */
const startMissing = (world: WorldState, service: ServiceState, groups: TaskGroups): void => {
  if (world.clock.now() < service.startsPausedUntil) return;
  const missing = service.desiredCount - groups.current.length;
  if (missing <= 0) return;
  const room = Math.floor((service.desiredCount * service.spec.maximumPercent) / 100) - groups.alive.length;
  const started = Array.from({ length: Math.min(missing, Math.max(room, 0)) }, () =>
    startTask(world, service, groups.primary),
  );
  if (started.length > 0) logServiceEvent(world, service, SERVICE_EVENT_MESSAGES.started(started));
  else makeRoom(world, service, groups);
};

const makeRoom = (world: WorldState, service: ServiceState, { unhealthy, older }: TaskGroups): void => {
  const candidates = unhealthy.length > 0 ? unhealthy : older.filter(({ markedUnhealthy }) => markedUnhealthy);
  if (candidates.length > 0) stopUnhealthy(world, service, [world.random.pick(candidates)]);
};

/**
 * Completes a rollout, and logs a steady state, when all desired tasks are healthy and no others are alive. A rollout stays open until
 * the tasks of the other deployments are drained, for the whole deregistration delay of the target group.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html
 */
const updateProgress = (
  world: WorldState,
  service: ServiceState,
  { primary, alive, current, healthy }: TaskGroups,
): void => {
  const allHealthy = current.length === service.desiredCount && current.every((task) => healthy.has(task));
  const isSettled = allHealthy && alive.length === service.desiredCount;
  if (isSettled && primary.rolloutState === 'IN_PROGRESS' && !isDraining(world, service, primary))
    completeDeployment(world, service);
  logSteadyState(world, service, isSettled && primary.rolloutState === 'COMPLETED');
};

/** True while a task of another deployment drains. */
const isDraining = ({ tasks }: WorldState, { name }: ServiceState, { id }: Deployment): boolean =>
  [...tasks.values()].some(
    ({ service, deploymentId, lastStatus }) => service === name && deploymentId !== id && lastStatus === 'DEACTIVATING',
  );
