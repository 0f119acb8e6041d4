import { serviceDeploymentArn, serviceRevisionArn, taskDefinitionArn } from '../arns.ts';
import type { WorldConstants } from '../constants.ts';
import type {
  Deployment,
  ReleaseQuality,
  ServiceDeployment,
  ServiceRevision,
  ServiceState,
  TaskDefinition,
  WorldState,
} from '../state.ts';
import { emitDeploymentChange, SERVICE_EVENT_MESSAGES, say } from './service-events.ts';

export interface NewTaskDefinition {
  readonly family: string;
  readonly image: string;
  readonly bootSeconds: TaskDefinition['bootSeconds'];
  readonly quality?: ReleaseQuality;
  /** The next one of the family unless told otherwise. */
  readonly revision?: number;
}

/** Registers the next revision of a family. */
export const registerTaskDefinition = (world: WorldState, wanted: NewTaskDefinition): TaskDefinition => {
  const revisions = [...world.definitions.values()]
    .filter(({ family }) => family === wanted.family)
    .map(({ revision }) => revision);
  const revision = wanted.revision ?? Math.max(0, ...revisions) + 1;
  const definition: TaskDefinition = {
    arn: taskDefinitionArn(world, wanted.family, revision),
    family: wanted.family,
    revision,
    image: wanted.image,
    registeredAt: world.clock.now(),
    bootSeconds: wanted.bootSeconds,
    quality: wanted.quality ?? { kind: 'good' },
  };
  world.definitions.set(definition.arn, definition);
  return definition;
};

export interface ServiceUpdate {
  readonly desiredCount?: number | undefined;
  readonly definition?: TaskDefinition | undefined;
  readonly forceNewDeployment?: boolean | undefined;
}

/** UpdateService: another task definition, or force, starts a deployment; another desired count does not. */
export const updateService = (world: WorldState, service: ServiceState, update: ServiceUpdate): void => {
  service.desiredCount = update.desiredCount ?? service.desiredCount;
  const running = primaryOf(service).revision.definition;
  const definition = update.definition ?? running;
  if (definition !== running || update.forceNewDeployment) beginDeployment(world, service, definition);
};

export const primaryOf = ({ deployments, name }: ServiceState): Deployment => {
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  if (!primary)
    throw new Error(`service ${name} has no primary deployment; a world must give it a release to begin with`);
  return primary;
};

/** The deployment that is under way, `undefined` when the last one has come to its end. */
export const deploymentUnderWay = ({ serviceDeployments }: ServiceState): ServiceDeployment | undefined =>
  serviceDeployments.find(isUnderWay);

export const isUnderWay = ({ finishedAt }: ServiceDeployment): boolean => finishedAt === undefined;

export const createRevision = (
  world: WorldState,
  serviceName: string,
  definition: TaskDefinition,
): ServiceRevision => ({
  arn: serviceRevisionArn(world, `${world.cluster.name}/${serviceName}`, world.ids.digits(19)),
  definition,
  createdAt: world.clock.now(),
});

