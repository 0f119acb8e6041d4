import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogLine, LogLines } from '#shared/domain/model/operational-context.ts';
import { missing, observed, type Part, valueIn } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { LogReader, LogRequest } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { partOf } from '../transport/failures.ts';
import { markOf, pagesOf } from '../transport/pages.ts';

type Logs = Pick<CloudWatchLogsClient, 'send'>;

/** What explains trouble is written when it begins and while it lasts; an older line tells of something that is over. */
const WINDOW = 10 * MINUTE;
const EVENTS_PER_PAGE = 1_000;
/** A page may be empty although more follow, so not every page brings lines. */
const PAGES = 3;
const LINES_KEPT = 200;
const MESSAGE_LENGTH = 300;
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const PATTERN_LENGTH = 1_024;

interface Place {
  readonly logGroup: string;
  readonly texts: readonly string[];
}

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

export const logReader = (client: Logs, clock: Clock): LogReader => ({
  read: async (requests) => {
    const to = clock.now();
    const span = { from: to - WINDOW, to };
    const read = await mapAtMost(CALLS_AT_ONCE, requests.flatMap(placesOf), async ({ service, place }) => ({
      service,
      part: await partOf(to, () => readGroup(client, place, span)),
    }));
    const partsOf = (name: string) => read.filter(({ service }) => service === name).map(({ part }) => part);
    return new Map(requests.map(({ policy }) => [policy.name, merge(partsOf(policy.name), span)]));
  },
});

const placesOf = ({
  policy,
  logGroups,
}: LogRequest): readonly { readonly service: string; readonly place: Place }[] => {
  const texts = policy.logPatterns.map(({ text }) => text);
  return logGroups.map((logGroup) => ({ service: policy.name, place: { logGroup, texts } }));
};

/** Missing only when no group could be read; with some of them, there may be more than was read. */
const merge = (parts: readonly Part<LogLines>[], { from, to }: Span): Part<LogLines> => {
  const groups = parts.flatMap((part) => valueIn(part) ?? []);
  if (groups.length === 0) return parts[0] ?? missing('not-configured', 'no log group was named');
  const lines = groups.flatMap((group) => group.lines).sort((one, other) => one.at - other.at);
  const isCut = groups.length < parts.length || lines.length > LINES_KEPT || groups.some((group) => group.isCut);
  return observed(to, { from, lines: lines.slice(-LINES_KEPT), isCut });
};

/** Newest first, so that a flood of lines costs the oldest ones. */
const readGroup = async (client: Logs, { logGroup, texts }: Place, { from, to }: Span): Promise<LogLines> => {
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
    isCut = markOf(page) !== undefined;
    if (lines.length >= LINES_KEPT) break;
  }
  return { from, lines, isCut };
};

/**
 * `?"one" ?"two"`: lines that hold any of the texts, as many of them, in their order, as a pattern has room for.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
const patternOf = (texts: readonly string[]): string =>
  texts.reduce((pattern, text) => {
    const longer = `${pattern} ?"${text}"`.trimStart();
    return longer.length <= PATTERN_LENGTH ? longer : pattern;
  }, '');

/** The event as a line, if it is one that was asked for: recorded answers hold others, too. */
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
