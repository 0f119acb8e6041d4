import { itemsOf } from '../part.ts';
import type { FindingRule } from './rule.ts';

/** A critical dependency gave no answer to a probe that asked it directly. */
export const dependencyUnreachable: FindingRule = (observation, policy) =>
  itemsOf(observation.dependencies).flatMap((probe) => {
    const critical = policy.dependencies.some(({ name, critical }) => name === probe.dependency && critical);
    if (probe.ok || !critical) return [];
    return {
      id: 'dependency-unreachable',
      strength: 'soft',
      subject: probe.dependency,
      at: probe.at,
      numbers: { latencyMs: probe.latencyMs },
      says: `${probe.dependency} does not answer: ${probe.error ?? 'no reason given'}`,
    };
  });

export const breakerOpen: FindingRule = (observation) =>
  itemsOf(observation.breakers)
    .filter(({ state }) => state === 'open')
    .map((breaker) => ({
      id: 'breaker-open',
      strength: 'hard',
      subject: breaker.name,
      at: observation.at,
      numbers: { failedResets: breaker.failedResets },
      says: `breaker ${breaker.name} is open`,
    }));

/** The breaker is open although what it protects answers again; seen three times in a row, it is stuck. */
export const breakerOpenDependencyBack: FindingRule = (observation, policy) =>
  itemsOf(observation.breakers).flatMap((breaker) => {
    const protectedName = policy.breakers.find(({ name }) => name === breaker.name)?.dependency;
    const probe = itemsOf(observation.dependencies).find(({ dependency }) => dependency === protectedName);
    if (breaker.state !== 'open' || probe?.ok !== true) return [];
    return {
      id: 'breaker-open-dependency-back',
      strength: 'soft',
      subject: breaker.name,
      at: probe.at,
      numbers: { latencyMs: probe.latencyMs },
      says: `breaker ${breaker.name} is open, though ${probe.dependency} answers in ${probe.latencyMs} ms`,
    };
  });
