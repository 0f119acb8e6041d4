import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { Scenario } from '../scenario.ts';
import { INVARIANTS } from './invariants.ts';

export interface Violation {
  readonly invariant: string;
  readonly at: Instant;
  readonly description: string;
}

export interface InvariantMonitor {
  readonly checkedSeconds: () => number;
  /** Returns the first violation of each invariant. */
  readonly violations: () => readonly Violation[];
}

/** Checks every invariant in every simulated second from now on. */
export const monitorInvariants = (scenario: Scenario): InvariantMonitor => {
  const { clock } = scenario;
  const violations = new Map<string, Violation>();
  let checkedSeconds = 0;
  clock.every(SECOND, () => {
    checkedSeconds += 1;
    for (const { name, violation } of INVARIANTS) {
      const description = violations.has(name) ? undefined : violation(scenario);
      if (description !== undefined) violations.set(name, { invariant: name, at: clock.now(), description });
    }
  });
  return { checkedSeconds: () => checkedSeconds, violations: () => [...violations.values()] };
};
