import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { LONGEST_LINE } from '#shared/domain/evidence/error-lines.ts';
import type { LogLine, LogLines } from '#shared/domain/model/operational-context.ts';
import type { Instant } from '#shared/domain/model/time.ts';
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
  if (timestamp === undefined || message === undefined || !(timestamp >= from && timestamp <= to)) return [];
  const text = message.slice(0, LONGEST_LINE);
  if (!takes(text)) return [];
  const taskId = taskIdIn(logStreamName);
  return [{ at: timestamp, ...(taskId !== undefined && { taskId }), message: text }];
};

/** `prefix/container/task`: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html */
const taskIdIn = (stream: string): string | undefined => /\/[^/]+\/([0-9a-f]{32})$/.exec(stream)?.[1];
