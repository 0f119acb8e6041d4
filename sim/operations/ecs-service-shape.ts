import type {
  DeploymentConfiguration,
  Deployment as EcsDeployment,
  Service as EcsService,
  ServiceRevisionSummary,
} from '@aws-sdk/client-ecs';
import { deploymentUnderWay, primaryOf } from '../world/ecs/deployments.ts';
import type { Deployment, ServiceRevision, ServiceState, TaskStatus, WorldState } from '../world/state.ts';
import { loadBalancersOf, networkConfiguration } from './ecs-network-shape.ts';

const PENDING: readonly TaskStatus[] = ['PROVISIONING', 'PENDING', 'ACTIVATING'];

/** Counts the running and the pending tasks of a service, or of one of its deployments. */
const countTasks = (world: WorldState, service: ServiceState, deploymentId?: string) => {
  const statuses = [...world.tasks.values()]
    .filter((task) => task.service === service.name && (deploymentId ?? task.deploymentId) === task.deploymentId)
    .filter((task) => task.desiredStatus === 'RUNNING')
    .map(({ lastStatus }) => lastStatus);
  return {
    runningCount: statuses.filter((status) => status === 'RUNNING').length,
    pendingCount: statuses.filter((status) => PENDING.includes(status)).length,
  };
};

/** The service in the format of DescribeServices. */
export const toEcsService = (world: WorldState, service: ServiceState): EcsService => {
  const { spec } = service;
  const underWay = deploymentUnderWay(service);
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: world.cluster.arn,
    loadBalancers: loadBalancersOf(service),
    serviceRegistries: [],
    status: 'ACTIVE',
    desiredCount: service.desiredCount,
    ...countTasks(world, service),
    launchType: 'FARGATE',
    platformVersion: 'LATEST',
    platformFamily: 'Linux',
    taskDefinition: primaryOf(service).revision.definition.arn,
    deploymentConfiguration: deploymentConfiguration(service),
    deployments: service.deployments.map((deployment) => toEcsDeployment(world, service, deployment)),
    roleArn: `arn:aws:iam::${world.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    events: service.events.map(({ id, createdAt, message }) => ({ id, createdAt: new Date(createdAt), message })),
    createdAt: new Date(service.createdAt),
    ...(underWay && { currentServiceDeployment: underWay.arn }),
    currentServiceRevisions: service.deployments.map(({ revision }) => summary(world, service, revision)),
    placementConstraints: [],
    placementStrategy: [],
    networkConfiguration: networkConfiguration(world),
    healthCheckGracePeriodSeconds: spec.gracePeriodSeconds,
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    createdBy: `arn:aws:iam::${world.account}:role/deployer`,
    enableECSManagedTags: true,
    propagateTags: 'SERVICE',
    enableExecuteCommand: false,
    availabilityZoneRebalancing: 'DISABLED',
  };
};

const toEcsDeployment = (world: WorldState, service: ServiceState, deployment: Deployment): EcsDeployment => {
  const counts = countTasks(world, service, deployment.id);
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.revision.definition.arn,
    desiredCount: deployment.status === 'PRIMARY' ? service.desiredCount : counts.runningCount + counts.pendingCount,
    ...counts,
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    networkConfiguration: networkConfiguration(world),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
};

const deploymentConfiguration = ({ spec }: ServiceState): DeploymentConfiguration => ({
  deploymentCircuitBreaker: { ...spec.circuitBreaker },
  maximumPercent: spec.maximumPercent,
  minimumHealthyPercent: spec.minimumHealthyPercent,
  strategy: 'ROLLING',
  bakeTimeInMinutes: 0,
});

const summary = (world: WorldState, service: ServiceState, revision: ServiceRevision): ServiceRevisionSummary => {
  const deployment = service.deployments.find((one) => one.revision === revision);
  const counts = deployment ? countTasks(world, service, deployment.id) : { runningCount: 0, pendingCount: 0 };
  return {
    arn: revision.arn,
    requestedTaskCount: deployment?.status === 'PRIMARY' ? service.desiredCount : counts.runningCount,
    runningTaskCount: counts.runningCount,
    pendingTaskCount: counts.pendingCount,
  };
};
