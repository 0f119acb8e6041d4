import type {
  Dimension,
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataQuery,
  MetricDataResult,
  MetricDatum,
  PutMetricDataCommandInput,
  PutMetricDataCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import { type Answered, AwsError } from '#local-aws/operation.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { type Dimensions, isStatistic, type Measurement, type Statistic } from '../world/metrics/metric-store.ts';
import type { WorldState } from '../world/state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const QUERIES_PER_CALL = 500;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
const METRICS_PER_CALL = 1_000;

/** CloudWatch's metrics over the world. Metric math is not part of it. */
export const cloudwatchMetricsOperations = (world: WorldState) => ({
  GetMetricData: (input: GetMetricDataCommandInput): Answered<GetMetricDataCommandOutput> => {
    const queries = input.MetricDataQueries ?? [];
    if (queries.length > QUERIES_PER_CALL) throw invalid(`at most ${QUERIES_PER_CALL} MetricDataQueries in one call`);
    const span = { start: moment(input.StartTime, 'StartTime'), end: moment(input.EndTime, 'EndTime') };
    if (span.start >= span.end) throw invalid('StartTime must be before EndTime');
    const newestFirst = input.ScanBy !== 'TimestampAscending';
    return {
      MetricDataResults: queries
        .filter(({ ReturnData }) => ReturnData !== false)
        .map((query) => answerQuery(world, query, { ...span, newestFirst })),
      Messages: [],
    };
  },

  PutMetricData: (input: PutMetricDataCommandInput): Answered<PutMetricDataCommandOutput> => {
    const namespace = required(input.Namespace, 'Namespace');
    const data = input.MetricData ?? [];
    if (data.length > METRICS_PER_CALL) throw invalid(`at most ${METRICS_PER_CALL} metrics in one call`);
    for (const datum of data) putDatum(world, namespace, datum);
    return {};
  },
});

const invalid = (what: string): AwsError => new AwsError('ValidationError', `Invalid request: ${what}.`);

const required = <T>(value: T | undefined, name: string): T => {
  if (value === undefined) throw invalid(`${name} is required`);
  return value;
};

const moment = (date: Date | undefined, name: string): Instant => required(date, name).getTime();

const answerQuery = (
  world: WorldState,
  { Id, Label, MetricStat, Expression }: MetricDataQuery,
  { start, end, newestFirst }: { start: Instant; end: Instant; newestFirst: boolean },
): MetricDataResult => {
  if (Expression !== undefined) throw invalid(`the query ${Id} has an Expression; only MetricStat is supported here`);
  const { Metric, Period, Stat } = required(MetricStat, `MetricStat of the query ${Id}`);
  const name = required(Metric?.MetricName, `MetricName of the query ${Id}`);
  const points = world.metrics.query({
    namespace: required(Metric?.Namespace, `Namespace of the query ${Id}`),
    name,
    dimensions: toDimensions(Metric?.Dimensions),
    stat: toStatistic(Stat),
    periodSeconds: required(Period, `Period of the query ${Id}`),
    // "rounded down to the nearest minute", says the page above.
    start: Math.floor(start / MINUTE) * MINUTE,
    end,
    asOf: world.clock.now(),
  });
  const ordered = newestFirst ? points.toReversed() : points;
  return {
    ...(Id !== undefined && { Id }),
    Label: Label ?? name,
    Timestamps: ordered.map(({ at }) => new Date(at)),
    Values: ordered.map(({ value }) => value),
    StatusCode: 'Complete',
  };
};

const toStatistic = (text: string | undefined): Statistic => {
  if (text !== undefined && isStatistic(text)) return text;
  throw invalid(
    `the statistic ${text} is not supported here; it takes Sum, Average, Minimum, Maximum, SampleCount and pNN`,
  );
};

const toDimensions = (dimensions: readonly Dimension[] | undefined): Dimensions =>
  Object.fromEntries((dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']));

/** What a caller measured is there at once. */
const putDatum = (world: WorldState, namespace: string, datum: MetricDatum): void => {
  const now = world.clock.now();
  const at = Math.floor((datum.Timestamp?.getTime() ?? now) / MINUTE) * MINUTE;
  const metric = {
    namespace,
    name: required(datum.MetricName, 'MetricName'),
    dimensions: toDimensions(datum.Dimensions),
  };
  world.metrics.put(metric, toMeasurement(datum), { at, availableAt: now });
};

const toMeasurement = (datum: MetricDatum): Measurement => {
  const set = datum.StatisticValues;
  if (set) {
    return {
      sum: required(set.Sum, 'Sum'),
      minimum: required(set.Minimum, 'Minimum'),
      maximum: required(set.Maximum, 'Maximum'),
      count: required(set.SampleCount, 'SampleCount'),
    };
  }
  const values = (datum.Values ?? [required(datum.Value, 'Value')]).map(
    (value, index) => [value, datum.Counts?.[index] ?? 1] as const,
  );
  return {
    sum: values.reduce((sum, [value, count]) => sum + value * count, 0),
    minimum: Math.min(...values.map(([value]) => value)),
    maximum: Math.max(...values.map(([value]) => value)),
    count: values.reduce((sum, [, count]) => sum + count, 0),
    values,
  };
};
