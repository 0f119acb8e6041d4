import { relatedAlarms } from '#shared/domain/evidence/related-alarms.ts';
import { mergeRetained } from '#shared/domain/evidence/stopped-task-history.ts';
import { needsDetails } from '#shared/domain/findings/needs-details.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { EcsService, Fleet, Observation, Release, StoppedTask } from '#shared/domain/model/observation.ts';
import { missing, observed, type Part, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { DAY, type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { ServiceMetrics } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import { probeService } from './ask-prober.ts';
import { type DetailReaders, NO_DETAILS, readDetails } from './read-details.ts';
import { attempt, because, forEach, leftOut, partFor, readAll } from './read-parts.ts';
import { readTargetGroups } from './read-target-groups.ts';

export type Observers = DetailReaders &
  Pick<
    Services,
    'policies' | 'targetGroups' | 'metrics' | 'alarms' | 'stoppedTasks' | 'prober' | 'breakers' | 'switches' | 'reports'
  >;

/**
 * Reads everything about the services asked for, in few calls for many; what costs calls per service is read only of those
 * in which something is found wrong. Whatever fails makes its own part missing and no other.
 */
export const observe =
  (services: Observers) =>
  async (policies: readonly ServicePolicy[], now: Instant): Promise<ReadonlyMap<string, Observation>> => {
    const observations = await lookAt(services, policies, now);
    const suspects = policies.flatMap((policy) => {
      const observation = observations.get(policy.name);
      return observation && needsDetails(observation, policy, now) ? { policy, observation } : [];
    });
    const closer = await readDetails(services)(suspects);
    return new Map([...observations].map(([name, observation]) => [name, { ...observation, ...closer.get(name) }]));
  };

/** Reads everything about one service. */
export const observeOne =
  (services: Observers) =>
  async (policy: ServicePolicy, now: Instant): Promise<Observation> => {
    const [observation] = (await observe(services)([policy], now)).values();
    if (observation === undefined) throw new Error(`${policy.name} was asked for and not observed.`);
    return observation;
  };

/** ECS first, then what hangs on it side by side, then what hangs on that. */
const lookAt = async (
  services: Observers,
  policies: readonly ServicePolicy[],
  now: Instant,
): Promise<ReadonlyMap<string, Observation>> => {
  const names = policies.map(({ name }) => name);
  const ecs = await readAll(policies, services.ecs.services);
  const released = policies.filter(({ name }) => wasReleasedSince(now - DAY, valueIn(partFor(ecs, name))));

  const [tasks, stoppedTasks, kept, releases, targetGroups, alarms, breakers, switches, reports] = await Promise.all([
    readAll(policies, services.ecs.runningTasks),
    readAll(policies, services.ecs.stoppedTasks),
    attempt(now, () => services.stoppedTasks.retained(names)),
    readAll(released, services.ecs.releases),
    readTargetGroups(services, ecs, now),
    services.alarms.firing().catch(because),
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
  const observationOf = (policy: ServicePolicy): Observation => ({
    ...NO_DETAILS,
    service: policy.name,
    at: now,
    ecs: partFor(ecs, policy.name),
    tasks: partFor(tasks, policy.name),
    stoppedTasks: mergeRetained(partFor(stoppedTasks, policy.name), keptOf(kept, policy.name)),
    releases: releases.get(policy.name) ?? withoutReleases(partFor(ecs, policy.name)),
    targetGroups: partFor(targetGroups, policy.name),
    ...(metrics.get(policy.name) ?? noMetrics(leftOut(policy.name))),
    alarms: relatedAlarms(policy, valueIn(partFor(targetGroups, policy.name)) ?? [], alarms),
    taskProbes: probes.get(policy.name)?.tasks ?? leftOut(policy.name),
    dependencies: probes.get(policy.name)?.dependencies ?? leftOut(policy.name),
    breakers: partFor(breakers, policy.name),
    switches: partFor(switches, policy.name),
    fleet,
    previous: valueIn(reports)?.get(policy.name) ?? [],
  });
  return new Map(policies.map((policy) => [policy.name, observationOf(policy)]));
};

const wasReleasedSince = (instant: Instant, service: EcsService | undefined): boolean =>
  service?.deployments.some(({ createdAt }) => createdAt >= instant) ?? false;

/** The API budget goes to services that changed; a release of the day before yesterday is not what broke a service today. */
const withoutReleases = (ecs: Part<EcsService>): Part<readonly Release[]> =>
  ecs.state === 'observed' ? missing('not-asked', 'the newest deployment is older than a day') : ecs;

const keptOf = (kept: Part<ReadonlyMap<string, readonly StoppedTask[]>>, service: string): readonly StoppedTask[] =>
  valueIn(kept)?.get(service) ?? [];

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

const noMetrics = (why: ReturnType<typeof missing>): ServiceMetrics => ({
  traffic: why,
  utilisation: why,
  history: why,
});

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
