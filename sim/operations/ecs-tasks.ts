import type { ListTasksRequest, ProtectedTask } from '@aws-sdk/client-ecs';
import { AwsError, type Handlers } from '#local-aws/operation.ts';
import { pageOf, pageSize } from '#local-aws/pagination.ts';
import { resourceName } from '#local-aws/stack/account.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { taskArn } from '../world/arns.ts';
import { toEcsTask } from '../world/ecs/task-shape.ts';
import { stopTask } from '../world/ecs/tasks.ts';
import type { Task, WorldState } from '../world/state.ts';
import { lookUpEach, requireCluster, requireCount, requireService, requireTask, serviceOf } from './ecs-lookup.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html */
const TASKS_PER_CALL = 100;
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskProtection.html */
const PROTECTED_TASKS_PER_CALL = 10;

export const taskOperations = (world: WorldState) =>
  ({
    ListTasks: (input) => {
      requireCluster(world, input.cluster);
      const arns = selectTasks(world, input).map(({ arn }) => arn);
      const size = pageSize(input.maxResults, TASKS_PER_CALL);
      const { page, nextToken } = pageOf(arns, { nextToken: input.nextToken, size });
      return { taskArns: page, ...(nextToken !== undefined && { nextToken }) };
    },

    DescribeTasks: ({ cluster, tasks }) => {
      requireCluster(world, cluster);
      const { found, failures } = lookUpTasks(world, requireCount(tasks, TASKS_PER_CALL, 'Tasks'), (task) =>
        toEcsTask(world, serviceOf(world, task), task),
      );
      return { tasks: found, failures };
    },

    StopTask: ({ cluster, task: name, reason = 'Task stopped by user' }) => {
      requireCluster(world, cluster);
      const task = requireTask(world, name);
      const service = serviceOf(world, task);
      stopTask(world, service, task, { code: 'UserInitiated', reason });
      return { task: toEcsTask(world, service, task) };
    },

    ...protectionOperations(world),
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-ecs')>>;

const protectionOperations = (world: WorldState) =>
  ({
    UpdateTaskProtection: ({ cluster, tasks, protectionEnabled, expiresInMinutes }) => {
      requireCluster(world, cluster);
      const minutes = requireMinutes(world, expiresInMinutes);
      const names = requireCount(tasks, PROTECTED_TASKS_PER_CALL, 'Tasks');
      const { found, failures } = lookUpTasks(world, names, (task) => {
        if (protectionEnabled) task.protectedUntil = world.clock.now() + minutes * MINUTE;
        else delete task.protectedUntil;
        return toProtectedTask(world, task);
      });
      return { protectedTasks: found, failures };
    },

    GetTaskProtection: ({ cluster, tasks }) => {
      requireCluster(world, cluster);
      const names = requireCount(tasks, TASKS_PER_CALL, 'Tasks');
      const { found, failures } = lookUpTasks(world, names, (task) => toProtectedTask(world, task));
      return { protectedTasks: found, failures };
    },
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-ecs')>>;

/** ECS lists the tasks with desired status RUNNING when the request names no status. */
const selectTasks = (world: WorldState, input: ListTasksRequest): readonly Task[] => {
  const { desiredStatus = 'RUNNING', family, startedBy } = input;
  const service = input.serviceName === undefined ? undefined : requireService(world, input.serviceName).name;
  return [...world.tasks.values()].filter(
    (task) =>
      task.desiredStatus === desiredStatus &&
      (service ?? task.service) === task.service &&
      (family ?? task.definition.family) === task.definition.family &&
      (startedBy ?? task.deploymentId) === task.deploymentId,
  );
};

const lookUpTasks = <T>(world: WorldState, names: readonly string[], describe: (task: Task) => T) =>
  lookUpEach(names, {
    find: (name) => world.tasks.get(resourceName(name)),
    describe,
    arnOf: (name) => taskArn(world, world.cluster.name, resourceName(name)),
  });

const requireMinutes = ({ constants }: WorldState, minutes = constants.protectionDefaultMinutes): number => {
  if (minutes >= 1 && minutes <= constants.protectionMaximumMinutes) return minutes;
  throw new AwsError(
    'InvalidParameterException',
    `expiresInMinutes must be between 1 and ${constants.protectionMaximumMinutes}.`,
  );
};

const toProtectedTask = (world: WorldState, { arn, protectedUntil }: Task): ProtectedTask =>
  protectedUntil !== undefined && protectedUntil > world.clock.now()
    ? { taskArn: arn, protectionEnabled: true, expirationDate: new Date(protectedUntil) }
    : { taskArn: arn, protectionEnabled: false };
