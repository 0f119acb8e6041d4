import type { WorldConstants } from '../constants.ts';
import type { Deployment, ServiceDeployment, ServiceState, TaskDefinition, WorldState } from '../state.ts';
import {
  createDeployment,
  createRevision,
  createServiceDeployment,
  finishDeployment,
  setRolloutState,
} from './deployment-records.ts';
import { emitDeploymentChange, logServiceEvent, SERVICE_EVENT_MESSAGES } from './service-events.ts';

export interface ServiceUpdate {
  readonly desiredCount?: number | undefined;
  readonly definition?: TaskDefinition | undefined;
  readonly forceNewDeployment?: boolean | undefined;
}

/** Updates a service as UpdateService does. A new task definition or `forceNewDeployment` starts a deployment; a new desired count does not. */
export const updateService = (world: WorldState, service: ServiceState, update: ServiceUpdate): void => {
  service.desiredCount = update.desiredCount ?? service.desiredCount;
  const running = primaryOf(service).revision.definition;
  const definition = update.definition ?? running;
  if (definition !== running || update.forceNewDeployment) startDeployment(world, service, definition);
};

export const primaryOf = ({ deployments, name }: ServiceState): Deployment => {
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  if (!primary) throw new Error(`service ${name} has no primary deployment; list at least one release in its spec`);
  return primary;
};

/** Finds the service deployment that is in progress. */
export const deploymentUnderWay = ({ serviceDeployments }: ServiceState): ServiceDeployment | undefined =>
  serviceDeployments.find(isUnderWay);

export const isUnderWay = ({ finishedAt }: ServiceDeployment): boolean => finishedAt === undefined;

const startDeployment = (world: WorldState, service: ServiceState, definition: TaskDefinition): void => {
  const source = service.deployments.find(({ rolloutState }) => rolloutState === 'COMPLETED')?.revision;
  stopEarlierDeployment(world, service);
  const deployment = createDeployment(world, createRevision(world, service.name, definition));
  for (const earlier of service.deployments) earlier.status = 'ACTIVE';
  service.deployments.unshift(deployment);
  service.serviceDeployments.unshift(createServiceDeployment(world, service, { source, deployment }));
  resetStartFailures(service);
  emitDeploymentChange(world, service, deployment);
};

const stopEarlierDeployment = (world: WorldState, service: ServiceState): void => {
  const earlier = deploymentUnderWay(service);
  if (!earlier) return;
  const reason = 'Service deployment stopped because a new service deployment was started.';
  finishDeployment(world, earlier, 'STOPPED', reason);
};

const resetStartFailures = (service: ServiceState): void => {
  service.failedStarts = 0;
  service.startsPausedUntil = 0;
};

/** Completes the primary deployment once its tasks are healthy and the other deployments have no tasks left. */
export const completeDeployment = (world: WorldState, service: ServiceState): void => {
  const primary = primaryOf(service);
  setRolloutState(world, primary, 'COMPLETED', `ECS deployment ${primary.id} completed.`);
  primary.failedTasks = 0;
  service.deployments = [primary];
  logServiceEvent(world, service, SERVICE_EVENT_MESSAGES.deploymentCompleted(primary));
  emitDeploymentChange(world, service, primary);
  const underWay = deploymentUnderWay(service);
  if (underWay) finishDeployment(world, underWay, underWay.rollback ? 'ROLLBACK_SUCCESSFUL' : 'SUCCESSFUL');
};

/** Requests a rollback as StopServiceDeployment does. The scheduler starts it in its next run. */
export const requestRollback = (deployment: ServiceDeployment): void => {
  deployment.status = 'ROLLBACK_REQUESTED';
};

/**
 * Makes the last completed deployment the primary one again: it keeps its tasks, missing ones are started, and the
 * failed deployment's tasks are stopped. The rollback fails when there is no completed deployment.
 */
export const rollBack = (
  world: WorldState,
  service: ServiceState,
  deployment: ServiceDeployment,
  reason: string,
): void => {
  const failed = primaryOf(service);
  const healthy = service.deployments.find(({ revision }) => revision === deployment.source);
  if (!healthy) {
    finishDeployment(world, deployment, 'ROLLBACK_FAILED', 'There is no completed deployment to roll back to.');
    return;
  }
  setRolloutState(world, failed, 'FAILED', failed.rolloutStateReason);
  setRolloutState(world, healthy, 'IN_PROGRESS', `${reason}: rolling back to deploymentId ${healthy.id}.`);
  failed.status = 'ACTIVE';
  healthy.status = 'PRIMARY';
  service.deployments = [healthy, ...service.deployments.filter((other) => other !== healthy)];
  resetStartFailures(service);
  deployment.status = 'ROLLBACK_IN_PROGRESS';
  deployment.rollback = { to: healthy.revision };
  emitDeploymentChange(world, service, healthy);
};

/** Computes the number of consecutive failed starts at which the deployment circuit breaker trips. */
export const circuitBreakerThreshold = (
  { circuitBreaker: { percent, lowest, highest } }: Pick<WorldConstants, 'circuitBreaker'>,
  desiredCount: number,
): number => Math.min(highest, Math.max(lowest, Math.ceil((percent / 100) * desiredCount)));

/** Stops a deployment whose tasks keep failing, and rolls it back, as far as the service's configuration enables that. */
export const checkCircuitBreaker = (world: WorldState, service: ServiceState): void => {
  const { enable, rollback } = service.spec.circuitBreaker;
  const primary = primaryOf(service);
  const underWay = deploymentUnderWay(service);
  if (!enable || !underWay || underWay.rollback || primary.rolloutState !== 'IN_PROGRESS') return;
  if (primary.failedTasks < circuitBreakerThreshold(world.constants, service.desiredCount)) return;
  setRolloutState(world, primary, 'FAILED', 'ECS deployment circuit breaker: tasks failed to start.');
  logServiceEvent(world, service, SERVICE_EVENT_MESSAGES.deploymentFailed(primary));
  emitDeploymentChange(world, service, primary);
  if (rollback) rollBack(world, service, underWay, 'ECS deployment circuit breaker');
  else finishDeployment(world, underWay, 'STOPPED', primary.rolloutStateReason);
};
