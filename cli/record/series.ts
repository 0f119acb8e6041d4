import type { GetMetricDataCommandInput, GetMetricDataCommandOutput, MetricStat } from '@aws-sdk/client-cloudwatch';
import type { Call } from './calls.ts';

/** An entry of a case's `metrics`. */
export interface Series {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  readonly periodSeconds: number;
  /** Oldest first. A value that is not a number is null, because JSON has no NaN. */
  readonly points: readonly Point[];
}

type Point = readonly [at: string, value: number | null];
type Request = Pick<GetMetricDataCommandInput, 'MetricDataQueries'>;
/** A result as JSON: its times are ISO strings. */
type Result = Pick<NonNullable<GetMetricDataCommandOutput['MetricDataResults']>[number], 'Id' | 'StatusCode'> & {
  readonly Timestamps?: readonly string[];
  readonly Values?: readonly (number | null)[];
};

/**
 * True for a GetMetricData call with a complete result for every series, so that a series without points had no data. The answer
 * of any other call stays in the case unchanged: an incomplete series must not replay as "no data".
 */
export const isComplete = ({ operation, input, result }: Call): boolean => {
  if (operation !== 'GetMetricData' || 'error' in result) return false;
  const results = resultsIn(result.output);
  const { MetricDataQueries = [] } = input as unknown as Request;
  return MetricDataQueries.every(
    ({ Id, MetricStat }) => MetricStat && results.findLast((each) => each.Id === Id)?.StatusCode === 'Complete',
  );
};

/** Converts complete answers to series. The points of one series are merged, from whichever calls they come. */
export const toSeries = (calls: readonly Call[]): readonly Series[] => {
  const found = calls.flatMap(seriesIn);
  const bySeries = Map.groupBy(found, ({ points: _, ...series }) => JSON.stringify(series));
  return [...bySeries.values()].flatMap((parts) => {
    const [first] = parts;
    return first === undefined ? [] : [{ ...first, points: mergePoints(parts.flatMap(({ points }) => points)) }];
  });
};

const resultsIn = (output: object): readonly Result[] =>
  (output as { readonly MetricDataResults?: readonly Result[] }).MetricDataResults ?? [];

const seriesIn = ({ input, result }: Call): readonly Series[] => {
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

const mergePoints = (points: readonly Point[]): readonly Point[] =>
  [...new Map(points)].sort(([a], [b]) => Date.parse(a) - Date.parse(b));
