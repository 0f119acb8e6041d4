import { serviceDeploymentArn, serviceRevisionArn } from '../arns.ts';
import type {
  Deployment,
  ServiceDeployment,
  ServiceRevision,
  ServiceState,
  TaskDefinition,
  WorldState,
} from '../state.ts';

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

export const createServiceDeployment = (
  world: WorldState,
  service: Pick<ServiceState, 'name'>,
  { source, deployment }: { source: ServiceRevision | undefined; deployment: Deployment },
): ServiceDeployment => ({
  arn: serviceDeploymentArn(world, `${world.cluster.name}/${service.name}`, world.ids.hex(21)),
  deploymentId: deployment.id,
  source,
  target: deployment.revision,
  createdAt: deployment.createdAt,
  startedAt: deployment.createdAt,
  status: 'IN_PROGRESS',
});

export const setRolloutState = (
  world: WorldState,
  deployment: Deployment,
  state: Deployment['rolloutState'],
  reason: string,
): void => {
  deployment.rolloutState = state;
  deployment.rolloutStateReason = reason;
  deployment.updatedAt = world.clock.now();
};

/** Ends a service deployment with a final status. */
export const finishDeployment = (
  world: WorldState,
  deployment: ServiceDeployment,
  status: 'SUCCESSFUL' | 'STOPPED' | 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED',
  statusReason?: string,
): void => {
  deployment.status = status;
  deployment.finishedAt = world.clock.now();
  if (statusReason !== undefined) deployment.statusReason = statusReason;
};
