// Unit layer: a service that is scaled as far as it may be.
import { decide } from '#shared/domain/decide.ts';
import { findAll } from '#shared/domain/findings/find.ts';
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aService } from '#tests/builders/parts.ts';

const found = (given: Partial<Observation>) =>
  findAll({ observation: anObservation(given), policy: aPolicy(), now: NOW }).find(
    ({ id }) => id === 'scaled-to-maximum',
  );
const limits = (maximum: number) => observed(NOW, { minimum: 2, maximum, scaleOutSuspended: false });

describe('scaled-to-maximum', () => {
  it.each([
    { desired: 4, maximum: 5, isFound: false },
    { desired: 4, maximum: 4, isFound: true },
    { desired: 4, maximum: 3, isFound: true },
    { desired: 0, maximum: 0, isFound: false },
  ])('with $desired tasks wanted of at most $maximum is found: $isFound', ({ desired, maximum, isFound }) => {
    const given = { ecs: observed(NOW, aService({ desiredCount: desired })), scaling: limits(maximum) };
    expect(found(given) !== undefined).toBe(isFound);
  });

  it('is not found where nothing scales the service, or ECS cannot be read', () => {
    expect(found({ scaling: missing('not-configured', 'nothing scales it') })).toBeUndefined();
    expect(found({ scaling: limits(4), ecs: missing('throttled', 'slow down') })).toBeUndefined();
  });

  it('is nothing wrong by itself', () => {
    const { report, diagnosis } = decide({
      observation: anObservation({ scaling: limits(4) }),
      history: { incident: undefined, pastActions: [] },
      policy: aPolicy(),
      now: NOW,
    });
    expect(diagnosis.cause).toBe('none');
    expect(isHealthy(report)).toBe(true);
  });

  it('speaks for an overload', () => {
    const full = Array.from({ length: 5 }, (_, index) => ({ at: NOW - (6 - index) * 60_000, value: 1 }));
    const busy = { cpu: full, memory: [], requests: [], failed: [], latencyP95Ms: [] };
    const { diagnosis } = decide({
      observation: anObservation({
        scaling: limits(4),
        history: observed(NOW, busy),
        traffic: observed(NOW, {
          windowSeconds: 60,
          requests: 6_000,
          target5xx: 3_000,
          elb502: 0,
          elb503: 0,
          elb504: 0,
        }),
      }),
      history: { incident: undefined, pastActions: [] },
      policy: aPolicy(),
      now: NOW,
    });
    expect(diagnosis.cause).toBe('overload');
    expect(diagnosis.evidence.map(({ id }) => id)).toContain('scaled-to-maximum');
  });
});
