import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Handlers } from '#local-aws/operation.ts';
import { pageOf, pageSize } from '#local-aws/pagination.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import type { LogEvent } from '../world/application/log-event.ts';
import { logGroupOf } from '../world/application/logs.ts';
import type { WorldState } from '../world/state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const EVENTS_PER_PAGE = 10_000;
const PATTERN_LENGTH = 1_024;

/** CloudWatch Logs for the log lines of the world's tasks. */
export const logsOperations = (world: WorldState) =>
  ({
    FilterLogEvents: (input) => {
      const { startTime = 0, endTime = world.clock.now(), startFromHead = true, filterPattern = '' } = input;
      const matches = matcherOf(filterPattern);
      const ingested = world.clock.now() - world.constants.logIngestionSeconds * SECOND;
      const found = requireLogs(world, input.logGroupName).filter(
        ({ at, message }) => at >= startTime && at <= Math.min(endTime, ingested) && matches(message),
      );
      const { page, nextToken } = pageOf(startFromHead ? found : found.toReversed(), {
        nextToken: input.nextToken,
        size: pageSize(input.limit, EVENTS_PER_PAGE),
      });
      return {
        events: page.map((event) => toFilteredEvent(world, event)),
        searchedLogStreams: [],
        ...(nextToken !== undefined && { nextToken }),
      };
    },
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-cloudwatch-logs')>>;

const requireLogs = (world: WorldState, logGroup: string | undefined): readonly LogEvent[] => {
  const service = [...world.services.values()].find((each) => logGroupOf(each) === logGroup);
  if (!service) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return service.logs;
};

interface Term {
  readonly sign: string;
  readonly text: string;
}

/**
 * Compiles a filter pattern of words and quoted texts. A line matches with all plain terms and none of those with `-`;
 * terms with `?` are alternatives, which AWS considers only when there are no others. Other kinds of pattern are refused.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
const matcherOf = (pattern: string): ((message: string) => boolean) => {
  if (pattern.length > PATTERN_LENGTH || /^\s*[{[%]/.test(pattern))
    throw new AwsError(
      'InvalidParameterException',
      `Invalid filter pattern: only terms are supported here, got ${pattern}`,
    );
  const terms: readonly Term[] = [...pattern.matchAll(/([?-]?)(?:"([^"]*)"|(\S+))/g)].map(
    ([, sign = '', quoted, word]) => ({
      sign,
      text: quoted ?? word ?? '',
    }),
  );
  const signed = (sign: string) => terms.filter((term) => term.sign === sign).map(({ text }) => text);
  const [plain, excluded, optional] = [signed(''), signed('-'), signed('?')];
  if (optional.length > 0 && optional.length === terms.length)
    return (message) => optional.some((text) => message.includes(text));
  return (message) => plain.every((text) => message.includes(text)) && !excluded.some((text) => message.includes(text));
};

/** An event id has 56 digits. */
const toFilteredEvent = ({ constants }: WorldState, { number, at, stream, message }: LogEvent): FilteredLogEvent => ({
  logStreamName: stream,
  timestamp: at,
  message,
  ingestionTime: at + constants.logIngestionSeconds * SECOND,
  eventId: `${at}${String(number).padStart(43, '0')}`,
});
