// Unit layer: metrics as CloudWatch keeps and answers them.
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { createMetricStore, isStatistic, type MetricQuery, measured } from '#sim/world/metrics/metric-store.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const requests = { namespace: 'AWS/ApplicationELB', name: 'RequestCount', dimensions: { LoadBalancer: 'app/a/1' } };

const aStore = () => {
  const store = createMetricStore(3 * 3_600);
  const putAt = (at: number, value: number, count = 1): void =>
    store.put(requests, measured(value, count), { at, availableAt: at + MINUTE + 20_000 });
  const ask = (different: Partial<MetricQuery> = {}) =>
    store.query({
      ...requests,
      stat: 'Sum',
      periodSeconds: 60,
      start: NOON,
      end: NOON + HOUR,
      asOf: NOON + 2 * HOUR,
      ...different,
    });
  return { putAt, ask };
};

describe('the metric store', () => {
  it.each([
    { secondsAfterPeriod: 19, points: 0 },
    { secondsAfterPeriod: 20, points: 1 },
    { secondsAfterPeriod: 21, points: 1 },
  ])(
    'shows $points points $secondsAfterPeriod s after a period whose data take 20 s to arrive',
    ({ secondsAfterPeriod, points }) => {
      const { putAt, ask } = aStore();
      putAt(NOON, 5);
      expect(ask({ asOf: NOON + MINUTE + secondsAfterPeriod * 1000 })).toHaveLength(points);
    },
  );

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
  ] as const)('answers $stat over a coarser period from the finer points', ({ stat, value }) => {
    const { putAt, ask } = aStore();
    putAt(NOON, 2, 9);
    putAt(NOON + MINUTE, 100);
    expect(ask({ stat, periodSeconds: 300 })).toEqual([{ at: NOON, value }]);
  });

  it('leaves out periods without data, and gives the others oldest first', () => {
    const { putAt, ask } = aStore();
    putAt(NOON + 2 * MINUTE, 3);
    putAt(NOON, 1);
    expect(ask()).toEqual([
      { at: NOON, value: 1 },
      { at: NOON + 2 * MINUTE, value: 3 },
    ]);
  });

  it('includes the beginning of the span and excludes its end', () => {
    const { putAt, ask } = aStore();
    putAt(NOON, 1);
    putAt(NOON + MINUTE, 2);
    expect(ask({ end: NOON + MINUTE })).toEqual([{ at: NOON, value: 1 }]);
  });

  it('knows a series only by all of its dimensions', () => {
    const { putAt, ask } = aStore();
    putAt(NOON, 1);
    expect(ask({ dimensions: { LoadBalancer: 'app/a/1', TargetGroup: 'targetgroup/a/1' } })).toEqual([]);
    expect(ask({ dimensions: {} })).toEqual([]);
  });

  it('forgets what is older than three hours', () => {
    const { putAt, ask } = aStore();
    putAt(NOON, 1);
    putAt(NOON + 3 * HOUR, 2);
    putAt(NOON + 3 * HOUR + MINUTE, 3);
    expect(ask({ end: NOON + 4 * HOUR, asOf: NOON + 5 * HOUR }).map(({ value }) => value)).toEqual([2, 3]);
  });
});

describe('a statistic', () => {
  it.each([
    ['Sum', true],
    ['p99', true],
    ['p99.9', true],
    ['p100', true],
    ['p101', false],
    ['tm99', false],
    ['sum', false],
  ])('%s is known: %s', (text, known) => {
    expect(isStatistic(text)).toBe(known);
  });
});
