import {
  type ContainerInstanceField,
  DescribeContainerInstancesCommand,
  type DescribeContainerInstancesCommandOutput,
  type ECSClient,
  type ContainerInstance as SdkInstance,
  type Task as SdkTask,
} from '@aws-sdk/client-ecs';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import { itemsOf, observed } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { ByArn } from '#shared/ports/observing.ts';
import { cachedParts, type Entry } from '../transport/answer-cache.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { text } from '../transport/checked.ts';
import { convert, NotFound, partOf } from '../transport/failures.ts';

export type Ecs = Pick<ECSClient, 'send'>;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeContainerInstances.html */
const INSTANCES_PER_CALL = 100;
/** A container instance keeps its EC2 instance. The limit keeps the memory free of old ones (engineering judgement). */
const CACHED_MS = 5 * MINUTE;

export interface TasksOfCluster {
  readonly cluster: string;
  readonly tasks: readonly SdkTask[];
}

/** Reads the EC2 instance ids of tasks that are registered by their instance, by the ARN of the container instance. */
export const instanceIdReader = (ecs: Ecs) => {
  const cached = cachedParts<string>(CACHED_MS);
  return (found: readonly TasksOfCluster[], at: Instant): Promise<ByArn<string>> => {
    const clusters = new Map(
      found.flatMap(({ cluster, tasks }) => instancesOf(tasks, at).map((arn) => [arn, cluster] as const)),
    );
    return cached([...clusters.keys()], at, (unread) =>
      describeInstances(ecs, { arns: [...unread], clusterOf: (arn) => clusters.get(arn), at }, instanceIdOf),
    );
  };
};

/** Tasks that are not as AWS describes them have none. Whoever converts the tasks tells what is wrong with them. */
const instancesOf = (tasks: readonly SdkTask[], at: Instant): readonly string[] =>
  itemsOf(convert(observed(at, tasks), (all) => all.flatMap(instanceOf)));

/** Names the container instance of a task without a network interface of its own: bridge and host networking. */
const instanceOf = ({ containerInstanceArn, attachments, containers }: SdkTask): readonly string[] =>
  containerInstanceArn === undefined || hasOwnInterface({ attachments, containers }) ? [] : [containerInstanceArn];

/** True for awsvpc networking, also before the interface has an address. */
export const hasOwnInterface = ({ attachments, containers }: Pick<SdkTask, 'attachments' | 'containers'>): boolean =>
  attachments?.some(({ type, details }) => type === INTERFACE || details?.some(({ name }) => name === ADDRESS)) ===
    true || containers?.some(({ networkInterfaces }) => (networkInterfaces?.length ?? 0) > 0) === true;

const INTERFACE = 'ElasticNetworkInterface';
export const ADDRESS = 'privateIPv4Address';

interface Wanted {
  readonly arns: readonly string[];
  readonly clusterOf: (arn: string) => string | undefined;
  readonly at: Instant;
  readonly include?: readonly ContainerInstanceField[];
}

/** Describes container instances, by ARN. One that ECS does not describe is missing as not found. */
export const describeInstances = async <T>(
  ecs: Ecs,
  { arns, clusterOf, at, include }: Wanted,
  toValue: (instance: SdkInstance) => T,
): Promise<readonly Entry<T>[]> => {
  const batches = [...Map.groupBy(arns, clusterOf)].flatMap(([cluster, ofCluster]) =>
    chunksOf(ofCluster, INSTANCES_PER_CALL).map((containerInstances) => ({ cluster, containerInstances })),
  );
  const answers = await mapAtMost(CALLS_AT_ONCE, batches, async ({ cluster, containerInstances }) => {
    const request = {
      cluster,
      containerInstances: [...containerInstances],
      ...(include && { include: [...include] }),
    };
    const answer = await partOf(at, () => ecs.send(new DescribeContainerInstancesCommand(request)));
    return containerInstances.map((arn) => [arn, convert(answer, (output) => toValue(pick(output, arn)))] as const);
  });
  return answers.flat();
};

const pick = ({ containerInstances = [] }: DescribeContainerInstancesCommandOutput, arn: string): SdkInstance => {
  const instance = containerInstances.find(({ containerInstanceArn }) => containerInstanceArn === arn);
  if (instance) return instance;
  throw new NotFound(`ECS does not describe the container instance ${arn}`);
};

const instanceIdOf = ({ containerInstanceArn, ec2InstanceId }: SdkInstance): string =>
  text(ec2InstanceId, `the EC2 instance of ${containerInstanceArn}`);
