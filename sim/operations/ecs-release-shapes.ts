import type { ServiceRevision as EcsServiceRevision, ServiceDeploymentBrief } from '@aws-sdk/client-ecs';
import type { ServiceDeployment, ServiceRevision, ServiceState, WorldState } from '../world/state.ts';
import { loadBalancersOf, networkConfiguration } from './ecs-network-shape.ts';

/** The deployment in the format of ListServiceDeployments. */
export const toEcsDeploymentBrief = (
  world: WorldState,
  service: ServiceState,
  deployment: ServiceDeployment,
): ServiceDeploymentBrief => ({
  serviceDeploymentArn: deployment.arn,
  serviceArn: service.arn,
  clusterArn: world.cluster.arn,
  createdAt: new Date(deployment.createdAt),
  startedAt: new Date(deployment.startedAt),
  ...(deployment.finishedAt !== undefined && { finishedAt: new Date(deployment.finishedAt) }),
  targetServiceRevisionArn: deployment.target.arn,
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
