import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { itemsOf, missing, observed, type Part } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE, SECOND, toIso } from '#shared/domain/model/time.ts';
import { chunksOf } from '../transport/batches.ts';
import { instant, measure } from '../transport/checked.ts';
import { AnswerInvalid, convert, partOf } from '../transport/failures.ts';
import { pagesOf } from '../transport/pages.ts';

type CloudWatch = Pick<CloudWatchClient, 'send'>;

/** One metric with all its dimensions and the statistic asked of it. */
export interface Series {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
}

/** One minute's value; `at` is the minute's beginning. */
export interface Point {
  readonly at: Instant;
  readonly value: number;
}

/** Whole minutes: from `start`, up to but not with `end`. */
export interface Window {
  readonly start: Instant;
  readonly end: Instant;
}

/** What CloudWatch has of all these series together; one that could not be read makes it missing. */
export type Reading = (series: readonly Series[]) => Part<readonly Point[]>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const SERIES_PER_CALL = 500;
const PERIOD_SECONDS = MINUTE / SECOND;

/** Reads the series, each once however often it is named, by the minute, in as few calls as the API allows. */
export const readSeries = async (client: CloudWatch, series: readonly Series[], window: Window): Promise<Reading> => {
  const distinct = new Map(series.map((one) => [keyOf(one), one]));
  const calls = chunksOf([...distinct], SERIES_PER_CALL).map((chunk) => readChunk(client, chunk, window));
  const parts = new Map((await Promise.all(calls)).flat());
  return (asked) => {
    const found = asked.map((one) => parts.get(keyOf(one)) ?? missing('unavailable', `${one.metric} was not read`));
    return found.find(({ state }) => state === 'missing') ?? observed(window.end, found.flatMap(itemsOf));
  };
};

/** What a reading has from that minute on, as if no more had been asked for. */
export const since =
  (start: Instant, read: Reading): Reading =>
  (series) =>
    convert(read(series), (points) => points.filter(({ at }) => at >= start));

/** The end of the newest minute that there is a point of: when what the points tell was true. */
export const minuteAfterNewest = (points: readonly Point[]): Instant =>
  Math.max(...points.map(({ at }) => at)) + MINUTE;

const keyOf = (series: Series): string => JSON.stringify(series);

type Keyed = readonly [key: string, series: Series];

const readChunk = async (
  client: CloudWatch,
  chunk: readonly Keyed[],
  window: Window,
): Promise<readonly (readonly [key: string, Part<readonly Point[]>])[]> => {
  const queries = chunk.map(([, series], index) => toQuery(series, idOf(index)));
  const answer = await partOf(window.end, () => readPages(client, queries, window));
  return chunk.map(([key, { metric }], index) => [
    key,
    convert(answer, (results) => toPoints(results.get(idOf(index)) ?? [], metric, window)),
  ]);
};

const idOf = (index: number): string => `s${index}`;

const toQuery = ({ namespace, metric, dimensions, statistic }: Series, id: string): MetricDataQuery => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: metric,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: PERIOD_SECONDS,
    Stat: statistic,
  },
});

/** A series may come in pieces over several pages. */
const readPages = async (client: CloudWatch, queries: MetricDataQuery[], { start, end }: Window) => {
  const results: MetricDataResult[] = [];
  const ask = (NextToken: string | undefined) =>
    client.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(start),
        EndTime: new Date(end),
        NextToken,
      }),
    );
  for await (const { MetricDataResults = [] } of pagesOf(ask)) results.push(...MetricDataResults);
  return Map.groupBy(results, ({ Id }) => Id);
};

const toPoints = (pieces: readonly MetricDataResult[], metric: string, window: Window): readonly Point[] => {
  refuseIncomplete(pieces, metric);
  return pieces
    .flatMap(({ Timestamps = [], Values = [] }) =>
      Values.map((value, index) => ({
        at: minuteIn(window, Timestamps[index], metric),
        value: measure(value, metric),
      })),
    )
    .sort((a, b) => a.at - b.at);
};

/** A point of another time than was asked about says nothing, whatever it holds. */
const minuteIn = ({ start, end }: Window, timestamp: Date | undefined, metric: string): Instant => {
  const at = instant(timestamp, `timestamp of ${metric}`);
  if (at >= start && at < end) return at;
  throw new AnswerInvalid(`timestamp of ${metric} is ${toIso(at)}, outside of what was asked for`);
};

/** Where CloudWatch has nothing it says so, completely; only then does no data mean that nothing happened. */
const refuseIncomplete = (pieces: readonly MetricDataResult[], metric: string): void => {
  const status = pieces.at(-1)?.StatusCode ?? 'NoResult';
  if (status === 'Complete') return;
  throw Object.assign(new Error(`CloudWatch did not answer in full for ${metric}`), { name: status });
};
