import type { Instant } from '#shared/domain/model/time.ts';
import type { PlannedFault } from '../faults/fault.ts';
import { expectationOf } from './expectations.ts';
import type { FaultOutcome } from './outcome.ts';
import type { Scenario } from './scenario.ts';
import { watchFault } from './watch-fault.ts';

/** Lets simulated time pass until the condition holds, checked every second, or the timeout is reached. */
export type WaitUntil = (holds: () => boolean, timeoutMs: number) => Promise<void>;

interface FaultRun {
  readonly waitUntil: WaitUntil;
  readonly onRecovery?: (at: Instant) => void;
}

/** Injects a fault, waits for its resolution, and returns the outcome. */
export const runFault = async (
  scenario: Scenario,
  fault: PlannedFault,
  { waitUntil, onRecovery = () => undefined }: FaultRun,
): Promise<FaultOutcome> => {
  const watch = watchFault(scenario, fault, expectationOf(fault.name).resolution);
  let previous: Instant | undefined;
  await waitUntil(() => {
    const recoveredAt = watch.recoveredAt();
    if (recoveredAt !== undefined && recoveredAt !== previous) onRecovery(recoveredAt);
    previous = recoveredAt;
    return watch.isOver();
  }, Number.POSITIVE_INFINITY);
  const outcome = watch.outcome();
  watch.end();
  return outcome;
};
