import type { Observation } from '#shared/domain/model/observation.ts';
import type { Routing, Scaling } from '#shared/domain/model/operational-context.ts';
import { itemsOf, missing, observed, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { ByService } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import { readContainerInstances } from './read-container-instances.ts';
import { type FlaggedService, readLogs } from './read-logs.ts';
import { missingFrom, partFor, readAll } from './read-parts.ts';
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

/** Reads the parts that explain a fault rather than detect it: settings, scaling, routing, logs and recent changes. */
export const readDetails =
  (services: DetailReaders) =>
  async (flagged: readonly FlaggedService[]): Promise<ReadonlyMap<string, ServiceDetails>> => {
    const policies = flagged.map(({ policy }) => policy);
    const [logs, targets, instances, scaling, routing, changes] = await Promise.all([
      readLogs(services, flagged),
      readRollBackTargets(services, flagged),
      readContainerInstances(services, flagged),
      readScaling(services, policies),
      readRouting(services, flagged),
      readAll(policies, services.changes.recent),
    ]);
    return new Map(
      policies.map(({ name }) => [
        name,
        {
          ...NO_DETAILS,
          ...logs.get(name),
          rollBackTargets: partFor(targets, name),
          containerInstances: partFor(instances, name),
          scaling: partFor(scaling, name),
          routing: partFor(routing, name),
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
