import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { PlannedFault } from '../faults/fault.ts';
import { isComplete, usersAreServed } from '../world/service-health.ts';
import type { Resolution } from './expectations.ts';
import type { FaultOutcome } from './outcome.ts';
import { observeReaction, outcomeOf, type Reaction } from './reaction.ts';
import type { Scenario } from './scenario.ts';

export interface FaultWatch {
  /** True when the expected resolution has held for a while, or its time is up. */
  readonly isOver: () => boolean;
  /** Returns the start of the current period in which users have been served again. */
  readonly recoveredAt: () => Instant | undefined;
  readonly outcome: () => FaultOutcome;
  /** Stops the watch, and clears a fault that only operators can clear. */
  readonly end: () => void;
}

/** The resolution must hold for this time. */
const STABLE_MS = 20 * SECOND;
/** After an alert to operators, the medic is watched for this time, because it must not act any more. */
const ESCALATED_MS = 2 * MINUTE;
/** A harmless fault is watched for this time. */
const HARMLESS_MS = 6 * MINUTE;
const TIMEOUT_MS = 30 * MINUTE;

/** Injects the fault now and observes its effects every second, by the true state of the world. */
export const watchFault = (scenario: Scenario, fault: PlannedFault, resolution: Resolution): FaultWatch => {
  const { clock, local, policy } = scenario;
  const reaction = observeReaction(scenario);
  const injection = fault.inject(local.world, policy.service);
  let recoveredAt: Instant | undefined;
  let resolvedSince: Instant | undefined;
  const timer = clock.every(SECOND, () => {
    const isRecovered = injection.onset() !== undefined && injection.isRecovered();
    recoveredAt = isRecovered ? (recoveredAt ?? clock.now()) : undefined;
    const isOver = injection.isOver?.() ?? true;
    const isResolved = hasResolved(scenario, { resolution, reaction, isRecovered, isOver });
    resolvedSince = isResolved ? (resolvedSince ?? clock.now()) : undefined;
  });
  return {
    recoveredAt: () => recoveredAt,
    isOver: () =>
      clock.now() - reaction.startedAt > TIMEOUT_MS ||
      (resolvedSince !== undefined && clock.now() - resolvedSince >= STABLE_MS),
    outcome: () => ({
      fault: fault.name,
      details: fault.details,
      onsetAt: injection.onset(),
      recoveredAt,
      ...outcomeOf(reaction),
    }),
    end: () => {
      timer.cancel();
      if (resolution === 'needs-operators') injection.clear?.();
    },
  };
};

interface Progress {
  readonly resolution: Resolution;
  readonly reaction: Reaction;
  readonly isRecovered: boolean;
  readonly isOver: boolean;
}

const hasResolved = (scenario: Scenario, { resolution, reaction, isRecovered, isOver }: Progress): boolean => {
  const { clock, local, policy } = scenario;
  const service = local.world.service(policy.service);
  const status = reaction.incidents().at(-1)?.status;
  switch (resolution) {
    case 'recovers':
      return isRecovered && status === 'resolved' && isComplete(local.world, service);
    case 'needs-operators':
      return status === 'escalated' && clock.now() - (reaction.alerts()[0]?.at ?? clock.now()) >= ESCALATED_MS;
    case 'needs-nothing':
      return (
        isOver &&
        clock.now() - reaction.startedAt >= HARMLESS_MS &&
        isComplete(local.world, service) &&
        usersAreServed(service)
      );
  }
};
