import type { Observation } from '#shared/domain/model/observation.ts';
import type { LogLines } from '#shared/domain/model/operational-context.ts';
import { missing, type Part, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { TaskDefinition } from '#shared/domain/model/task-definition.ts';
import type { ByService, LogRequest } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import { because, leftOut, partFor, readAll } from './read-parts.ts';

export type DetailReaders = Pick<Services, 'ecs' | 'scaling' | 'logs' | 'changes'>;

/** What is read of a service once something is found wrong in it. */
export type ServiceDetails = Pick<Observation, 'taskDefinition' | 'scaling' | 'logs' | 'changes'>;

const NOT_ASKED = missing('not-asked', 'nothing was found that called for a closer look');

export const NO_DETAILS: ServiceDetails = {
  taskDefinition: NOT_ASKED,
  scaling: NOT_ASKED,
  logs: NOT_ASKED,
  changes: NOT_ASKED,
};

export interface Suspect {
  readonly policy: ServicePolicy;
  readonly observation: Observation;
}

/** Reads what explains rather than detects: settings, logs, and who changed what. */
export const readDetails =
  (services: DetailReaders) =>
  async (suspects: readonly Suspect[]): Promise<ReadonlyMap<string, ServiceDetails>> => {
    const policies = suspects.map(({ policy }) => policy);
    const [definitions, scaling, changes] = await Promise.all([
      readTaskDefinitions(services, suspects),
      readAll(policies, services.scaling.limits),
      readAll(policies, services.changes.recent),
    ]);
    const logs = await readLogs(services, policies, definitions);
    return new Map(
      policies.map(({ name }) => [
        name,
        {
          taskDefinition: partFor(definitions, name),
          scaling: partFor(scaling, name),
          logs: partFor(logs, name),
          changes: partFor(changes, name),
        },
      ]),
    );
  };

const readTaskDefinitions = async (
  { ecs }: DetailReaders,
  suspects: readonly Suspect[],
): Promise<ByService<TaskDefinition>> => {
  const arns = suspects.flatMap(({ observation }) => valueIn(observation.ecs)?.taskDefinition || []);
  const read = await definitionsBy(ecs, [...new Set(arns)]);
  return new Map(
    suspects.map(({ policy, observation }) => [
      policy.name,
      observation.ecs.state === 'observed' ? read(observation.ecs.value.taskDefinition) : observation.ecs,
    ]),
  );
};

const definitionsBy = async (
  ecs: Services['ecs'],
  arns: readonly string[],
): Promise<(arn: string) => Part<TaskDefinition>> => {
  if (arns.length === 0) return leftOut;
  try {
    const read = await ecs.taskDefinitions(arns);
    return (arn) => read.get(arn) ?? leftOut(arn);
  } catch (error) {
    return () => because(error);
  }
};

const readLogs = async (
  { logs }: DetailReaders,
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

/** Where a service logs to, or why its logs are not read. */
const placeOfLogs = (
  policy: ServicePolicy,
  definition: Part<TaskDefinition>,
): LogRequest | Exclude<Part<never>, { state: 'observed' }> => {
  if (definition.state !== 'observed') return definition;
  if (policy.logPatterns.length === 0) return missing('not-configured', 'the policy looks for no text in the logs');
  const logGroups = [...new Set(definition.value.containers.flatMap(({ logGroup }) => logGroup ?? []))];
  return logGroups.length === 0
    ? missing('not-configured', 'no container of the service logs to CloudWatch')
    : { policy, logGroups };
};
