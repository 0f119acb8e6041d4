import type { Dimension, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Handlers } from '#local-aws/operation.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { type Dimensions, isStatistic, type Statistic } from '../world/metrics/metric-store.ts';
import type { WorldState } from '../world/state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const QUERIES_PER_CALL = 500;

/** CloudWatch for the metrics of the world, without metric math. */
export const cloudwatchMetricsOperations = (world: WorldState) =>
  ({
    GetMetricData: ({ MetricDataQueries: queries = [], StartTime, EndTime, ScanBy }) => {
      if (queries.length > QUERIES_PER_CALL) throw invalid(`at most ${QUERIES_PER_CALL} MetricDataQueries in one call`);
      const start = required(StartTime, 'StartTime').getTime();
      const end = required(EndTime, 'EndTime').getTime();
      if (start >= end) throw invalid('StartTime must be before EndTime');
      const window = { start, end, isNewestFirst: ScanBy !== 'TimestampAscending' };
      return {
        MetricDataResults: queries
          .filter(({ ReturnData }) => ReturnData !== false)
          .map((query) => answerQuery(world, query, window)),
        Messages: [],
      };
    },
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-cloudwatch')>>;

const invalid = (problem: string): AwsError => new AwsError('ValidationError', `Invalid request: ${problem}.`);

const required = <T>(value: T | undefined, name: string): T => {
  if (value === undefined) throw invalid(`${name} is required`);
  return value;
};

const answerQuery = (
  world: WorldState,
  { Id, Label, MetricStat, Expression }: MetricDataQuery,
  { start, end, isNewestFirst }: { start: Instant; end: Instant; isNewestFirst: boolean },
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
    // AWS rounds the start down to the nearest minute (API page above).
    start: Math.floor(start / MINUTE) * MINUTE,
    end,
    asOf: world.clock.now(),
  });
  const ordered = isNewestFirst ? points.toReversed() : points;
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
    `the statistic ${text} is not supported here; use Sum, Average, Minimum, Maximum, SampleCount or a percentile pNN`,
  );
};

const toDimensions = (dimensions: readonly Dimension[] = []): Dimensions =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [Name ?? '', Value ?? '']));
