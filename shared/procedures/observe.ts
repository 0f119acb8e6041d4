import type { HealthReport } from '#shared/domain/health-report.ts';
import type { EcsService, Fleet, Observation, Release } from '#shared/domain/observation.ts';
import { missing, observed, type Part, valueIn } from '#shared/domain/part.ts';
import type { ServicePolicy } from '#shared/domain/policy.ts';
import { DAY, type Instant, MINUTE } from '#shared/domain/time.ts';
import type { BalancedTargetGroup, ByService, ServiceMetrics, Services } from '#shared/ports/services.ts';
import { probeService } from './probe-service.ts';
import { attempt, because, forEach, leftOut, partFor, readAll } from './read-parts.ts';

export type Observers = Pick<
  Services,
  'policies' | 'ecs' | 'targetGroups' | 'metrics' | 'prober' | 'breakers' | 'switches' | 'reports'
>;

/**
 * Reads everything about the services asked for, in few calls for many: ECS first, then what hangs on it side by side,
 * then what hangs on that. Whatever fails makes its own part missing and no other.
 */
export const observe =
  (services: Observers) =>
  async (policies: readonly ServicePolicy[], now: Instant): Promise<ReadonlyMap<string, Observation>> => {
    const ecs = await readAll(policies, services.ecs.services);
    const released = policies.filter(({ name }) => wasReleasedSince(now - DAY, valueIn(partFor(ecs, name))));

    const [tasks, stoppedTasks, releases, targetGroups, breakers, switches, reports] = await Promise.all([
      readAll(policies, services.ecs.runningTasks),
      readAll(policies, services.ecs.stoppedTasks),
      readAll(released, services.ecs.releases),
      readTargetGroups(services, policies, { ecs, now }),
      forEach(policies, ({ name, breakers }) =>
        attempt(now, async () => (breakers.length === 0 ? [] : services.breakers.readAll(name))),
      ),
      forEach(policies, ({ name }) => attempt(now, () => services.switches.active(name, now))),
      attempt(now, () => services.reports.latest(services.policies.map(({ name }) => name))),
    ]);

    const about = (policy: ServicePolicy) => ({
      policy,
      tasks: partFor(tasks, policy.name),
      targetGroups: partFor(targetGroups, policy.name),
    });
    const [metrics, probes] = await Promise.all([
      readMetrics(services, policies.map(about)),
      forEach(policies, (policy) => probeService(services)(about(policy), now)),
    ]);

    const fleet = fleetOf(reports, now);
    const observationOf = (name: string): Observation => ({
      service: name,
      at: now,
      ecs: partFor(ecs, name),
      tasks: partFor(tasks, name),
      stoppedTasks: partFor(stoppedTasks, name),
      releases: releases.get(name) ?? withoutReleases(partFor(ecs, name)),
      targetGroups: partFor(targetGroups, name),
      ...(metrics.get(name) ?? noMetrics(leftOut(name))),
      taskProbes: probes.get(name)?.tasks ?? leftOut(name),
      dependencies: probes.get(name)?.dependencies ?? leftOut(name),
      breakers: partFor(breakers, name),
      switches: partFor(switches, name),
      fleet,
      previous: valueIn(reports)?.get(name) ?? [],
    });
    return new Map(policies.map(({ name }) => [name, observationOf(name)]));
  };

/** Reads everything about one service. */
export const observeOne =
  (services: Observers) =>
  async (policy: ServicePolicy, now: Instant): Promise<Observation> => {
    const [observation] = (await observe(services)([policy], now)).values();
    if (observation === undefined) throw new Error(`${policy.name} was asked for and not observed.`);
    return observation;
  };

const wasReleasedSince = (instant: Instant, service: EcsService | undefined): boolean =>
  service?.deployments.some(({ createdAt }) => createdAt >= instant) ?? false;

/** The API budget goes to services that changed; a release of the day before yesterday is not what broke a service today. */
const withoutReleases = (ecs: Part<EcsService>): Part<readonly Release[]> =>
  ecs.state === 'observed' ? missing('no-data', 'not asked for: the newest deployment is older than a day') : ecs;

const readTargetGroups = async (
  services: Observers,
  policies: readonly ServicePolicy[],
  { ecs, now }: { readonly ecs: ByService<EcsService>; readonly now: Instant },
): Promise<ByService<readonly BalancedTargetGroup[]>> => {
  const arns = [...ecs.values()].flatMap((part) => valueIn(part)?.targetGroupArns ?? []);
  const read = await attempt(now, async () => (arns.length === 0 ? new Map() : services.targetGroups.read(arns)));
  return new Map(policies.map(({ name }) => [name, groupsOf(partFor(ecs, name), read)]));
};

type ReadGroups = Awaited<ReturnType<Services['targetGroups']['read']>>;

/** All target groups of a service, or what kept one of them from being read. */
const groupsOf = (ecs: Part<EcsService>, read: Part<ReadGroups>): Part<readonly BalancedTargetGroup[]> => {
  if (ecs.state !== 'observed') return ecs;
  if (read.state !== 'observed') return read;
  const groups = ecs.value.targetGroupArns.map((arn) => read.value.get(arn) ?? leftOut(arn));
  const unread = groups.find((group) => group.state !== 'observed');
  return (
    unread ??
    observed(
      read.at,
      groups.flatMap((group) => valueIn(group) ?? []),
    )
  );
};

const readMetrics = async (
  { metrics }: Observers,
  requests: Parameters<Services['metrics']['read']>[0],
): Promise<ReadonlyMap<string, ServiceMetrics>> => {
  try {
    return await metrics.read(requests);
  } catch (error) {
    return new Map(requests.map(({ policy }) => [policy.name, noMetrics(because(error))]));
  }
};

const noMetrics = (why: ReturnType<typeof missing>): ServiceMetrics => ({ traffic: why, utilisation: why });

/** A report older than this says nothing about how the fleet is doing now. */
const FLEET_WINDOW = 10 * MINUTE;

/** How all services were doing when they were last looked at, the observed ones included. */
const fleetOf = (reports: Part<ReadonlyMap<string, readonly HealthReport[]>>, now: Instant): Part<Fleet> => {
  if (reports.state !== 'observed') return reports;
  const newest = [...reports.value.values()]
    .flatMap(([report]) => report ?? [])
    .filter(({ at }) => now - at <= FLEET_WINDOW);
  const unhealthy = newest.filter(({ state }) => state === 'degraded' || state === 'critical');
  return observed(now, { services: newest.length, unhealthy: unhealthy.length });
};