export const createDeployment = (world: WorldState, revision: ServiceRevision): Deployment => {
  const id = `ecs-svc/${revision.arn.slice(revision.arn.lastIndexOf('/') + 1)}`;
  const now = world.clock.now();
  return {
    id,
    revision,
    createdAt: now,
    status: 'PRIMARY',
    updatedAt: now,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${id} in progress.`,
    failedTasks: 0,
  };
};

const beginDeployment = (world: WorldState, service: ServiceState, definition: TaskDefinition): void => {
  const source = service.deployments.find(({ rolloutState }) => rolloutState === 'COMPLETED')?.revision;
  supersede(world, service);
  const target = createRevision(world, service.name, definition);
  const deployment = createDeployment(world, target);
  for (const earlier of service.deployments) earlier.status = 'ACTIVE';
  service.deployments.unshift(deployment);
  service.serviceDeployments.unshift(createServiceDeployment(world, service, { source, target, deployment }));
  service.failedStarts = 0;
  service.startsPausedUntil = 0;
  emitDeploymentChange(world, service, deployment);
};

/** A deployment that is still under way gives way to a newer one. */
const supersede = (world: WorldState, service: ServiceState): void => {
  const earlier = deploymentUnderWay(service);
  if (earlier)
    finish(world, earlier, 'STOPPED', 'Service deployment stopped because a new service deployment was started.');
};

const createServiceDeployment = (
  world: WorldState,
  service: ServiceState,
  {
    source,
    target,
    deployment,
  }: { source: ServiceRevision | undefined; target: ServiceRevision; deployment: Deployment },
): ServiceDeployment => ({
  arn: serviceDeploymentArn(world, `${world.cluster.name}/${service.name}`, world.ids.hex(21)),
  deploymentId: deployment.id,
  source,
  target,
  createdAt: deployment.createdAt,
  startedAt: deployment.createdAt,
  updatedAt: deployment.createdAt,
  status: 'IN_PROGRESS',
});

/** The primary deployment has its tasks, all healthy, and the others have none left. */
export const completeDeployment = (world: WorldState, service: ServiceState): void => {
  const primary = primaryOf(service);
  rollOutTo(world, primary, 'COMPLETED', `ECS deployment ${primary.id} completed.`);
  primary.failedTasks = 0;
  service.deployments = [primary];
  say(world, service, SERVICE_EVENT_MESSAGES.deploymentCompleted(primary));
  emitDeploymentChange(world, service, primary);
  const underWay = deploymentUnderWay(service);
  if (underWay) finish(world, underWay, underWay.rollback ? 'ROLLBACK_SUCCESSFUL' : 'SUCCESSFUL');
};

/** StopServiceDeployment with ROLLBACK; the scheduler acts on it when it next looks. */
export const requestRollback = (world: WorldState, deployment: ServiceDeployment): void => {
  deployment.status = 'ROLLBACK_REQUESTED';
  deployment.updatedAt = world.clock.now();
};

/**
 * Makes the last completed deployment the primary one again: its tasks stay, those that it has lost come back, those of
 * the failed one go. Without a completed deployment there is nowhere to go, and the service stays as it is.
 */
export const rollBack = (
  world: WorldState,
  service: ServiceState,
  deployment: ServiceDeployment,
  reason: string,
): void => {
  const failed = primaryOf(service);
  const proven = service.deployments.find(({ revision }) => revision === deployment.source);
  if (!proven) {
    finish(world, deployment, 'ROLLBACK_FAILED', 'There is no completed deployment to roll back to.');
    return;
  }
  const now = world.clock.now();
  rollOutTo(world, failed, 'FAILED', failed.rolloutStateReason);
  rollOutTo(world, proven, 'IN_PROGRESS', `${reason}: rolling back to deploymentId ${proven.id}.`);
  failed.status = 'ACTIVE';
  proven.status = 'PRIMARY';
  service.deployments = [proven, ...service.deployments.filter((other) => other !== proven)];
  service.failedStarts = 0;
  service.startsPausedUntil = 0;
  Object.assign(deployment, {
    status: 'ROLLBACK_IN_PROGRESS',
    updatedAt: now,
    rollback: { reason: `${reason}.`, startedAt: now, to: proven.revision },
  } satisfies Partial<ServiceDeployment>);
  emitDeploymentChange(world, service, proven);
};

/** How many failed starts in a row the deployment circuit breaker bears; see the constants for the page. */
export const circuitBreakerThreshold = (
  { circuitBreaker }: Pick<WorldConstants, 'circuitBreaker'>,
  desiredCount: number,
): number =>
  Math.min(
    circuitBreaker.highest,
    Math.max(circuitBreaker.lowest, Math.ceil((circuitBreaker.percent / 100) * desiredCount)),
  );

/** Gives up a deployment whose tasks keep failing, if the service asked for that; rolls back if it asked for that too. */
export const checkCircuitBreaker = (world: WorldState, service: ServiceState): void => {
  const { enable, rollback } = service.spec.circuitBreaker;
  const primary = primaryOf(service);
  const underWay = deploymentUnderWay(service);
  if (!enable || !underWay || underWay.rollback || primary.rolloutState !== 'IN_PROGRESS') return;
  if (primary.failedTasks < circuitBreakerThreshold(world.constants, service.desiredCount)) return;
  rollOutTo(world, primary, 'FAILED', 'ECS deployment circuit breaker: tasks failed to start.');
  say(world, service, SERVICE_EVENT_MESSAGES.deploymentFailed(primary));
  emitDeploymentChange(world, service, primary);
  if (rollback) rollBack(world, service, underWay, 'ECS deployment circuit breaker');
  else finish(world, underWay, 'STOPPED', primary.rolloutStateReason);
};

const rollOutTo = (
  world: WorldState,
  deployment: Deployment,
  state: Deployment['rolloutState'],
  reason: string,
): void => {
  deployment.rolloutState = state;
  deployment.rolloutStateReason = reason;
  deployment.updatedAt = world.clock.now();
};

const finish = (
  world: WorldState,
  deployment: ServiceDeployment,
  status: 'SUCCESSFUL' | 'STOPPED' | 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED',
  statusReason?: string,
): void => {
  const now = world.clock.now();
  deployment.status = status;
  deployment.updatedAt = now;
  deployment.finishedAt = now;
  if (status !== 'SUCCESSFUL') deployment.stoppedAt = now;
  if (statusReason !== undefined) deployment.statusReason = statusReason;
};
