// Unit: GetMetricData is answered from recorded series.
import type { RecordedSeries } from '#cli/replay/case-file.ts';
import { metricData } from '#cli/replay/recorded-metrics.ts';

const at = (minute: number) => Date.parse('2026-11-23T09:00:00Z') + minute * 60_000;
const recorded: RecordedSeries = {
  namespace: 'AWS/ApplicationELB',
  name: 'RequestCount',
  dimensions: { LoadBalancer: 'app/a/1', TargetGroup: 'targetgroup/a/2' },
  stat: 'Sum',
  periodSeconds: 60,
  points: [1, 2, 3, 4].map((value, minute) => [at(minute), value]),
};
const DIMENSIONS = [
  { Name: 'TargetGroup', Value: 'targetgroup/a/2' },
  { Name: 'LoadBalancer', Value: 'app/a/1' },
];
interface Requested {
  readonly dimensions?: { readonly Name: string; readonly Value: string }[];
  readonly stat?: string;
  readonly period?: number;
  readonly from?: number;
  readonly to?: number;
}

/** Reads RequestCount for some minutes: the points are minute and value, in the order of the answer. */
const read = (series: readonly RecordedSeries[], requested: Requested = {}) => {
  const { dimensions = DIMENSIONS, stat = 'Sum', period = 60, from = 0, to = 4 } = requested;
  const Metric = { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount', Dimensions: dimensions };
  const MetricDataQueries = [{ Id: 'q', MetricStat: { Metric, Period: period, Stat: stat } }];
  const request = { MetricDataQueries, StartTime: new Date(at(from)), EndTime: new Date(at(to)) };
  const { MetricDataResults: [result] = [] } = metricData(series, request);
  expect(result?.StatusCode).toBe('Complete');
  return result?.Timestamps?.map((time, index) => [(Number(time) - at(0)) / 60_000, result.Values?.[index]]);
};

describe('a recorded metric', () => {
  it('is answered newest first, for dimensions in any order', () => {
    const newestFirst = [4, 3, 2, 1].map((value) => [value - 1, value]);
    expect(read([recorded])).toEqual(newestFirst);
    expect(read([recorded], { dimensions: DIMENSIONS.toReversed() })).toEqual(newestFirst);
  });

  it('is answered from the start time to just before the end time', () => {
    const minutes = read([recorded], { from: 1, to: 3 })?.map(([minute]) => minute);
    expect(minutes).toEqual([2, 1]);
  });

  it.each([
    ['another statistic', { stat: 'Average' }],
    ['fewer dimensions', { dimensions: DIMENSIONS.slice(1) }],
    ['more dimensions', { dimensions: [...DIMENSIONS, { Name: 'AvailabilityZone', Value: 'a' }] }],
    ['a shorter period', { period: 30 }],
    ['a period that is no multiple of the recorded one', { period: 90 }],
  ])('has no data for %s', (_, requested) => {
    expect(read([recorded], requested)).toEqual([]);
  });

  it.each([
    ['Sum', 3],
    ['SampleCount', 3],
    ['Average', 1.5],
    ['Minimum', 1],
    ['Maximum', 2],
    ['p95', 2],
  ])('with %s merges 1 and 2 into %d for twice the period', (stat, value) => {
    expect(read([{ ...recorded, stat }], { stat, period: 120 })?.at(-1)).toEqual([0, value]);
  });

  it('is read from the series with the longest period that fits', () => {
    const longer: RecordedSeries = { ...recorded, periodSeconds: 120, points: [[at(0), 30]] };
    expect(read([recorded, longer], { period: 120 })).toEqual([[0, 30]]);
  });

  it('cannot be used in an expression', () => {
    const request = { MetricDataQueries: [{ Id: 'e', Expression: 'a / b' }], StartTime: undefined, EndTime: undefined };
    expect(() => metricData([], request)).toThrow(expect.objectContaining({ name: 'ValidationException' }));
  });
});
