import { isIncidentOpen } from '../medic-view.ts';
import type { Mutation } from '../mutations.ts';
import { firstViolation, type Invariant } from './invariant.ts';

/** Returns the desired count after a change that stops a task; undefined for other changes. */
const desiredAfterStop = ({ operation, input, before }: Mutation): number | undefined => {
  if (operation === 'StopTask') return before.desiredCount;
  const { desiredCount = before.desiredCount } = input as { readonly desiredCount?: number };
  return operation === 'UpdateService' && desiredCount < before.desiredCount ? desiredCount : undefined;
};

export const keepsCapacity: Invariant = {
  name: 'a task is stopped only while at least the desired number of other tasks serve requests',
  violation: ({ local }) =>
    firstViolation(
      local.mutations,
      (mutation) => mutation.before.serving < (desiredAfterStop(mutation) ?? 0),
      ({ before, input }) => `${before.serving} tasks were serving before ${JSON.stringify(input)}`,
    ),
};

export const changesOnlyInIncidents: Invariant = {
  name: 'the medic changes ECS only while an incident is open',
  violation: ({ local }) =>
    firstViolation(
      local.mutations,
      ({ before }) => !before.isIncidentOpen,
      ({ operation }) => `${operation} without an open incident`,
    ),
};

export const changesNothingInOutages: Invariant = {
  name: 'the medic does not change ECS while the database is down',
  violation: ({ local }) =>
    firstViolation(
      local.mutations,
      ({ before }) => !before.isDatabaseUp,
      ({ operation }) => `${operation} while the database was down`,
    ),
};

export const keepsDesiredCount: Invariant = {
  name: 'the desired count is the configured one, or one more during an incident',
  violation: (scenario) => {
    const { local, policy } = scenario;
    const { desiredCount, configuredCount } = local.world.service(policy.service);
    const highest = configuredCount + (isIncidentOpen(scenario.medic) ? 1 : 0);
    return desiredCount < configuredCount || desiredCount > highest
      ? `the desired count is ${desiredCount}, not ${configuredCount}`
      : undefined;
  },
};

export const removesProtection: Invariant = {
  name: 'no task stays protected after its incident',
  violation: (scenario) => {
    if (isIncidentOpen(scenario.medic)) return undefined;
    const { clock, tasks } = scenario.local.world;
    const now = clock.now();
    const isProtected = [...tasks.values()].filter(({ protectedUntil = 0 }) => protectedUntil > now);
    return isProtected.length > 0 ? `${isProtected.length} tasks are protected without an open incident` : undefined;
  },
};
