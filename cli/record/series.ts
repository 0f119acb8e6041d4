import type { GetMetricDataCommandInput, GetMetricDataCommandOutput, MetricStat } from '@aws-sdk/client-cloudwatch';
import type { Asked } from './answers.ts';

/** An entry of a case's `metrics`. */
export interface Series {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  readonly periodSeconds: number;
  /** Oldest first; JSON has no NaN, so what is no number is null. */
  readonly points: readonly Point[];
}

type Point = readonly [at: string, value: number | null];
type Request = Pick<GetMetricDataCommandInput, 'MetricDataQueries'>;
/** As it is in JSON. */
type Result = Pick<NonNullable<GetMetricDataCommandOutput['MetricDataResults']>[number], 'Id' | 'StatusCode'> & {
  readonly Timestamps?: readonly string[];
  readonly Values?: readonly (number | null)[];
};

/**
 * Whether a question for metrics was answered in full, so that a series without points had none. Any other has to stand in
 * the case as it is: what CloudWatch did not tell must not read as "no data".
 */
export const isAnsweredInFull = ({ operation, input, result }: Asked): boolean => {
  if (operation !== 'GetMetricData' || 'error' in result) return false;
  const results = resultsIn(result.output);
  const { MetricDataQueries = [] } = input as unknown as Request;
  return MetricDataQueries.every(
    ({ Id, MetricStat }) => MetricStat && results.findLast((each) => each.Id === Id)?.StatusCode === 'Complete',
  );
};

/** The series in answers that are complete; what several of them tell of one series stands together. */
export const toSeries = (answered: readonly Asked[]): readonly Series[] => {
  const found = answered.flatMap(seriesIn);
  const same = Map.groupBy(found, ({ points: _, ...series }) => JSON.stringify(series));
  return [...same.values()].flatMap((parts) => {
    const [first] = parts;
    return first === undefined ? [] : [{ ...first, points: joined(parts.flatMap(({ points }) => points)) }];
  });
};

const resultsIn = (output: object): readonly Result[] =>
  (output as { readonly MetricDataResults?: readonly Result[] }).MetricDataResults ?? [];

const seriesIn = ({ input, result }: Asked): readonly Series[] => {
  if ('error' in result) return [];
  const pieces = Map.groupBy(resultsIn(result.output), ({ Id }) => Id);
  const { MetricDataQueries = [] } = input as unknown as Request;
  return MetricDataQueries.flatMap(({ Id, MetricStat }) =>
    MetricStat === undefined ? [] : [toOneSeries(MetricStat, pieces.get(Id) ?? [])],
  );
};

const toOneSeries = ({ Metric, Stat = '', Period = 0 }: MetricStat, pieces: readonly Result[]): Series => ({
  namespace: Metric?.Namespace ?? '',
  name: Metric?.MetricName ?? '',
  dimensions: Object.fromEntries((Metric?.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value])),
  stat: Stat,
  periodSeconds: Period,
  points: pieces.flatMap(({ Timestamps = [], Values = [] }) =>
    Timestamps.map((at, index): Point => [at, Values[index] ?? null]),
  ),
});

const joined = (points: readonly Point[]): readonly Point[] =>
  [...new Map(points)].sort(([a], [b]) => Date.parse(a) - Date.parse(b));
