import type {
  DescribeClustersCommandInput,
  DescribeClustersCommandOutput,
  DescribeServicesCommandInput,
  DescribeServicesCommandOutput,
  DescribeTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandOutput,
  ListServicesCommandInput,
  ListServicesCommandOutput,
  UpdateServiceCommandInput,
  UpdateServiceCommandOutput,
} from '@aws-sdk/client-ecs';
import { type Answered, AwsError } from '#local-aws/operation.ts';
import { pageOf, pageSize } from '#local-aws/pagination.ts';
import { clusterArn, lastPart, serviceArn } from '../world/arns.ts';
import { updateService } from '../world/ecs/deployments.ts';
import type { WorldState } from '../world/state.ts';
import { lookUpEach, requireCluster, requireCount, requireService, requireTaskDefinition } from './ecs-lookup.ts';
import { toEcsService, toEcsTaskDefinition } from './ecs-shapes.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const SERVICES_PER_CALL = 10;
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServices.html */
const SERVICES_PER_PAGE = 10;

export const serviceOperations = (world: WorldState) => ({
  DescribeClusters: ({ clusters }: DescribeClustersCommandInput): Answered<DescribeClustersCommandOutput> => {
    const { found, failures } = lookUpEach(clusters ?? ['default'], {
      find: (name) => (lastPart(name) === world.cluster.name ? world.cluster : undefined),
      describe: () => describeCluster(world),
      arnOf: (name) => clusterArn(world, lastPart(name)),
    });
    return { clusters: found, failures };
  },

  DescribeServices: (input: DescribeServicesCommandInput): Answered<DescribeServicesCommandOutput> => {
    requireCluster(world, input.cluster);
    const names = requireCount(input.services, SERVICES_PER_CALL, 'Services');
    const { found, failures } = lookUpEach(names, {
      find: (name) => world.services.get(lastPart(name)),
      describe: (service) => toEcsService(world, service),
      arnOf: (name) => serviceArn(world, world.cluster.name, lastPart(name)),
    });
    return { services: found, failures };
  },

  ListServices: (input: ListServicesCommandInput): Answered<ListServicesCommandOutput> => {
    requireCluster(world, input.cluster);
    const { page, nextToken } = pageOf(
      [...world.services.values()].map(({ arn }) => arn),
      { nextToken: input.nextToken, size: pageSize(input.maxResults, SERVICES_PER_PAGE) },
    );
    return { serviceArns: page, ...(nextToken !== undefined && { nextToken }) };
  },

  DescribeTaskDefinition: (
    input: DescribeTaskDefinitionCommandInput,
  ): Answered<DescribeTaskDefinitionCommandOutput> => ({
    taskDefinition: toEcsTaskDefinition(world, requireTaskDefinition(world, input.taskDefinition)),
    tags: [],
  }),

  UpdateService: (input: UpdateServiceCommandInput): Answered<UpdateServiceCommandOutput> => {
    requireCluster(world, input.cluster);
    const service = requireService(world, input.service);
    refuseOtherChanges(input);
    if ((input.desiredCount ?? 0) < 0)
      throw new AwsError('InvalidParameterException', 'desiredCount cannot be negative.');
    updateService(world, service, {
      desiredCount: input.desiredCount,
      definition: input.taskDefinition === undefined ? undefined : requireTaskDefinition(world, input.taskDefinition),
      forceNewDeployment: input.forceNewDeployment,
    });
    return { service: toEcsService(world, service) };
  },
});

/** What a service of the world can be told to change; anything else is refused rather than passed over in silence. */
const CHANGEABLE: ReadonlySet<string> = new Set([
  'cluster',
  'service',
  'desiredCount',
  'taskDefinition',
  'forceNewDeployment',
]);

const refuseOtherChanges = (input: UpdateServiceCommandInput): void => {
  const others = Object.entries(input).filter(([member, value]) => value !== undefined && !CHANGEABLE.has(member));
  if (others.length === 0) return;
  const names = others.map(([member]) => member).join(', ');
  throw new AwsError('UnsupportedFeatureException', `The local world cannot change ${names} of a service.`);
};

const describeCluster = (world: WorldState) => {
  const tasks = [...world.tasks.values()].filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length;
  return {
    clusterArn: world.cluster.arn,
    clusterName: world.cluster.name,
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: running,
    pendingTasksCount: tasks.length - running,
    activeServicesCount: world.services.size,
    statistics: [],
    tags: [],
    settings: [{ name: 'containerInsights' as const, value: 'disabled' }],
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    defaultCapacityProviderStrategy: [],
  };
};
