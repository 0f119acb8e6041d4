import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { type Instant, MINUTE, SECOND, toIso } from '#shared/domain/model/time.ts';
import { instant, measure } from '../transport/checked.ts';
import { AnswerInvalid } from '../transport/failures.ts';
import { collectPages } from '../transport/pages.ts';

/** A series is one metric with its dimensions and a statistic. */
export interface Series {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
}

/** A point is the value of one minute; `at` is the start of the minute. */
export interface Point {
  readonly at: Instant;
  readonly value: number;
}

/** The window spans whole minutes, `end` excluded. */
export interface Window {
  readonly start: Instant;
  readonly end: Instant;
}

const PERIOD_SECONDS = MINUTE / SECOND;

export const toQuery = ({ namespace, metric, dimensions, statistic }: Series, id: string): MetricDataQuery => ({
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

/**
 * Reads all pages and groups the results by the id of their query, because a series may be split over several pages.
 */
export const readResults = async (
  client: Pick<CloudWatchClient, 'send'>,
  queries: MetricDataQuery[],
  { start, end }: Window,
) => {
  const ask = (NextToken: string | undefined) =>
    client.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(start),
        EndTime: new Date(end),
        NextToken,
      }),
    );
  const results = await collectPages(ask, ({ MetricDataResults }) => MetricDataResults);
  return Map.groupBy(results, ({ Id }) => Id);
};

/** Converts the results of one series to points, oldest first. */
export const toPoints = (results: readonly MetricDataResult[], metric: string, window: Window): readonly Point[] => {
  refuseIncomplete(results, metric);
  return results
    .flatMap(({ Timestamps = [], Values = [] }) =>
      Values.map((value, index) => ({
        at: minuteIn(window, Timestamps[index], metric),
        value: measure(value, metric),
      })),
    )
    .sort((a, b) => a.at - b.at);
};

/** A point outside the requested window makes the series invalid. */
const minuteIn = ({ start, end }: Window, timestamp: Date | undefined, metric: string): Instant => {
  const at = instant(timestamp, `timestamp of ${metric}`);
  if (at >= start && at < end) return at;
  throw new AnswerInvalid(`timestamp of ${metric} is ${toIso(at)}, outside of what was asked for`);
};

/** Only the status Complete makes the absence of points proof that there were none. */
const refuseIncomplete = (results: readonly MetricDataResult[], metric: string): void => {
  const status = results.at(-1)?.StatusCode ?? 'NoResult';
  if (status === 'Complete') return;
  throw Object.assign(new Error(`CloudWatch did not answer in full for ${metric}`), { name: status });
};
