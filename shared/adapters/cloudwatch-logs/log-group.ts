import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogLine, LogLines } from '#shared/domain/model/operational-context.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { nextTokenOf, pagesOf } from '../transport/pages.ts';

const EVENTS_PER_PAGE = 1_000;
/** A page may be empty although more follow, so not every page adds lines. */
const PAGES = 3;
export const LINES_READ = 200;
const MESSAGE_LENGTH = 300;
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const PATTERN_LENGTH = 1_024;

export interface LogQuery {
  readonly logGroup: string;
  /** The query matches lines that contain any of these texts. */
  readonly texts: readonly string[];
}

/** The span includes both ends. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Reads newest first, so that a flood of lines loses the oldest ones. */
export const readLogGroup = async (
  client: Pick<CloudWatchLogsClient, 'send'>,
  { logGroup, texts }: LogQuery,
  { from, to }: Span,
): Promise<LogLines> => {
  const lines: LogLine[] = [];
  let isCut = false;
  const ask = (nextToken: string | undefined) =>
    client.send(
      new FilterLogEventsCommand({
        logGroupName: logGroup,
        filterPattern: patternOf(texts),
        startTime: from,
        endTime: to,
        startFromHead: false,
        limit: EVENTS_PER_PAGE,
        nextToken,
      }),
    );
  for await (const page of pagesOf(ask, PAGES)) {
    lines.push(...(page.events ?? []).flatMap((event) => linesIn(event, { from, to }, texts)));
    isCut = nextTokenOf(page) !== undefined;
    if (lines.length >= LINES_READ) break;
  }
  return { from, lines, isCut };
};

/**
 * The pattern `?"one" ?"two"` matches lines that contain any of the texts. It takes as many texts, in order, as fit.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
const patternOf = (texts: readonly string[]): string =>
  texts.reduce((pattern, text) => {
    const longer = `${pattern} ?"${text}"`.trimStart();
    return longer.length <= PATTERN_LENGTH ? longer : pattern;
  }, '');

/** Checks the event against the query again, because a recorded answer may hold other events as well. */
const linesIn = (
  { timestamp, message, logStreamName = '' }: FilteredLogEvent,
  { from, to }: Span,
  texts: readonly string[],
): readonly LogLine[] => {
  if (timestamp === undefined || message === undefined || !(timestamp >= from && timestamp <= to)) return [];
  if (!texts.some((text) => message.includes(text))) return [];
  const taskId = taskIdIn(logStreamName);
  return [{ at: timestamp, ...(taskId !== undefined && { taskId }), message: message.slice(0, MESSAGE_LENGTH) }];
};

/** `prefix/container/task`: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html */
const taskIdIn = (stream: string): string | undefined => /^.+\/.+\/([0-9a-f]{32})$/.exec(stream)?.[1];
