import type { UpdateServiceRequest } from '@aws-sdk/client-ecs';
import { AwsError, type Handlers } from '#local-aws/operation.ts';
import { pageOf, pageSize } from '#local-aws/pagination.ts';
import { resourceName } from '#local-aws/stack/account.ts';
import { clusterArn, serviceArn } from '../world/arns.ts';
import { updateService } from '../world/ecs/deployments.ts';
import type { WorldState } from '../world/state.ts';
import { lookUpEach, requireCluster, requireCount, requireService, requireTaskDefinition } from './ecs-lookup.ts';
import { toEcsService } from './ecs-service-shape.ts';
import { toEcsTaskDefinition } from './ecs-task-definition-shape.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const SERVICES_PER_CALL = 10;
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeContainerInstances.html */
const INSTANCES_PER_CALL = 100;
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServices.html */
const SERVICES_PER_PAGE = 10;

export const serviceOperations = (world: WorldState) =>
  ({
    DescribeClusters: ({ clusters = ['default'] }) => {
      const { found, failures } = lookUpEach(clusters, {
        find: (name) => (resourceName(name) === world.cluster.name ? world.cluster : undefined),
        describe: () => describeCluster(world),
        arnOf: (name) => clusterArn(world, resourceName(name)),
      });
      return { clusters: found, failures };
    },

    /** All tasks run on Fargate, so the cluster has no container instance. */
    DescribeContainerInstances: ({ cluster, containerInstances }) => {
      requireCluster(world, cluster);
      const arns = requireCount(containerInstances, INSTANCES_PER_CALL, 'Container instances');
      return { containerInstances: [], failures: arns.map((arn) => ({ arn, reason: 'MISSING' })) };
    },

    DescribeServices: ({ cluster, services }) => {
      requireCluster(world, cluster);
      const { found, failures } = lookUpEach(requireCount(services, SERVICES_PER_CALL, 'Services'), {
        find: (name) => world.services.get(resourceName(name)),
        describe: (service) => toEcsService(world, service),
        arnOf: (name) => serviceArn(world, world.cluster.name, resourceName(name)),
      });
      return { services: found, failures };
    },

    ListServices: ({ cluster, nextToken: token, maxResults }) => {
      requireCluster(world, cluster);
      const arns = [...world.services.values()].map(({ arn }) => arn);
      const { page, nextToken } = pageOf(arns, { nextToken: token, size: pageSize(maxResults, SERVICES_PER_PAGE) });
      return { serviceArns: page, ...(nextToken !== undefined && { nextToken }) };
    },

    DescribeTaskDefinition: ({ taskDefinition }) => ({
      taskDefinition: toEcsTaskDefinition(world, requireTaskDefinition(world, taskDefinition)),
      tags: [],
    }),

    UpdateService: (input) => changeService(world, input),
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-ecs')>>;

const changeService = (world: WorldState, input: UpdateServiceRequest) => {
  const { cluster, desiredCount, taskDefinition, forceNewDeployment } = input;
  requireCluster(world, cluster);
  const service = requireService(world, input.service);
  refuseOtherChanges(input);
  if ((desiredCount ?? 0) < 0) throw new AwsError('InvalidParameterException', 'desiredCount cannot be negative.');
  const definition = taskDefinition === undefined ? undefined : requireTaskDefinition(world, taskDefinition);
  updateService(world, service, { desiredCount, definition, forceNewDeployment });
  return { service: toEcsService(world, service) };
};

/** The supported members of UpdateService. Others are refused rather than ignored. */
const SUPPORTED: ReadonlySet<string> = new Set([
  'cluster',
  'service',
  'desiredCount',
  'taskDefinition',
  'forceNewDeployment',
]);

const refuseOtherChanges = (input: UpdateServiceRequest): void => {
  const others = Object.entries(input).filter(([member, value]) => value !== undefined && !SUPPORTED.has(member));
  if (others.length === 0) return;
  const names = others.map(([member]) => member).join(', ');
  throw new AwsError('UnsupportedFeatureException', `UpdateService does not support ${names} here.`);
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
