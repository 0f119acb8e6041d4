import type { Observation } from '#shared/domain/model/observation.ts';
import type { LogLines } from '#shared/domain/model/operational-context.ts';
import { missing, type Part, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { TaskDefinition } from '#shared/domain/model/task-definition.ts';
import type { ByService, LogRequest } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import { missingFrom, notReturned, partFor, readAll } from './read-parts.ts';

type LogReaders = Pick<Services, 'ecs' | 'logs'>;

export interface FlaggedService {
  readonly policy: ServicePolicy;
  readonly observation: Observation;
}

export interface LogsRead {
  readonly taskDefinition: Part<TaskDefinition>;
  readonly logs: Part<LogLines>;
}

/** Reads the logs of the services, and before them the task definitions, which name the log groups. */
export const readLogs = async (
  { ecs, logs }: LogReaders,
  flagged: readonly FlaggedService[],
): Promise<ReadonlyMap<string, LogsRead>> => {
  const definitions = await readTaskDefinitions(ecs, flagged);
  const lines = await readLines(
    logs,
    flagged.map(({ policy }) => policy),
    definitions,
  );
  return new Map(
    flagged.map(({ policy: { name } }) => [
      name,
      { taskDefinition: partFor(definitions, name), logs: partFor(lines, name) },
    ]),
  );
};

const readTaskDefinitions = async (
  ecs: Services['ecs'],
  flagged: readonly FlaggedService[],
): Promise<ByService<TaskDefinition>> => {
  const arns = flagged.flatMap(({ observation }) => valueIn(observation.ecs)?.taskDefinition || []);
  const read = await definitionsBy(ecs, [...new Set(arns)]);
  return new Map(
    flagged.map(({ policy, observation }) => [
      policy.name,
      observation.ecs.state === 'observed' ? read(observation.ecs.value.taskDefinition) : observation.ecs,
    ]),
  );
};

const definitionsBy = async (
  ecs: Services['ecs'],
  arns: readonly string[],
): Promise<(arn: string) => Part<TaskDefinition>> => {
  if (arns.length === 0) return notReturned;
  try {
    const read = await ecs.taskDefinitions(arns);
    return (arn) => read.get(arn) ?? notReturned(arn);
  } catch (error) {
    return () => missingFrom(error);
  }
};

const readLines = async (
  logs: Services['logs'],
  policies: readonly ServicePolicy[],
  definitions: ByService<TaskDefinition>,
): Promise<ByService<LogLines>> => {
  const places = policies.map((policy) => ({ policy, place: placeOfLogs(policy, partFor(definitions, policy.name)) }));
  const requests = places.flatMap(({ place }) => ('logGroups' in place ? place : []));
  const asked = requests.map(({ policy }) => policy);
  const read = await readAll(asked, () => logs.read(requests));
  return new Map(
    places.map(({ policy: { name }, place }) => [name, 'logGroups' in place ? partFor(read, name) : place]),
  );
};

/** Answers the log groups of a service, or the reason why its logs are not read. */
const placeOfLogs = (
  policy: ServicePolicy,
  definition: Part<TaskDefinition>,
): LogRequest | Exclude<Part<never>, { state: 'observed' }> => {
  if (definition.state !== 'observed') return definition;
  const logGroups = [...new Set(definition.value.containers.flatMap(({ logGroup }) => logGroup ?? []))];
  return logGroups.length === 0
    ? missing('not-configured', 'no container of the service logs to CloudWatch')
    : { policy, logGroups };
};
