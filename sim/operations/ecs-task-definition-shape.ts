import type { ContainerDefinition, TaskDefinition as EcsTaskDefinition } from '@aws-sdk/client-ecs';
import type { WorldServiceSpec } from '../world/ecs/service-spec.ts';
import type { TaskDefinition, WorldState } from '../world/state.ts';

/** The task definition in the format of DescribeTaskDefinition. */
export const toEcsTaskDefinition = (world: WorldState, definition: TaskDefinition): EcsTaskDefinition => {
  const spec = world.services.get(definition.family)?.spec;
  return {
    taskDefinitionArn: definition.arn,
    containerDefinitions: [containerDefinition(world, definition, spec)],
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

const containerDefinition = (
  world: WorldState,
  definition: TaskDefinition,
  spec: WorldServiceSpec | undefined,
): ContainerDefinition => ({
  name: spec?.containerName ?? definition.family,
  image: definition.image,
  cpu: 0,
  essential: true,
  portMappings: spec ? [{ containerPort: spec.containerPort, hostPort: spec.containerPort, protocol: 'tcp' }] : [],
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
});
