import {
  DescribeTasksCommand,
  type DesiredStatus,
  type ECSClient,
  ListTasksCommand,
  type Task as SdkTask,
} from '@aws-sdk/client-ecs';
import type { StoppedTask, Task } from '#shared/domain/model/observation.ts';
import { itemsOf, type Part, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { ByService } from '#shared/ports/observing.ts';
import { CALLS_AT_ONCE, chunksOf, mapAtMost } from '../transport/batches.ts';
import { convert, partOf } from '../transport/failures.ts';
import { pagesOf } from '../transport/pages.ts';
import { hasStopped, toStoppedTask, toTask } from './task.ts';

type Ecs = Pick<ECSClient, 'send'>;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html */
const TASKS_PER_CALL = 100;

/** Tasks that are meant to run, oldest first. */
export const readRunningTasks = async (
  ecs: Ecs,
  policies: readonly ServicePolicy[],
  at: Instant,
): Promise<ByService<readonly Task[]>> => {
  const tasks = await readTasks(ecs, policies, { desiredStatus: 'RUNNING', at });
  return convertEach(tasks, (found) => found.map(toTask).sort((a, b) => a.createdAt - b.createdAt));
};

/** Tasks that have stopped, newest first; those that are still on their way are left out. */
export const readStoppedTasks = async (
  ecs: Ecs,
  policies: readonly ServicePolicy[],
  at: Instant,
): Promise<ByService<readonly StoppedTask[]>> => {
  const tasks = await readTasks(ecs, policies, { desiredStatus: 'STOPPED', at });
  return convertEach(tasks, (found) =>
    found
      .filter(hasStopped)
      .map(toStoppedTask)
      .sort((a, b) => b.stoppedAt - a.stoppedAt),
  );
};

interface Wanted {
  readonly desiredStatus: DesiredStatus;
  readonly at: Instant;
}

/** Lists per service, then describes the tasks of all services of a cluster together, a hundred a call. */
const readTasks = async (
  ecs: Ecs,
  policies: readonly ServicePolicy[],
  { desiredStatus, at }: Wanted,
): Promise<ByService<readonly SdkTask[]>> => {
  const lists = await mapAtMost(CALLS_AT_ONCE, policies, async (policy) => ({
    policy,
    arns: await partOf(at, () => listTasks(ecs, policy, desiredStatus)),
  }));
  const batches = [...Map.groupBy(lists, ({ policy }) => policy.cluster)].flatMap(([cluster, ofCluster]) =>
    chunksOf([...new Set(ofCluster.flatMap(({ arns }) => itemsOf(arns)))], TASKS_PER_CALL).map((arns) => ({
      cluster,
      arns,
    })),
  );
  const answers = await mapAtMost(CALLS_AT_ONCE, batches, async ({ cluster, arns }) => {
    const answer = await partOf(at, () => describeTasks(ecs, cluster, arns));
    return arns.map((arn) => [arn, answer] as const);
  });
  const answerByArn = new Map(answers.flat());
  return new Map(lists.map(({ policy, arns }) => [policy.name, gather(arns, answerByArn)]));
};

type TasksByArn = ReadonlyMap<string, SdkTask>;

/** The tasks that were listed; the first call that failed makes them missing. One that ECS has forgotten meanwhile is gone. */
const gather = (
  arns: Part<readonly string[]>,
  answerByArn: ReadonlyMap<string, Part<TasksByArn>>,
): Part<readonly SdkTask[]> => {
  const failed = itemsOf(arns)
    .map((arn) => answerByArn.get(arn))
    .find((answer) => answer?.state === 'missing');
  if (failed?.state === 'missing') return failed;
  return convert(arns, (listed) =>
    [...new Set(listed)].flatMap((arn) => {
      const answer = answerByArn.get(arn);
      return (answer && valueIn(answer)?.get(arn)) ?? [];
    }),
  );
};

const convertEach = <T, R>(parts: ByService<T>, to: (value: T) => R): ByService<R> =>
  new Map([...parts].map(([name, part]) => [name, convert(part, to)]));

const listTasks = async (
  ecs: Ecs,
  { cluster, service }: ServicePolicy,
  desiredStatus: DesiredStatus,
): Promise<readonly string[]> => {
  const arns: string[] = [];
  const ask = (nextToken: string | undefined) =>
    ecs.send(new ListTasksCommand({ cluster, serviceName: service, desiredStatus, nextToken }));
  for await (const { taskArns = [] } of pagesOf(ask)) arns.push(...taskArns);
  return arns;
};

const describeTasks = async (ecs: Ecs, cluster: string, arns: readonly string[]): Promise<TasksByArn> => {
  const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [...arns] }));
  return new Map((answer.tasks ?? []).map((task) => [task.taskArn ?? '', task]));
};
