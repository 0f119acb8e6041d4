import {
  DescribeTasksCommand,
  type DesiredStatus,
  type ECSClient,
  ListTasksCommand,
  type Task as SdkTask,
} from '@aws-sdk/client-ecs';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import { itemsOf, type Part, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { ByService } from '#shared/ports/observing.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { objects } from '../transport/checked.ts';
import { convert, partOf } from '../transport/failures.ts';
import { collectPages } from '../transport/pages.ts';

type Ecs = Pick<ECSClient, 'send'>;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html */
const TASKS_PER_CALL = 100;

/** Lists the tasks of each service, then describes the tasks of all services of a cluster together. */
export const describeTasksOf = async (
  ecs: Ecs,
  policies: readonly ServicePolicy[],
  { desiredStatus, at }: { readonly desiredStatus: DesiredStatus; readonly at: Instant },
): Promise<ByService<readonly SdkTask[]>> => {
  const lists = await mapAtMost(CALLS_AT_ONCE, policies, async (policy) => ({
    policy,
    arns: await partOf(at, () => listTasks(ecs, policy, desiredStatus)),
  }));
  const answers = await mapAtMost(CALLS_AT_ONCE, batchesOf(lists), async ({ cluster, arns }) => {
    const answer = await partOf(at, () => describeTasks(ecs, cluster, arns));
    return arns.map((arn) => [arn, answer] as const);
  });
  const answerByArn = new Map(answers.flat());
  return new Map(lists.map(({ policy, arns }) => [policy.name, gather(arns, answerByArn)]));
};

interface TaskList {
  readonly policy: ServicePolicy;
  readonly arns: Part<readonly string[]>;
}

const batchesOf = (lists: readonly TaskList[]) =>
  [...Map.groupBy(lists, ({ policy }) => policy.cluster)].flatMap(([cluster, ofCluster]) => {
    const distinct = [...new Set(ofCluster.flatMap(({ arns }) => itemsOf(arns)))];
    return chunksOf(distinct, TASKS_PER_CALL).map((arns) => ({ cluster, arns }));
  });

type TasksByArn = ReadonlyMap<string, SdkTask>;

/** Gathers the listed tasks. A failed call makes them missing; a task that ECS no longer describes is left out. */
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

const listTasks = (
  ecs: Ecs,
  { cluster, service }: ServicePolicy,
  desiredStatus: DesiredStatus,
): Promise<readonly string[]> => {
  const ask = (nextToken: string | undefined) =>
    ecs.send(new ListTasksCommand({ cluster, serviceName: service, desiredStatus, nextToken }));
  return collectPages(ask, ({ taskArns }) => taskArns);
};

const describeTasks = async (ecs: Ecs, cluster: string, arns: readonly string[]): Promise<TasksByArn> => {
  const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [...arns] }));
  return new Map(objects(answer.tasks, 'tasks').map((task) => [task.taskArn ?? '', task]));
};
