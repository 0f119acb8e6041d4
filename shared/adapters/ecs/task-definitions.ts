import { DescribeTaskDefinitionCommand, type ECSClient } from '@aws-sdk/client-ecs';
import type { TaskDefinition } from '#shared/domain/model/task-definition.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import type { EcsReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { cachedParts } from '../transport/answer-cache.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { NotFound, partOf } from '../transport/failures.ts';
import { toTaskDefinition } from './task-definition.ts';

type Ecs = Pick<ECSClient, 'send'>;

/** A revision never changes, but it may be deregistered at any time (engineering judgement). */
const CACHED_MS = 5 * MINUTE;

export const taskDefinitionReader = (client: Ecs, clock: Clock): EcsReader['taskDefinitions'] => {
  const cached = cachedParts<TaskDefinition>(CACHED_MS);
  return (arns) => {
    const at = clock.now();
    return cached(arns, at, (unread) =>
      mapAtMost(
        CALLS_AT_ONCE,
        [...unread],
        async (arn) => [arn, await partOf(at, () => readDefinition(client, arn))] as const,
      ),
    );
  };
};

const readDefinition = async (client: Ecs, arn: string): Promise<TaskDefinition> => {
  const { taskDefinition } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }));
  if (taskDefinition?.taskDefinitionArn !== arn) throw new NotFound(`there is no task definition ${arn}`);
  return toTaskDefinition(arn, taskDefinition);
};
