import type { Scenario } from '../scenario.ts';

/** A property that must hold in every simulated second. */
export interface Invariant {
  readonly name: string;
  /** Describes the violation; undefined while the invariant holds. */
  readonly violation: (scenario: Scenario) => string | undefined;
}

/** Describes the first item that violates an invariant. */
export const firstViolation = <T>(
  items: readonly T[],
  isViolated: (item: T) => boolean,
  describe: (item: T) => string,
): string | undefined => {
  const found = items.find(isViolated);
  return found === undefined ? undefined : describe(found);
};
