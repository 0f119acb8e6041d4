import type { Observation } from '#shared/domain/model/observation.ts';
import type { LogLines, Routing, Scaling } from '#shared/domain/model/operational-context.ts';
import { itemsOf, missing, observed, type Part, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { TaskDefinition } from '#shared/domain/model/task-definition.ts';
import type { ByService, LogRequest } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import { readContainerInstances } from './read-container-instances.ts';
import { missingFrom, notReturned, partFor, readAll } from './read-parts.ts';
import { readRollBackTargets } from './read-roll-back-targets.ts';

export type DetailReaders = Pick<Services, 'ecs' | 'targetGroups' | 'scaling' | 'logs' | 'changes'>;

/** The parts of an observation that are read only where a finding calls for them. */
export type ServiceDetails = Pick<
  Observation,
  'taskDefinition' | 'rollBackTargets' | 'containerInstances' | 'scaling' | 'routing' | 'logs' | 'changes'
>;

const NOT_READ = missing('not-asked', 'no finding called for details');

export const NO_DETAILS: ServiceDetails = {
  taskDefinition: NOT_READ,
  rollBackTargets: NOT_READ,
  containerInstances: NOT_READ,
  scaling: NOT_READ,
  routing: NOT_READ,
  logs: NOT_READ,
  changes: NOT_READ,
};

export interface FlaggedService {
  readonly policy: ServicePolicy;
  readonly observation: Observation;
}

/** Reads the parts that explain a fault rather than detect it: settings, scaling, routing, logs and recent changes. */
export const readDetails =
  (services: DetailReaders) =>
  async (flagged: readonly FlaggedService[]): Promise<ReadonlyMap<string, ServiceDetails>> => {
    const policies = flagged.map(({ policy }) => policy);
    const [definitions, targets, instances, scaling, routing, changes] = await Promise.all([
      readTaskDefinitions(services, flagged),
      readRollBackTargets(services, flagged),
      readContainerInstances(services, flagged),
      readScaling(services, policies),
      readRouting(services, flagged),
      readAll(policies, services.changes.recent),
    ]);
    const logs = await readLogs(services, policies, definitions);
    return new Map(
      policies.map(({ name }) => [
        name,
        {
          taskDefinition: partFor(definitions, name),
          rollBackTargets: partFor(targets, name),
          containerInstances: partFor(instances, name),
          scaling: partFor(scaling, name),
          routing: partFor(routing, name),
          logs: partFor(logs, name),
          changes: partFor(changes, name),
        },
      ]),
    );
  };

/** Without its activities the limits of a service still tell something. */
const readScaling = async (
  { scaling }: DetailReaders,
  policies: readonly ServicePolicy[],
): Promise<ByService<Scaling>> => {
  const limits = await readAll(policies, scaling.limits);
  const scaled = policies.filter(({ name }) => limits.get(name)?.state === 'observed');
  const activities = await readAll(scaled, scaling.activities);
  return new Map(
    [...limits].map(([name, part]) => [
      name,
      part.state === 'observed'
        ? observed(part.at, { ...part.value, activities: itemsOf(partFor(activities, name)) })
        : part,
    ]),
  );
};

/** Only a service with several target groups can be routed to the wrong one of them. */
const readRouting = async (
  { targetGroups }: DetailReaders,
  flagged: readonly FlaggedService[],
): Promise<ByService<Routing>> => {
  const read = async ({ observation }: FlaggedService): Promise<Part<Routing>> => {
    const arns = itemsOf(observation.targetGroups).map(({ arn }) => arn);
    if (arns.length < 2) return missing('not-asked', 'the service has no second target group');
    try {
      return await targetGroups.routing(arns);
    } catch (error) {
      return missingFrom(error);
    }
  };
  return new Map(
    await Promise.all(flagged.map(async (service) => [service.policy.name, await read(service)] as const)),
  );
};

const readTaskDefinitions = async (
  { ecs }: DetailReaders,
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
