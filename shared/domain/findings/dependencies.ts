import type { Detection } from '../model/finding.ts';
import { meaningOf } from '../model/message-meaning.ts';
import type { DependencyProbe, Observation } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import type { ServicePolicy } from '../model/policy.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';
import { errorsAboveObjective, latencyAboveObjective } from './traffic.ts';

/**
 * A critical dependency gave no answer to a probe that asked it directly: soft, unless its breaker is open or users get errors, for
 * then it has failed others before.
 */
export const dependencyUnreachable: FindingRule = ({ observation, policy, now }) =>
  itemsOf(observation.dependencies).flatMap((probe) => {
    if (probe.ok || !isCritical(probe, policy)) return [];
    const others = [
      ...openedFor(probe.dependency, observation, policy),
      ...errorsAboveObjective({ observation, policy, now }).map(provenSince),
    ];
    return {
      id: 'dependency-unreachable',
      strength: others.length > 0 ? 'hard' : 'soft',
      subject: probe.dependency,
      at: probe.at,
      since: Math.min(probe.since ?? probe.at, ...others),
      seen: probe.inARow ?? 1,
      numbers: { latencyMs: probe.latencyMs },
      message: `${probe.dependency} does not answer: ${probe.error ?? 'no reason given'}`,
    };
  });

const isCritical = ({ dependency }: DependencyProbe, { dependencies }: ServicePolicy): boolean =>
  dependencies.some(({ name, critical }) => name === dependency && critical);

/** Errors in a minute may all have come at its end. */
const provenSince = ({ at, since }: Detection): Instant => (since === undefined ? at : since + MINUTE);

/** A connection within a Region takes some milliseconds, a name or a bucket some dozens. Engineering judgement. */
const SLOW_FROM_MS = 500;

/** A critical dependency answers so late that the service answers late as well: hard where that has lasted for minutes. */
export const dependencySlow: FindingRule = ({ observation, policy, now }) => {
  const [late] = latencyAboveObjective({ observation, policy, now });
  if (late === undefined) return [];
  return itemsOf(observation.dependencies)
    .filter((probe) => probe.ok && probe.latencyMs >= SLOW_FROM_MS && isCritical(probe, policy))
    .map(({ dependency, latencyMs, at }) => ({
      id: 'dependency-slow',
      strength: late.strength,
      subject: dependency,
      at,
      since: Math.min(at, late.since ?? late.at),
      numbers: { latencyMs },
      message: `${dependency} takes ${latencyMs} ms to answer`,
    }));
};

/** How Node and its resolvers say that a name has no address: https://nodejs.org/api/dns.html#error-codes */
const UNRESOLVED = /ENOTFOUND|EAI_AGAIN|NXDOMAIN|SERVFAIL|ESERVFAIL/;
/** One name may have been taken away; two that fail together are not the names. */
const NAMES_THAT_PROVE = 2;

/** No name resolves, of any dependency: it is the way there, whatever the dependencies do. */
export const namesUnresolved: FindingRule = ({ observation, policy, now }) => {
  const probes = itemsOf(observation.dependencies);
  const isEveryName = probes.every(({ ok, error = '' }) => !ok && UNRESOLVED.test(error));
  if (probes.length < NAMES_THAT_PROVE || !isEveryName) return [];
  const hasHurt = errorsAboveObjective({ observation, policy, now }).length > 0;
  return [
    {
      id: 'names-unresolved',
      strength: hasHurt ? 'hard' : 'soft',
      at: observation.at,
      meaning: 'names-unresolved',
      numbers: { names: probes.length },
      message: `${meaningOf('names-unresolved').message}: ${probes.map(({ dependency }) => dependency).join(', ')}`,
    },
  ];
};

/** When the breakers opened that protect a dependency and still are open. */
const openedFor = (dependency: string, { breakers }: Observation, policy: ServicePolicy): readonly Instant[] =>
  itemsOf(breakers)
    .filter(({ name }) => policy.breakers.some((breaker) => breaker.name === name && breaker.dependency === dependency))
    .flatMap((breaker) => (breaker.state === 'open' ? (breaker.openedAt ?? []) : []));

export const breakerOpen: FindingRule = ({ observation }) =>
  itemsOf(observation.breakers)
    .filter(({ state }) => state === 'open')
    .map((breaker) => ({
      id: 'breaker-open',
      strength: 'hard',
      subject: breaker.name,
      at: observation.at,
      numbers: { failedResets: breaker.failedResets },
      message: `breaker ${breaker.name} is open`,
    }));

/** The breaker is open although what it protects answers again; seen three times in a row, it is stuck. */
export const breakerOpenDependencyBack: FindingRule = ({ observation, policy }) =>
  itemsOf(observation.breakers).flatMap((breaker) => {
    const protectedName = policy.breakers.find(({ name }) => name === breaker.name)?.dependency;
    const probe = itemsOf(observation.dependencies).find(({ dependency }) => dependency === protectedName);
    if (breaker.state !== 'open' || probe?.ok !== true) return [];
    return {
      id: 'breaker-open-dependency-back',
      strength: 'soft',
      subject: breaker.name,
      at: probe.at,
      since: probe.since ?? probe.at,
      seen: probe.inARow ?? 1,
      numbers: { latencyMs: probe.latencyMs },
      message: `breaker ${breaker.name} is open, though ${probe.dependency} answers in ${probe.latencyMs} ms`,
    };
  });
