import type {
  DescribeTasksCommandInput,
  DescribeTasksCommandOutput,
  GetTaskProtectionCommandInput,
  GetTaskProtectionCommandOutput,
  ListTasksCommandInput,
  ListTasksCommandOutput,
  ProtectedTask,
  StopTaskCommandInput,
  StopTaskCommandOutput,
  UpdateTaskProtectionCommandInput,
  UpdateTaskProtectionCommandOutput,
} from '@aws-sdk/client-ecs';
import { type Answered, AwsError } from '#local-aws/operation.ts';
import { pageOf, pageSize } from '#local-aws/pagination.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { lastPart, taskArn } from '../world/arns.ts';
import { toEcsTask } from '../world/ecs/task-shape.ts';
import { stopTask } from '../world/ecs/tasks.ts';
import type { Task, WorldState } from '../world/state.ts';
import { lookUpEach, requireCluster, requireCount, requireService, requireTask, serviceOf } from './ecs-lookup.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html */
const TASKS_PER_CALL = 100;
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskProtection.html */
const PROTECTED_TASKS_PER_CALL = 10;

export const taskOperations = (world: WorldState) => ({
  ListTasks: (input: ListTasksCommandInput): Answered<ListTasksCommandOutput> => {
    requireCluster(world, input.cluster);
    const { page, nextToken } = pageOf(
      selectTasks(world, input).map(({ arn }) => arn),
      { nextToken: input.nextToken, size: pageSize(input.maxResults, TASKS_PER_CALL) },
    );
    return { taskArns: page, ...(nextToken !== undefined && { nextToken }) };
  },

  DescribeTasks: (input: DescribeTasksCommandInput): Answered<DescribeTasksCommandOutput> => {
    requireCluster(world, input.cluster);
    const { found, failures } = lookUpTasks(world, requireCount(input.tasks, TASKS_PER_CALL, 'Tasks'), (task) =>
      toEcsTask(world, serviceOf(world, task), task),
    );
    return { tasks: found, failures };
  },

  StopTask: (input: StopTaskCommandInput): Answered<StopTaskCommandOutput> => {
    requireCluster(world, input.cluster);
    const task = requireTask(world, input.task);
    const service = serviceOf(world, task);
    stopTask(world, service, task, { code: 'UserInitiated', reason: input.reason ?? 'Task stopped by user' });
    return { task: toEcsTask(world, service, task) };
  },

  UpdateTaskProtection: (input: UpdateTaskProtectionCommandInput): Answered<UpdateTaskProtectionCommandOutput> => {
    requireCluster(world, input.cluster);
    const minutes = requireMinutes(world, input.expiresInMinutes);
    const names = requireCount(input.tasks, PROTECTED_TASKS_PER_CALL, 'Tasks');
    const { found, failures } = lookUpTasks(world, names, (task) => {
      if (input.protectionEnabled) task.protectedUntil = world.clock.now() + minutes * MINUTE;
      else delete task.protectedUntil;
      return toProtectedTask(world, task);
    });
    return { protectedTasks: found, failures };
  },

  GetTaskProtection: (input: GetTaskProtectionCommandInput): Answered<GetTaskProtectionCommandOutput> => {
    requireCluster(world, input.cluster);
    const names = requireCount(input.tasks, TASKS_PER_CALL, 'Tasks');
    const { found, failures } = lookUpTasks(world, names, (task) => toProtectedTask(world, task));
    return { protectedTasks: found, failures };
  },
});

/** Without a desired status, those that are meant to run. */
const selectTasks = (world: WorldState, input: ListTasksCommandInput): readonly Task[] => {
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
    find: (name) => world.tasks.get(lastPart(name)),
    describe,
    arnOf: (name) => taskArn(world, world.cluster.name, lastPart(name)),
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
