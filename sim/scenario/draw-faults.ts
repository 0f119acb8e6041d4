import type { Random } from '#local-aws/clock/random.ts';
import { HOUR, type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { faultNamed } from '../faults/catalogue.ts';
import type { PlannedFault } from '../faults/fault.ts';

export interface ScheduledFault {
  readonly at: Instant;
  readonly fault: PlannedFault;
}

/** Two faults in an hour leave the budget of three actions some room. */
const SLOT_MS = 30 * MINUTE;
/** One rollback in six hours is allowed, and a bad release needs one. */
const BETWEEN_RELEASES_MS = 6 * HOUR + SLOT_MS;

/** Draws what happens in these hours, all of it before anything does. */
export const drawFaults = (
  random: Random,
  names: readonly string[],
  span: { start: Instant; hours: number },
): readonly ScheduledFault[] => {
  const { start, hours } = span;
  const slots = Math.floor((hours * HOUR) / SLOT_MS);
  let lastRelease = Number.NEGATIVE_INFINITY;
  return Array.from({ length: slots }, (_, slot) => start + slot * SLOT_MS).flatMap((slotStart) => {
    const mayRelease = slotStart - lastRelease >= BETWEEN_RELEASES_MS;
    const possible = names.filter((name) => mayRelease || !name.startsWith('bad-release'));
    if (possible.length === 0) return [];
    const name = random.pick(possible);
    if (name.startsWith('bad-release')) lastRelease = slotStart;
    const at = slotStart + Math.floor(random.between(0, 5 * MINUTE));
    return { at, fault: faultNamed(name).plan(random) };
  });
};
