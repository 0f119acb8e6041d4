import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogLine, LogLines } from '#shared/domain/model/operational-context.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { optionalText } from '../transport/checked.ts';
import { AnswerInvalid } from '../transport/failures.ts';
import { nextTokenOf, pagesOf } from '../transport/pages.ts';
import { type LogQuery, linesKept } from './log-queries.ts';

const EVENTS_PER_PAGE = 1_000;
/** A page may be empty although more follow, so not every page adds lines. */
const PAGES = 3;

/** The span includes both ends. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Reads newest first, so that a flood of lines loses the oldest ones. */
export const readLogGroup = async (
  client: Pick<CloudWatchLogsClient, 'send'>,
  logGroup: string,
  query: LogQuery,
  { from, to }: Span,
): Promise<LogLines> => {
  const lines: LogLine[] = [];
  let isCut = false;
  const ask = (nextToken: string | undefined) =>
    client.send(
      new FilterLogEventsCommand({
        logGroupName: logGroup,
        filterPattern: query.filterPattern,
        startTime: from,
        endTime: to,
        startFromHead: false,
        limit: EVENTS_PER_PAGE,
        nextToken,
      }),
    );
  for await (const page of pagesOf(ask, PAGES)) {
    lines.push(...(page.events ?? []).flatMap((event) => linesIn(event, { from, to }, query)));
    isCut = nextTokenOf(page) !== undefined;
    if (lines.length >= linesKept(query.kind)) break;
  }
  return { from, lines, isCut };
};

const linesIn = (
  { timestamp, message, logStreamName = '' }: FilteredLogEvent,
  { from, to }: Span,
  { takes }: LogQuery,
): readonly LogLine[] => {
  const line = optionalText(message, 'message');
  const at = timestamp === undefined ? undefined : epochTime(timestamp);
  if (at === undefined || line === undefined || !(at >= from && at <= to) || !takes(line)) return [];
  const taskId = taskIdIn(logStreamName);
  return [{ at, ...(taskId !== undefined && { taskId }), message: line }];
};

/** An event outside the span, also one at NaN, says nothing about the others. One without a number shows that the answer is unfit. */
const epochTime = (timestamp: number): Instant => {
  if (typeof timestamp === 'number') return timestamp;
  throw new AnswerInvalid('the timestamp of an event is not a number');
};

/** `prefix/container/task`: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html */
const taskIdIn = (stream: string): string | undefined => /\/[^/]+\/([0-9a-f]{32})$/.exec(stream)?.[1];
