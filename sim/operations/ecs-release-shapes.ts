import type {
  ServiceDeployment as EcsServiceDeployment,
  ServiceRevision as EcsServiceRevision,
  ServiceDeploymentBrief,
  ServiceDeploymentCircuitBreaker,
} from '@aws-sdk/client-ecs';
import { circuitBreakerThreshold, isUnderWay } from '../world/ecs/deployments.ts';
import type { ServiceDeployment, ServiceRevision, ServiceState, WorldState } from '../world/state.ts';
import { loadBalancersOf, networkConfiguration } from './ecs-network-shape.ts';

/** The deployment in the format of ListServiceDeployments. */
export const toEcsDeploymentBrief = (
  world: WorldState,
  service: ServiceState,
  deployment: ServiceDeployment,
): ServiceDeploymentBrief => ({
  ...common(world, service, deployment),
  targetServiceRevisionArn: deployment.target.arn,
});

/** The deployment in the format of DescribeServiceDeployments. A rolling update has no lifecycle stages. */
export const toEcsServiceDeployment = (
  world: WorldState,
  service: ServiceState,
  deployment: ServiceDeployment,
): EcsServiceDeployment => ({
  ...common(world, service, deployment),
  updatedAt: new Date(deployment.finishedAt ?? world.clock.now()),
  sourceServiceRevisions: deployment.source ? [{ arn: deployment.source.arn }] : [],
  targetServiceRevision: { arn: deployment.target.arn },
  ...(deployment.rollback && { rollback: { serviceRevisionArn: deployment.rollback.to.arn } }),
  deploymentCircuitBreaker: circuitBreaker(world, service, deployment),
});

const circuitBreaker = (
  world: WorldState,
  { deployments, desiredCount, spec }: ServiceState,
  deployment: ServiceDeployment,
): ServiceDeploymentCircuitBreaker => {
  if (!spec.circuitBreaker.enable) return { status: 'DISABLED' };
  const failureCount = deployments.find(({ id }) => id === deployment.deploymentId)?.failedTasks ?? 0;
  const threshold = circuitBreakerThreshold(world.constants, desiredCount);
  const status =
    failureCount >= threshold ? 'TRIGGERED' : isUnderWay(deployment) ? 'MONITORING' : 'MONITORING_COMPLETE';
  return { status, failureCount, threshold };
};

const common = (world: WorldState, service: ServiceState, deployment: ServiceDeployment) => ({
  serviceDeploymentArn: deployment.arn,
  serviceArn: service.arn,
  clusterArn: world.cluster.arn,
  createdAt: new Date(deployment.createdAt),
  startedAt: new Date(deployment.startedAt),
  ...(deployment.finishedAt !== undefined && { finishedAt: new Date(deployment.finishedAt) }),
  status: deployment.status,
  ...(deployment.statusReason !== undefined && { statusReason: deployment.statusReason }),
});

/** The revision in the format of DescribeServiceRevisions. */
export const toEcsServiceRevision = (
  world: WorldState,
  service: ServiceState,
  { arn, definition, createdAt }: ServiceRevision,
): EcsServiceRevision => ({
  serviceRevisionArn: arn,
  serviceArn: service.arn,
  clusterArn: world.cluster.arn,
  taskDefinition: definition.arn,
  launchType: 'FARGATE',
  platformVersion: '1.4.0',
  platformFamily: 'Linux',
  loadBalancers: loadBalancersOf(service),
  networkConfiguration: networkConfiguration(world),
  containerImages: [{ containerName: service.spec.containerName, image: definition.image }],
  createdAt: new Date(createdAt),
});
