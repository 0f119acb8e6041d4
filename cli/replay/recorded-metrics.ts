import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataQuery,
  MetricDataResult,
  MetricStat,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '#local-aws/operation.ts';
import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { RecordedSeries } from './case-file.ts';
import { isSubset } from './subset.ts';

interface Window {
  readonly start: Instant;
  readonly end: Instant;
}

/** What CloudWatch would have answered: nothing where no such series was recorded, newest point first. */
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
    throw new AwsError('ValidationException', `query ${Id} is an expression; a recording has only metrics`);
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
  wanted: MetricStat,
  { start, end }: Window,
): readonly Point[] => {
  const period = wanted.Period ?? 0;
  const series = recorded
    .filter((each) => isTheSame(each, wanted) && period % each.periodSeconds === 0)
    .sort((a, b) => b.periodSeconds - a.periodSeconds)[0];
  const inWindow = series?.points.filter(([at]) => start <= at && at < end) ?? [];
  return coarser(inWindow, period, wanted.Stat ?? '').toSorted(([a], [b]) => b - a);
};

const isTheSame = ({ namespace, name, dimensions, stat }: RecordedSeries, { Metric, Stat }: MetricStat): boolean => {
  const wanted = Object.fromEntries((Metric?.Dimensions ?? []).map(({ Name = '', Value }) => [Name, Value]));
  const isNamed = namespace === Metric?.Namespace && name === Metric.MetricName && stat === Stat;
  return isNamed && isSubset(dimensions, wanted) && isSubset(wanted, dimensions);
};

const coarser = (points: readonly Point[], periodSeconds: number, stat: string): readonly Point[] => {
  const periods = Map.groupBy(points, ([at]) => at - (at % (periodSeconds * SECOND)));
  return [...periods].map(([at, finer]) => [
    at,
    merge(
      stat,
      finer.map(([, value]) => value),
    ),
  ]);
};

/** Percentiles cannot be merged exactly: the highest stands, so that nothing looks better than it was. */
const merge = (stat: string, values: readonly number[]): number => {
  const total = values.reduce((sum, value) => sum + value, 0);
  switch (stat) {
    case 'Sum':
    case 'SampleCount':
      return total;
    case 'Average':
      return total / values.length;
    case 'Minimum':
      return Math.min(...values);
    default:
      return Math.max(...values);
  }
};
