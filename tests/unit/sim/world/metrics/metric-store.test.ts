// Unit layer: the store of simulated CloudWatch metrics.
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { createMetricStore, isStatistic, type MetricQuery, measured } from '#sim/world/metrics/metric-store.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const REQUESTS = { namespace: 'AWS/ApplicationELB', name: 'RequestCount', dimensions: { LoadBalancer: 'app/a/1' } };

const aStore = () => {
  const store = createMetricStore(3 * 3_600);
  return {
    put: (at: number, value: number, count = 1) =>
      store.put(REQUESTS, measured(value, count), { at, availableAt: at + MINUTE + 20_000 }),
    query: (changes: Partial<MetricQuery> = {}) => {
      const span = { start: NOON, end: NOON + HOUR, asOf: NOON + 2 * HOUR };
      return store.query({ ...REQUESTS, stat: 'Sum', periodSeconds: 60, ...span, ...changes });
    },
  };
};

describe('the metric store', () => {
  it.each([
    { seconds: 19, points: 0 },
    { seconds: 20, points: 1 },
    { seconds: 21, points: 1 },
  ])('returns $points points $seconds s after a period that takes 20 s to ingest', ({ seconds, points }) => {
    const { put, query } = aStore();
    put(NOON, 5);
    expect(query({ asOf: NOON + MINUTE + seconds * 1000 })).toHaveLength(points);
  });

  it.each([
    { stat: 'Sum', value: 118 },
    { stat: 'SampleCount', value: 10 },
    { stat: 'Average', value: 11.8 },
    { stat: 'Minimum', value: 2 },
    { stat: 'Maximum', value: 100 },
    { stat: 'p50', value: 2 },
    { stat: 'p90', value: 2 },
    { stat: 'p91', value: 100 },
    { stat: 'p100', value: 100 },
  ] as const)('computes $stat over a coarser period', ({ stat, value }) => {
    const { put, query } = aStore();
    put(NOON, 2, 9);
    put(NOON + MINUTE, 100);
    expect(query({ stat, periodSeconds: 300 })).toEqual([{ at: NOON, value }]);
  });

  it('returns points oldest first, without empty periods, from the start up to before the end', () => {
    const { put, query } = aStore();
    put(NOON + 3 * MINUTE, 4);
    put(NOON + 2 * MINUTE, 3);
    put(NOON, 1);
    expect(query({ end: NOON + 3 * MINUTE })).toEqual([
      { at: NOON, value: 1 },
      { at: NOON + 2 * MINUTE, value: 3 },
    ]);
  });

  it.each([{ LoadBalancer: 'app/a/1', TargetGroup: 'targetgroup/a/1' }, {}])(
    'returns no points for other dimensions: %j',
    (dimensions: Readonly<Record<string, string>>) => {
      const { put, query } = aStore();
      put(NOON, 1);
      expect(query({ dimensions })).toEqual([]);
    },
  );

  it('retains points for three hours', () => {
    const { put, query } = aStore();
    put(NOON, 1);
    put(NOON + 3 * HOUR, 2);
    put(NOON + 3 * HOUR + MINUTE, 3);
    expect(query({ end: NOON + 4 * HOUR, asOf: NOON + 5 * HOUR }).map(({ value }) => value)).toEqual([2, 3]);
  });

  it.each([
    ['Sum', true],
    ['p99', true],
    ['p99.9', true],
    ['p100', true],
    ['p101', false],
    ['tm99', false],
    ['sum', false],
  ])('supports the statistic %s: %s', (text, isSupported) => {
    expect(isStatistic(text)).toBe(isSupported);
  });
});
