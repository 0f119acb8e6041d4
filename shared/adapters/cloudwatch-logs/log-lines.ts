import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { LogLine, LogLines } from '#shared/domain/model/operational-context.ts';
import { missing, observed, type Part, valueIn } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import type { LogReader, LogRequest } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { partOf } from '../transport/failures.ts';
import { readLogGroup, type Span } from './log-group.ts';
import { type LogQuery, linesKept, queriesFor } from './log-queries.ts';

/** The lines that explain a failure are written when it starts and while it lasts. (engineering judgement) */
const WINDOW_MS = 10 * MINUTE;

interface Question {
  readonly service: string;
  readonly logGroup: string;
  readonly query: LogQuery;
}

interface Answer {
  readonly service: string;
  readonly kind: LogQuery['kind'];
  readonly part: Part<LogLines>;
}

export const logReader = (client: Pick<CloudWatchLogsClient, 'send'>, clock: Clock): LogReader => ({
  read: async (requests) => {
    const to = clock.now();
    const span = { from: to - WINDOW_MS, to };
    const answers = await mapAtMost(
      CALLS_AT_ONCE,
      requests.flatMap(questionsOf),
      async ({ service, logGroup, query }): Promise<Answer> => ({
        service,
        kind: query.kind,
        part: await partOf(to, () => readLogGroup(client, logGroup, query, span)),
      }),
    );
    const answersFor = (name: string) => answers.filter(({ service }) => service === name);
    return new Map(requests.map(({ policy }) => [policy.name, merge(answersFor(policy.name), span)]));
  },
});

const questionsOf = ({ policy, logGroups }: LogRequest): readonly Question[] => {
  const queries = queriesFor(policy.logPatterns.map(({ text }) => text));
  return logGroups.flatMap((logGroup) => queries.map((query) => ({ service: policy.name, logGroup, query })));
};

/** The result is missing only when no query was answered. If a query for the patterns was not, the result is marked as cut. */
const merge = (answers: readonly Answer[], { from, to }: Span): Part<LogLines> => {
  const isUnanswered = answers.every(({ part }) => part.state !== 'observed');
  if (isUnanswered) return answers[0]?.part ?? missing('not-configured', 'no log group was named');
  const byPattern = answers.filter(({ kind }) => kind === 'pattern');
  const matching = linesIn(byPattern);
  const isCut = byPattern.some(({ part }) => valueIn(part)?.isCut !== false) || matching.length > linesKept('pattern');
  const others = linesIn(answers.filter(({ kind }) => kind === 'error'));
  const lines = [...newest(matching, linesKept('pattern')), ...newest(others, linesKept('error'))];
  return observed(to, { from, lines: lines.toSorted(byTime), isCut });
};

const linesIn = (answers: readonly Answer[]): readonly LogLine[] =>
  answers.flatMap(({ part }) => valueIn(part)?.lines ?? []);

const byTime = (one: LogLine, other: LogLine): number => one.at - other.at;

const newest = (lines: readonly LogLine[], most: number): readonly LogLine[] => lines.toSorted(byTime).slice(-most);
