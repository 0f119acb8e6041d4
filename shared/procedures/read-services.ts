import type { EcsService } from '#shared/domain/model/observation.ts';
import { type Missing, missing, type Part, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Release } from '#shared/domain/model/release.ts';
import { DAY, type Instant } from '#shared/domain/model/time.ts';
import type { ServiceMetrics } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import { probeService } from './ask-prober.ts';
import { missingFrom, partFor, readAll, readPerService, tryRead } from './read-parts.ts';
import { readTargetGroups } from './read-target-groups.ts';

export type ServiceReaders = Pick<
  Services,
  | 'policies'
  | 'ecs'
  | 'targetGroups'
  | 'metrics'
  | 'alarms'
  | 'stoppedTasks'
  | 'prober'
  | 'breakers'
  | 'switches'
  | 'reports'
  | 'baselines'
>;

/** The parts of all services that were read together; maps go by the service's name in medic.yml. */
export type PartsByService = Awaited<ReturnType<typeof readServices>>;

/**
 * Reads the services from ECS first, then in parallel everything that depends on them, then metrics and probes, which depend on
 * tasks and target groups.
 */
export const readServices = async (services: ServiceReaders, policies: readonly ServicePolicy[], now: Instant) => {
  const ecs = await readAll(policies, services.ecs.services);
  const states = await readStates(services, policies, { ecs, now });
  const about = (policy: ServicePolicy) => ({
    policy,
    tasks: partFor(states.tasks, policy.name),
    targetGroups: partFor(states.targetGroups, policy.name),
  });
  const [metrics, probes] = await Promise.all([
    readMetrics(services, policies.map(about)),
    readPerService(policies, (policy) => probeService(services)(about(policy), now)),
  ]);
  return { ecs, ...states, metrics, probes };
};

interface ReadSoFar {
  readonly ecs: Awaited<ReturnType<Services['ecs']['services']>>;
  readonly now: Instant;
}

const readStates = async (services: ServiceReaders, policies: readonly ServicePolicy[], { ecs, now }: ReadSoFar) => {
  const names = policies.map(({ name }) => name);
  const released = policies.filter(({ name }) => needsReleases(valueIn(partFor(ecs, name)), now));
  const [tasks, stoppedTasks, retainedTasks, releases, targetGroups, alarms, breakers, switches, reports, baselines] =
    await Promise.all([
      readAll(policies, services.ecs.runningTasks),
      readAll(policies, services.ecs.stoppedTasks),
      tryRead(now, () => services.stoppedTasks.retained(names)),
      readAll(released, services.ecs.releases),
      readTargetGroups(services, ecs, now),
      services.alarms.firing().catch(missingFrom),
      readPerService(policies, ({ name, breakers }) =>
        tryRead(now, async () => (breakers.length === 0 ? [] : services.breakers.readAll(name))),
      ),
      readPerService(policies, ({ name }) => tryRead(now, () => services.switches.active(name, now))),
      tryRead(now, () => services.reports.latest(services.policies.map(({ name }) => name))),
      tryRead(now, () => services.baselines.read(names)),
    ]);
  return { tasks, stoppedTasks, retainedTasks, releases, targetGroups, alarms, breakers, switches, reports, baselines };
};

/**
 * Releases are read only while one of them may matter, to save API calls: after a recent change, and as long as a deployment has not
 * completed. An older release did not cause a fault of today.
 */
const needsReleases = (service: EcsService | undefined, now: Instant): boolean =>
  service?.controller === 'ECS' &&
  service.deployments.some(({ createdAt, rolloutState }) => createdAt >= now - DAY || rolloutState !== 'COMPLETED');

export const withoutReleases = (ecs: Part<EcsService>): Part<readonly Release[]> => {
  if (ecs.state !== 'observed') return ecs;
  return ecs.value.controller === 'ECS'
    ? missing('not-asked', 'the newest deployment completed and is older than a day')
    : missing('not-configured', `ECS keeps no history of deployments by ${ecs.value.controller}`);
};

const readMetrics = async (
  { metrics }: ServiceReaders,
  requests: Parameters<Services['metrics']['read']>[0],
): Promise<ReadonlyMap<string, ServiceMetrics>> => {
  try {
    return await metrics.read(requests);
  } catch (error) {
    return new Map(requests.map(({ policy }) => [policy.name, noMetrics(missingFrom(error))]));
  }
};

export const noMetrics = (part: Missing): ServiceMetrics => ({ traffic: part, utilisation: part, history: part });
