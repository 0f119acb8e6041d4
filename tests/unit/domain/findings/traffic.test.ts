// Unit layer: findings about what the load balancer counted, and how long it has been so.
import { observed } from '#shared/domain/model/part.ts';
import { wilson } from '#shared/domain/model/wilson.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { minutesAgo, NOW } from '#tests/builders/constants.ts';
import { level, type MinuteSeries } from '#tests/builders/metrics.ts';
import { someTraffic } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

/** A history whose newest minute has just ended. */
const upToNow = (metrics: MinuteSeries): ServiceState => ({ metrics, newestMinute: minutesAgo(1) });

describe('errors-above-objective', () => {
  it.each([
    { failed: 4, requests: 10, expected: false, why: 'four are too few' },
    { failed: 5, requests: 10, expected: true, why: 'five of ten are significant' },
    { failed: 60, requests: 6_000, expected: false, why: '1 % is the objective itself' },
    { failed: 72, requests: 6_000, expected: false, why: '1.2 % may be chance' },
    { failed: 80, requests: 6_000, expected: true, why: '1.3 % is significant' },
    { failed: 11, requests: 10, expected: false, why: 'more failures than requests are impossible' },
  ])('is found for $failed of $requests requests failed: $expected, since $why', ({ failed, requests, expected }) => {
    expect(isFound('errors-above-objective', { traffic: { requests, target5xx: failed } })).toBe(expected);
  });

  it.each([
    { failed: 1, requests: 1_200, expected: false },
    { failed: 2, requests: 1_200, expected: false },
    { failed: 12, requests: 1_200, expected: false },
    { failed: 17, requests: 1_200, expected: false },
    { failed: 19, requests: 1_200, expected: true },
    { failed: 2, requests: 100, expected: false },
    { failed: 4, requests: 100, expected: false },
    { failed: 5, requests: 100, expected: true },
  ])('at 20 requests a second or fewer, is found for $failed of $requests: $expected', (row) => {
    const traffic = { requests: row.requests, target5xx: row.failed };
    expect(isFound('errors-above-objective', { traffic })).toBe(row.expected);
  });

  const [atLeast] = wilson(80, 6_000);
  it.each([
    { by: -0.0001, expected: false },
    { by: 0, expected: false },
    { by: 0.0001, expected: true },
  ])('is found when the proven share exceeds the objective by $by: $expected', ({ by, expected }) => {
    const policy = { objectives: { ...aPolicy().objectives, errorRate: atLeast - by } };
    expect(isFound('errors-above-objective', { traffic: { target5xx: 80 }, policy })).toBe(expected);
  });

  it('states the proven share and the objective', () => {
    expect(found('errors-above-objective', { traffic: { target5xx: 600 } })[0]?.message).toBe(
      '600 of 6000 requests failed (at least 9.4 %, allowed 1 %)',
    );
  });

  it('counts the errors of the load balancer', () => {
    const traffic = { target5xx: 100, elb502: 100, elb504: 100 };
    expect(found('errors-above-objective', { traffic })).toMatchObject([{ numbers: { failed: 300 } }]);
  });

  it.each([
    { failed: [0, 11, 10, 200], since: minutesAgo(1) },
    { failed: [11, 200], since: minutesAgo(2) },
    { failed: [], since: NOW },
  ])('begins with the newest run of minutes above the objective: $failed', ({ failed, since }) => {
    const metrics = { failed, requests: level(failed.length, 1_000) };
    const state = { traffic: { requests: 1_000, target5xx: 200 }, ...upToNow(metrics) };
    expect(found('errors-above-objective', state)).toMatchObject([{ since }]);
  });
});

describe('latency-above-objective', () => {
  it.each([
    { latencyP95Ms: 499, requests: 6_000, expected: false },
    { latencyP95Ms: 500, requests: 6_000, expected: false },
    { latencyP95Ms: 501, requests: 6_000, expected: true },
    { latencyP95Ms: 501, requests: 199, expected: false },
    { latencyP95Ms: 501, requests: 200, expected: true },
    { latencyP95Ms: 501, requests: 201, expected: true },
  ])('is found at $latencyP95Ms ms over $requests requests: $expected', ({ expected, ...traffic }) => {
    expect(isFound('latency-above-objective', { traffic })).toBe(expected);
  });

  it('is not found without a measured latency', () => {
    const { latencyP95Ms: _, ...traffic } = someTraffic();
    expect(isFound('latency-above-objective', { parts: { traffic: observed(NOW, traffic) } })).toBe(false);
  });

  it.each([
    { slow: 2, strength: 'soft' },
    { slow: 3, strength: 'hard' },
    { slow: 4, strength: 'hard' },
  ])('is $strength evidence after $slow slow minutes', ({ slow, strength }) => {
    const state = { traffic: { latencyP95Ms: 900 }, ...upToNow({ latencyP95Ms: [500, ...level(slow, 501)] }) };
    expect(found('latency-above-objective', state)).toMatchObject([{ strength, since: minutesAgo(slow) }]);
  });

  it('is soft evidence without a history', () => {
    const state = { traffic: { latencyP95Ms: 900 }, missing: { history: 'throttled' } } as const;
    expect(found('latency-above-objective', state)).toMatchObject([{ strength: 'soft', since: NOW }]);
  });
});

describe('load-balancer-503', () => {
  it.each([
    { elb503: 0, expected: false },
    { elb503: 1, expected: true },
    { elb503: Number.NaN, expected: false },
  ])('is found for $elb503 answers of the load balancer: $expected', ({ elb503, expected }) => {
    expect(isFound('load-balancer-503', { traffic: { elb503 } })).toBe(expected);
  });
});

describe('foreign-balancer-errors', () => {
  it('says how many errors are not attributed to the service, and its share of the requests', () => {
    expect(found('foreign-balancer-errors', { traffic: { foreign: { count: 1_438, ownShare: 0.199 } } })).toMatchObject(
      [
        {
          at: NOW,
          numbers: { count: 1_438, ownShare: 0.199 },
          message:
            'the shared load balancer answered 502, 503 or 504 to 1438 requests, which are not attributed to this service: it gets 20 % of the requests',
        },
      ],
    );
  });

  it.each([
    { foreign: { count: 0, ownShare: 0.5 }, expected: false },
    { foreign: { count: 1, ownShare: 0 }, expected: true },
    { foreign: { count: Number.NaN, ownShare: 0.5 }, expected: false },
    { foreign: { count: 5, ownShare: Number.NaN }, expected: false },
  ])('is found for $foreign: $expected', ({ foreign, expected }) => {
    expect(isFound('foreign-balancer-errors', { traffic: { foreign } })).toBe(expected);
  });

  it('is not found on a load balancer of its own, or without known traffic', () => {
    expect(isFound('foreign-balancer-errors')).toBe(false);
    expect(isFound('foreign-balancer-errors', { missing: { traffic: 'throttled' } })).toBe(false);
  });
});
