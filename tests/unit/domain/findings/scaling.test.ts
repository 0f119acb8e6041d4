// Unit layer: the finding that a service is scaled to its maximum.
import { decide } from '#shared/domain/decide.ts';
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import * as given from '#tests/builders/given.ts';
import { level } from '#tests/builders/metrics.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { isFound } from './found.ts';

const AT_MAXIMUM: ServiceState = { scaling: { maximum: 4 } };

describe('scaled-to-maximum', () => {
  it.each([
    { desired: 4, maximum: 5, expected: false },
    { desired: 4, maximum: 4, expected: true },
    { desired: 4, maximum: 3, expected: true },
    { desired: 0, maximum: 0, expected: false },
  ])('is found for $desired desired tasks of at most $maximum: $expected', ({ desired, maximum, expected }) => {
    expect(isFound('scaled-to-maximum', { desired, scaling: { maximum } })).toBe(expected);
  });

  it.each([{ scaling: 'not-configured' as const }, { ecs: 'throttled' as const }])(
    'is not found while %j is missing',
    (missing) => {
      expect(isFound('scaled-to-maximum', { ...AT_MAXIMUM, missing })).toBe(false);
    },
  );

  it('leaves the service healthy', () => {
    const { report, diagnosis } = decide(given.evidence(AT_MAXIMUM));
    expect(diagnosis.cause).toBe('none');
    expect(isHealthy(report)).toBe(true);
  });

  it('is evidence of an overload', () => {
    const busy = { metrics: { cpu: level(5, 1) }, traffic: { target5xx: 3_000 } };
    const { diagnosis } = decide(given.evidence({ ...AT_MAXIMUM, ...busy }));
    expect(diagnosis.cause).toBe('overload');
    expect(diagnosis.evidence.map(({ id }) => id)).toContain('scaled-to-maximum');
  });
});
