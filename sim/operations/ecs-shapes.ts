import type {
  DeploymentConfiguration,
  Deployment as EcsDeployment,
  Service as EcsService,
  ServiceDeployment as EcsServiceDeployment,
  ServiceRevision as EcsServiceRevision,
  TaskDefinition as EcsTaskDefinition,
  NetworkConfiguration,
  ServiceDeploymentBrief,
  ServiceRevisionSummary,
} from '@aws-sdk/client-ecs';
import { circuitBreakerThreshold, deploymentUnderWay, primaryOf } from '../world/ecs/deployments.ts';
import type {
  Deployment,
  ServiceDeployment,
  ServiceRevision,
  ServiceState,
  TaskDefinition,
  TaskStatus,
  WorldState,
} from '../world/state.ts';

const PENDING: readonly TaskStatus[] = ['PROVISIONING', 'PENDING', 'ACTIVATING'];

/** Tasks of a service, or of one of its deployments, that are RUNNING and that are on their way there. */
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

/** The service as DescribeServices gives it. */
export const toEcsService = (world: WorldState, service: ServiceState): EcsService => {
  const { spec, targetGroup } = service;
  const underWay = deploymentUnderWay(service);
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: world.cluster.arn,
    loadBalancers: [
      { targetGroupArn: targetGroup.arn, containerName: spec.containerName, containerPort: spec.containerPort },
    ],
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

const networkConfiguration = ({ zones }: WorldState): NetworkConfiguration => ({
  awsvpcConfiguration: {
    subnets: zones.map(({ subnetId }) => subnetId),
    securityGroups: ['sg-0a70ee69c819eeb27'],
    assignPublicIp: 'DISABLED',
  },
});

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

/** The deployment as ListServiceDeployments gives it. */
export const toBrief = (
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

/** The deployment as DescribeServiceDeployments gives it. */
export const toEcsServiceDeployment = (
  world: WorldState,
  service: ServiceState,
  deployment: ServiceDeployment,
): EcsServiceDeployment => {
  const { targetServiceRevisionArn: _target, ...brief } = toBrief(world, service, deployment);
  const { source, target, rollback, stoppedAt, updatedAt } = deployment;
  return {
    ...brief,
    updatedAt: new Date(updatedAt),
    ...(stoppedAt !== undefined && { stoppedAt: new Date(stoppedAt) }),
    sourceServiceRevisions: source ? [summary(world, service, source)] : [],
    targetServiceRevision: summary(world, service, target),
    lifecycleStage: deployment.finishedAt === undefined ? 'SCALE_UP' : 'CLEAN_UP',
    deploymentConfiguration: deploymentConfiguration(service),
    deploymentCircuitBreaker: circuitBreaker(world, service, deployment),
    ...(rollback && {
      rollback: {
        reason: rollback.reason,
        startedAt: new Date(rollback.startedAt),
        serviceRevisionArn: rollback.to.arn,
      },
    }),
  };
};

const circuitBreaker = (
  world: WorldState,
  service: ServiceState,
  { deploymentId, finishedAt, rollback }: ServiceDeployment,
): EcsServiceDeployment['deploymentCircuitBreaker'] => ({
  status: circuitBreakerStatus(service, { triggered: rollback !== undefined, finished: finishedAt !== undefined }),
  failureCount: service.deployments.find(({ id }) => id === deploymentId)?.failedTasks ?? 0,
  threshold: circuitBreakerThreshold(world.constants, service.desiredCount),
});

const circuitBreakerStatus = (
  { spec }: ServiceState,
  { triggered, finished }: { triggered: boolean; finished: boolean },
): 'DISABLED' | 'TRIGGERED' | 'MONITORING_COMPLETE' | 'MONITORING' => {
  if (!spec.circuitBreaker.enable) return 'DISABLED';
  if (triggered) return 'TRIGGERED';
  return finished ? 'MONITORING_COMPLETE' : 'MONITORING';
};

/** The revision as DescribeServiceRevisions gives it. */
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
  loadBalancers: [
    {
      targetGroupArn: service.targetGroup.arn,
      containerName: service.spec.containerName,
      containerPort: service.spec.containerPort,
    },
  ],
  networkConfiguration: networkConfiguration(world),
  containerImages: [{ containerName: service.spec.containerName, image: definition.image }],
  createdAt: new Date(createdAt),
});

/** The task definition as DescribeTaskDefinition gives it. */
export const toEcsTaskDefinition = (world: WorldState, definition: TaskDefinition): EcsTaskDefinition => {
  const spec = world.services.get(definition.family)?.spec;
  return {
    taskDefinitionArn: definition.arn,
    containerDefinitions: [
      {
        name: spec?.containerName ?? definition.family,
        image: definition.image,
        cpu: 0,
        essential: true,
        portMappings: spec
          ? [{ containerPort: spec.containerPort, hostPort: spec.containerPort, protocol: 'tcp' }]
          : [],
        environment: [],
        mountPoints: [],
        volumesFrom: [],
        stopTimeout: world.constants.stopTimeoutSeconds,
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': `/ecs/${definition.family}`,
            'awslogs-region': world.region,
            'awslogs-stream-prefix': 'ecs',
          },
        },
        systemControls: [],
      },
    ],
    family: definition.family,
    taskRoleArn: `arn:aws:iam::${world.account}:role/${definition.family}-task`,
    executionRoleArn: `arn:aws:iam::${world.account}:role/ecsTaskExecutionRole`,
    networkMode: 'awsvpc',
    revision: definition.revision,
    volumes: [],
    status: 'ACTIVE',
    requiresAttributes: [{ name: 'ecs.capability.task-eni' }],
    placementConstraints: [],
    compatibilities: ['EC2', 'FARGATE'],
    requiresCompatibilities: ['FARGATE'],
    ...(spec && { cpu: spec.cpu, memory: spec.memory }),
    runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
    registeredAt: new Date(definition.registeredAt),
    registeredBy: `arn:aws:sts::${world.account}:assumed-role/deployer/pipeline`,
  };
};
