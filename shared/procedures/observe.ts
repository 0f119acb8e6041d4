import { fleetOf } from '#shared/domain/evidence/fleet.ts';
import { relatedAlarms } from '#shared/domain/evidence/related-alarms.ts';
import { mergeRetained } from '#shared/domain/evidence/stopped-task-history.ts';
import { needsDetails, needsLogs } from '#shared/domain/findings/needs-details.ts';
import { withReachedPorts } from '#shared/domain/findings/probe-trust.ts';
import { EMPTY_BASELINE, type ServiceBaseline } from '#shared/domain/model/baseline.ts';
import type { Snapshot } from '#shared/domain/model/evidence.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { observed, type Part, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { type DetailReaders, NO_DETAILS, readDetails } from './read-details.ts';
import { type FlaggedService, readLogs } from './read-logs.ts';
import { notReturned, partFor } from './read-parts.ts';
import { noMetrics, type PartsByService, readServices, type ServiceReaders, withoutReleases } from './read-services.ts';

export type Observers = ServiceReaders & DetailReaders;

/**
 * Observes services in few calls for many. Details that cost calls per service are read only where a finding calls for them, and logs
 * also where nothing else shows whether a service works. A failed call makes its own part missing and no other.
 */
export const observe =
  (services: Observers) =>
  async (policies: readonly ServicePolicy[], now: Instant): Promise<ReadonlyMap<string, Observation>> => {
    const parts = await readServices(services, policies, now);
    const observations = new Map(policies.map((policy) => [policy.name, observationOf(policy, parts, now)]));
    const flaggedBy = (calls: (snapshot: Snapshot) => boolean, all: Observations): readonly FlaggedService[] =>
      policies.flatMap((policy) => {
        const observation = all.get(policy.name);
        return observation && calls({ observation, policy, now }) ? { policy, observation } : [];
      });
    const withLogs = extended(observations, await readLogs(services, flaggedBy(needsLogs, observations)));
    return extended(withLogs, await readDetails(services)(flaggedBy(needsDetails, withLogs)));
  };

type Observations = ReadonlyMap<string, Observation>;

const extended = (all: Observations, parts: ReadonlyMap<string, Partial<Observation>>): Observations =>
  new Map([...all].map(([name, observation]) => [name, { ...observation, ...parts.get(name) }]));

/** Observes one service. */
export const observeOne =
  (services: Observers) =>
  async (policy: ServicePolicy, now: Instant): Promise<Observation> => {
    const [observation] = (await observe(services)([policy], now)).values();
    if (observation === undefined) throw new Error(`${policy.name} was asked for and not observed.`);
    return observation;
  };

const observationOf = ({ name, ...policy }: ServicePolicy, parts: PartsByService, now: Instant): Observation => {
  const ecs = partFor(parts.ecs, name);
  const targetGroups = partFor(parts.targetGroups, name);
  return withReachedPorts({
    ...NO_DETAILS,
    service: name,
    at: now,
    ecs,
    tasks: partFor(parts.tasks, name),
    stoppedTasks: mergeRetained(partFor(parts.stoppedTasks, name), valueIn(parts.retainedTasks)?.get(name) ?? []),
    releases: parts.releases.get(name) ?? withoutReleases(ecs),
    targetGroups,
    ...(parts.metrics.get(name) ?? noMetrics(notReturned(name))),
    alarms: relatedAlarms(policy, valueIn(targetGroups) ?? [], parts.alarms),
    taskProbes: parts.probes.get(name)?.tasks ?? notReturned(name),
    dependencies: parts.probes.get(name)?.dependencies ?? notReturned(name),
    breakers: partFor(parts.breakers, name),
    switches: partFor(parts.switches, name),
    fleet: fleetOf(parts.reports, now),
    baseline: baselineOf(name, parts),
    previous: valueIn(parts.reports)?.get(name) ?? [],
  });
};

const baselineOf = (service: string, { baselines }: PartsByService): Part<ServiceBaseline> =>
  baselines.state === 'observed' ? observed(baselines.at, baselines.value.get(service) ?? EMPTY_BASELINE) : baselines;
