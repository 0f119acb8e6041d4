import { DescribeTaskDefinitionCommand, type ECSClient } from '@aws-sdk/client-ecs';
import type { TaskDefinition } from '#shared/domain/model/task-definition.ts';
import type { EcsReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { NotFound, partOf } from '../transport/failures.ts';
import { toTaskDefinition } from './task-definition.ts';

type Ecs = Pick<ECSClient, 'send'>;

/** A revision never changes, so the reader asks for each revision once. */
export const taskDefinitionReader = (client: Ecs, clock: Clock): EcsReader['taskDefinitions'] => {
  const known = new Map<string, TaskDefinition>();

  const definitionOf = async (arn: string): Promise<TaskDefinition> => {
    const definition = known.get(arn) ?? (await readDefinition(client, arn));
    known.set(arn, definition);
    return definition;
  };

  return async (arns) => {
    const at = clock.now();
    return new Map(
      await mapAtMost(
        CALLS_AT_ONCE,
        [...new Set(arns)],
        async (arn) => [arn, await partOf(at, () => definitionOf(arn))] as const,
      ),
    );
  };
};

const readDefinition = async (client: Ecs, arn: string): Promise<TaskDefinition> => {
  const { taskDefinition } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }));
  if (taskDefinition?.taskDefinitionArn !== arn) throw new NotFound(`there is no task definition ${arn}`);
  return toTaskDefinition(arn, taskDefinition);
};
