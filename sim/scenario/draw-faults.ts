import type { Random } from '#local-aws/clock/random.ts';
import { HOUR, type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { faultNamed } from '../faults/catalogue.ts';
import type { PlannedFault } from '../faults/fault.ts';

export interface ScheduledFault {
  readonly at: Instant;
  readonly fault: PlannedFault;
}

/** Two faults an hour stay within the budget of three actions. */
const SLOT_MS = 30 * MINUTE;
const LATEST_START_MS = 5 * MINUTE;
/** A bad release needs a rollback, and the budget permits one in six hours. */
const BETWEEN_RELEASES_MS = 6 * HOUR + SLOT_MS;

/** Draws all faults of some hours, with their start times and details. */
export const drawFaults = (
  random: Random,
  names: readonly string[],
  { start, hours }: { readonly start: Instant; readonly hours: number },
): readonly ScheduledFault[] => {
  const slots = Math.floor((hours * HOUR) / SLOT_MS);
  let lastRelease = Number.NEGATIVE_INFINITY;
  return Array.from({ length: slots }, (_, slot) => start + slot * SLOT_MS).flatMap((slotStart) => {
    const mayRelease = slotStart - lastRelease >= BETWEEN_RELEASES_MS;
    const possible = names.filter((name) => mayRelease || !name.startsWith('bad-release'));
    if (possible.length === 0) return [];
    const name = random.pick(possible);
    if (name.startsWith('bad-release')) lastRelease = slotStart;
    const at = slotStart + Math.floor(random.between(0, LATEST_START_MS));
    return { at, fault: faultNamed(name).plan(random) };
  });
};
