import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataQuery,
  MetricDataResult,
  MetricStat,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '#local-aws/operation.ts';
import { mean, sum } from '#shared/domain/model/statistics.ts';
import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { RecordedSeries } from './case-file.ts';
import { isSubset } from './subset.ts';

interface Window {
  readonly start: Instant;
  readonly end: Instant;
}

/** Answers GetMetricData from recorded series, newest point first. A series that was not recorded has no data. */
export const metricData = (
  recorded: readonly RecordedSeries[],
  { MetricDataQueries = [], StartTime, EndTime }: GetMetricDataCommandInput,
): Omit<GetMetricDataCommandOutput, '$metadata'> => {
  const window = { start: Number(StartTime), end: Number(EndTime) };
  return { MetricDataResults: MetricDataQueries.map((query) => answerQuery(recorded, query, window)) };
};

const answerQuery = (
  recorded: readonly RecordedSeries[],
  { Id, Label, MetricStat }: MetricDataQuery,
  window: Window,
): MetricDataResult => {
  if (MetricStat === undefined)
    throw new AwsError('ValidationException', `query ${Id} is an expression; a case contains only metrics`);
  const points = pointsOf(recorded, MetricStat, window);
  return {
    Id,
    Label: Label ?? MetricStat.Metric?.MetricName,
    Timestamps: points.map(([at]) => new Date(at)),
    Values: points.map(([, value]) => value),
    StatusCode: 'Complete',
  };
};

type Point = readonly [at: Instant, value: number];

const pointsOf = (
  recorded: readonly RecordedSeries[],
  requested: MetricStat,
  { start, end }: Window,
): readonly Point[] => {
  const period = requested.Period ?? 0;
  const series = recorded
    .filter((each) => isSameMetric(each, requested) && period % each.periodSeconds === 0)
    .sort((a, b) => b.periodSeconds - a.periodSeconds)[0];
  const inWindow = series?.points.filter(([at]) => start <= at && at < end) ?? [];
  return aggregate(inWindow, period, requested.Stat ?? '').toSorted(([a], [b]) => b - a);
};

const isSameMetric = ({ namespace, name, dimensions, stat }: RecordedSeries, { Metric, Stat }: MetricStat): boolean => {
  const requested = Object.fromEntries((Metric?.Dimensions ?? []).map(({ Name = '', Value }) => [Name, Value]));
  const isNamed = namespace === Metric?.Namespace && name === Metric.MetricName && stat === Stat;
  return isNamed && isSubset(dimensions, requested) && isSubset(requested, dimensions);
};

const aggregate = (points: readonly Point[], periodSeconds: number, stat: string): readonly Point[] => {
  const periods = Map.groupBy(points, ([at]) => at - (at % (periodSeconds * SECOND)));
  return [...periods].map(([at, finer]) => [
    at,
    merge(
      stat,
      finer.map(([, value]) => value),
    ),
  ]);
};

/** Merges the values of finer periods. Percentiles cannot be merged exactly, so the highest counts, which never hides a problem. */
const merge = (stat: string, values: readonly number[]): number => {
  switch (stat) {
    case 'Sum':
    case 'SampleCount':
      return sum(values);
    case 'Average':
      return mean(values);
    case 'Minimum':
      return Math.min(...values);
    default:
      return Math.max(...values);
  }
};
