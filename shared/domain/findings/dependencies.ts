import type { Detection } from '../model/finding.ts';
import { meaningOf } from '../model/message-meaning.ts';
import type { Observation } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import type { ServicePolicy } from '../model/policy.ts';
import type { DependencyProbe } from '../model/probe.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';
import { errorsAboveObjective, latencyAboveObjective } from './traffic.ts';

/**
 * A critical dependency failed its direct probe. The finding is soft unless its breaker is open or users get errors; either shows
 * earlier failures and makes it hard.
 */
export const dependencyUnreachable: FindingRule = ({ observation, policy, now }) =>
  itemsOf(observation.dependencies).flatMap((probe) => {
    if (probe.ok || !isCritical(probe, policy)) return [];
    const confirmations = [
      ...breakersOpenedAt(probe.dependency, observation, policy),
      ...errorsAboveObjective({ observation, policy, now }).map(confirmedSince),
    ];
    return {
      id: 'dependency-unreachable',
      strength: confirmations.length > 0 ? 'hard' : 'soft',
      subject: probe.dependency,
      at: probe.at,
      since: Math.min(probe.since ?? probe.at, ...confirmations),
      seen: probe.inARow ?? 1,
      numbers: { latencyMs: probe.latencyMs },
      message: `${probe.dependency} does not answer: ${probe.error ?? 'no reason given'}`,
    };
  });

const isCritical = ({ dependency }: DependencyProbe, { dependencies }: ServicePolicy): boolean =>
  dependencies.some(({ name, critical }) => name === dependency && critical);

/** A minute with errors confirms the failure only from its end, because all of its errors may have come then. */
const confirmedSince = ({ at, since }: Detection): Instant => (since === undefined ? at : since + MINUTE);

/**
 * A probe is slow from this latency. A connection within a Region takes a few milliseconds, a name or bucket lookup a few dozen
 * (engineering judgement).
 */
const SLOW_FROM_MS = 500;

/**
 * A critical dependency answers slowly while the latency of the service is above its objective. The finding is hard once that
 * latency has lasted for minutes.
 */
export const dependencySlow: FindingRule = ({ observation, policy, now }) => {
  const [latency] = latencyAboveObjective({ observation, policy, now });
  if (latency === undefined) return [];
  return itemsOf(observation.dependencies)
    .filter((probe) => probe.ok && probe.latencyMs >= SLOW_FROM_MS && isCritical(probe, policy))
    .map(({ dependency, latencyMs, at }) => ({
      id: 'dependency-slow',
      strength: latency.strength,
      subject: dependency,
      at,
      since: Math.min(at, latency.since ?? latency.at),
      numbers: { latencyMs },
      message: `${dependency} takes ${latencyMs} ms to answer`,
    }));
};

/** Node and its resolvers report a name without an address with these codes: https://nodejs.org/api/dns.html#error-codes */
const UNRESOLVED = /ENOTFOUND|EAI_AGAIN|NXDOMAIN|SERVFAIL|ESERVFAIL/;
/** One unresolved name may have been removed from DNS. Two at once indicate a resolver failure. */
const MIN_UNRESOLVED_NAMES = 2;

/** The name of no dependency resolves. The network path is at fault, whatever the state of the dependencies. */
export const namesUnresolved: FindingRule = ({ observation, policy, now }) => {
  const probes = itemsOf(observation.dependencies);
  const areAllUnresolved = probes.every(({ ok, error = '' }) => !ok && UNRESOLVED.test(error));
  if (probes.length < MIN_UNRESOLVED_NAMES || !areAllUnresolved) return [];
  const hasErrors = errorsAboveObjective({ observation, policy, now }).length > 0;
  return [
    {
      id: 'names-unresolved',
      strength: hasErrors ? 'hard' : 'soft',
      at: observation.at,
      meaning: 'names-unresolved',
      numbers: { names: probes.length },
      message: `${meaningOf('names-unresolved').message}: ${probes.map(({ dependency }) => dependency).join(', ')}`,
    },
  ];
};

/** Answers when each breaker of the dependency that is still open was opened. */
const breakersOpenedAt = (dependency: string, { breakers }: Observation, policy: ServicePolicy): readonly Instant[] =>
  itemsOf(breakers)
    .filter(({ name }) => policy.breakers.some((breaker) => breaker.name === name && breaker.dependency === dependency))
    .flatMap((breaker) => (breaker.state === 'open' ? (breaker.openedAt ?? []) : []));
