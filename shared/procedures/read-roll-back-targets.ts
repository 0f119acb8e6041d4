import { rollBackCandidates } from '#shared/domain/evidence/releases.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { missing, observed, type Part, valueIn } from '#shared/domain/model/part.ts';
import type { RevisionStatus, TaskDefinitionStatus } from '#shared/domain/model/task-definition.ts';
import type { ByService } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';

type Readers = Pick<Services, 'ecs'>;

/** Reads whether ECS would still deploy the revisions that a roll-back may return to. */
export const readRollBackTargets = async (
  services: Readers,
  flagged: readonly { readonly observation: Observation }[],
): Promise<ByService<readonly RevisionStatus[]>> =>
  new Map(
    await Promise.all(
      flagged.map(async ({ observation }) => [observation.service, await targetsOf(services, observation)] as const),
    ),
  );

const targetsOf = async (services: Readers, observation: Observation): Promise<Part<readonly RevisionStatus[]>> => {
  const candidates = rollBackCandidates(observation, observation.at);
  return candidates.length === 0
    ? missing('not-asked', 'no release may be rolled back')
    : observed(observation.at, await upToDeployable(services, candidates));
};

/** Reads one revision after the other, because the first is ACTIVE nearly always. Ends at a status that cannot be read. */
const upToDeployable = async (
  services: Readers,
  [arn, ...older]: readonly string[],
): Promise<readonly RevisionStatus[]> => {
  const status = arn && (await statusOf(services, arn));
  if (!arn || !status) return [];
  return [{ arn, status }, ...(status === 'ACTIVE' ? [] : await upToDeployable(services, older))];
};

const statusOf = async ({ ecs }: Readers, arn: string): Promise<TaskDefinitionStatus | undefined> => {
  const definitions = await ecs.taskDefinitions([arn]).catch(() => undefined);
  const definition = definitions?.get(arn);
  return definition && valueIn(definition)?.status;
};
