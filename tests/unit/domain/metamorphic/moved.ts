// Moves every instant in a value, however deep.
import type { Evidence } from '#shared/domain/model/evidence.ts';
import { DAY } from '#shared/domain/model/time.ts';
import { withPart } from './parts.ts';

const INSTANT = /^(at|since|now|from|until|.*At|.*Since|startsFrom)$/;
/** A scaling activity goes `from` one count to another; counts are small. */
const isInstant = (key: string, value: number): boolean => INSTANT.test(key) && Math.abs(value) > YEAR_1970;
const YEAR_1970 = 365 * DAY;

export const movedBy = <T>(value: T, ms: number): T => {
  if (Array.isArray(value)) return value.map((item) => movedBy(item, ms)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'number' && isInstant(key, item) ? item + ms : movedBy(item, ms),
    ]),
  ) as T;
};

/** The jitter of a cool-down is drawn from the instant at which the breaker opened. A breaker with a cool-down of its own has none. */
export const withoutJitter = (evidence: Evidence): Evidence =>
  withPart(evidence, 'breakers', (breakers) =>
    breakers.map((breaker) => (breaker.state === 'open' ? { cooldownSeconds: 30, ...breaker } : breaker)),
  );
