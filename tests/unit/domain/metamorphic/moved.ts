// Moves every instant in a value, however deep.
import type { Evidence } from '#shared/domain/model/evidence.ts';
import { withPart } from './parts.ts';

const INSTANT = /^(at|since|now|from|until|.*At|.*Since|startsFrom)$/;

export const movedBy = <T>(value: T, ms: number): T => {
  if (Array.isArray(value)) return value.map((item) => movedBy(item, ms)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'number' && INSTANT.test(key) ? item + ms : movedBy(item, ms),
    ]),
  ) as T;
};

/** The jitter of a cool-down is drawn from the instant at which the breaker opened. A breaker with a cool-down of its own has none. */
export const withoutJitter = (evidence: Evidence): Evidence =>
  withPart(evidence, 'breakers', (breakers) =>
    breakers.map((breaker) => (breaker.state === 'open' ? { cooldownSeconds: 30, ...breaker } : breaker)),
  );
