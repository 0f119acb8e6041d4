import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import { itemsOf, missing, observed, type Part } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { convert, partOf } from '../transport/failures.ts';
import { type Point, readResults, type Series, toPoints, toQuery, type Window } from './metric-data.ts';

/** Looks up the points of all these series together. One series that could not be read makes the part missing. */
export type Reading = (series: readonly Series[]) => Part<readonly Point[]>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const SERIES_PER_CALL = 500;

/** Reads each distinct series once, per minute, in as few calls as the API allows. */
export const readSeries = async (
  client: Pick<CloudWatchClient, 'send'>,
  series: readonly Series[],
  window: Window,
): Promise<Reading> => {
  const distinct = new Map(series.map((one) => [keyOf(one), one]));
  const calls = chunksOf([...distinct], SERIES_PER_CALL).map((chunk) => readChunk(client, chunk, window));
  const parts = new Map((await Promise.all(calls)).flat());
  return (asked) => {
    const found = asked.map((one) => parts.get(keyOf(one)) ?? missing('unavailable', `${one.metric} was not read`));
    return found.find(({ state }) => state === 'missing') ?? observed(window.end, found.flatMap(itemsOf));
  };
};

/** Restricts a reading to the points from `start` on. */
export const since =
  (start: Instant, read: Reading): Reading =>
  (series) =>
    convert(read(series), (points) => points.filter(({ at }) => at >= start));

/** Returns the end of the newest minute that has a point, which is when the points were true. */
export const minuteAfterNewest = (points: readonly Point[]): Instant =>
  Math.max(...points.map(({ at }) => at)) + MINUTE;

const keyOf = (series: Series): string => JSON.stringify(series);

type Keyed = readonly [key: string, series: Series];

const readChunk = async (
  client: Pick<CloudWatchClient, 'send'>,
  chunk: readonly Keyed[],
  window: Window,
): Promise<readonly (readonly [key: string, Part<readonly Point[]>])[]> => {
  const queries = chunk.map(([, series], index) => toQuery(series, idOf(index)));
  const answer = await partOf(window.end, () => readResults(client, queries, window));
  return chunk.map(([key, { metric }], index) => [
    key,
    convert(answer, (results) => toPoints(results.get(idOf(index)) ?? [], metric, window)),
  ]);
};

const idOf = (index: number): string => `s${index}`;
