import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { LogLines } from '#shared/domain/model/operational-context.ts';
import { missing, observed, type Part, valueIn } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import type { LogReader, LogRequest } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { partOf } from '../transport/failures.ts';
import { LINES_READ, type LogQuery, readLogGroup, type Span } from './log-group.ts';

/** The lines that explain a failure are written when it starts and while it lasts. (engineering judgement) */
const WINDOW_MS = 10 * MINUTE;

export const logReader = (client: Pick<CloudWatchLogsClient, 'send'>, clock: Clock): LogReader => ({
  read: async (requests) => {
    const to = clock.now();
    const span = { from: to - WINDOW_MS, to };
    const read = await mapAtMost(CALLS_AT_ONCE, requests.flatMap(queriesOf), async ({ service, query }) => ({
      service,
      part: await partOf(to, () => readLogGroup(client, query, span)),
    }));
    const partsOf = (name: string) => read.filter(({ service }) => service === name).map(({ part }) => part);
    return new Map(requests.map(({ policy }) => [policy.name, merge(partsOf(policy.name), span)]));
  },
});

const queriesOf = ({
  policy,
  logGroups,
}: LogRequest): readonly { readonly service: string; readonly query: LogQuery }[] => {
  const texts = policy.logPatterns.map(({ text }) => text);
  return logGroups.map((logGroup) => ({ service: policy.name, query: { logGroup, texts } }));
};

/** The result is missing only when no log group could be read. If some could not, it is marked as cut. */
const merge = (parts: readonly Part<LogLines>[], { from, to }: Span): Part<LogLines> => {
  const groups = parts.flatMap((part) => valueIn(part) ?? []);
  if (groups.length === 0) return parts[0] ?? missing('not-configured', 'no log group was named');
  const lines = groups.flatMap((group) => group.lines).sort((one, other) => one.at - other.at);
  const isCut = groups.length < parts.length || lines.length > LINES_READ || groups.some((group) => group.isCut);
  return observed(to, { from, lines: lines.slice(-LINES_READ), isCut });
};
