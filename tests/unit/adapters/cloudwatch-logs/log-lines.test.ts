// Unit layer: what the log reader asks CloudWatch for, and what it makes of many lines, several groups and invalid events.
import type {
  FilteredLogEvent,
  FilterLogEventsCommandInput,
  FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Operation } from '#local-aws/operation.ts';
import { logReader } from '#shared/adapters/cloudwatch-logs/log-lines.ts';
import { queriesFor } from '#shared/adapters/cloudwatch-logs/log-queries.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { clock, NOW, only, range, recordedClient, refusing, unchecked } from '../recorded-client.ts';

/** The pattern of the query for errors in any words. */
const ERRORS = queriesFor([]).at(-1)?.filterPattern;

type Answer = Omit<FilterLogEventsCommandOutput, '$metadata'>;
type Input = FilterLogEventsCommandInput;

const TASK = 'ae049157e9858e099143d9edf704030e';

const anEvent = (given: { readonly [Key in keyof FilteredLogEvent]?: FilteredLogEvent[Key] | undefined } = {}) =>
  ({
    logStreamName: `ecs/web/${TASK}`,
    timestamp: NOW - MINUTE,
    message: 'WORKER TIMEOUT (pid:7)',
    ...given,
  }) as FilteredLogEvent;

const lookingFor = (...texts: readonly string[]) =>
  aPolicy({ logPatterns: texts.map((text) => ({ text, means: 'workers-time-out' })) });

const readerOver = (FilterLogEvents: Operation) => {
  const { client, inputsOf } = recordedClient('logs', { FilterLogEvents }, unchecked);
  const reader = logReader(client, clock);
  return {
    reader,
    read: async (logGroups: readonly string[] = ['/ecs/one'], policy = lookingFor('WORKER TIMEOUT')) =>
      only(await reader.read([{ policy, logGroups }])),
    inputs: () => inputsOf<Input>('FilterLogEvents').filter(({ filterPattern }) => filterPattern !== ERRORS),
    errorInputs: () => inputsOf<Input>('FilterLogEvents').filter(({ filterPattern }) => filterPattern === ERRORS),
  };
};

const linesFrom = async (...events: readonly FilteredLogEvent[]) =>
  valueIn(await readerOver(() => ({ events })).read())?.lines ?? [];

/** Answers with one page after the other. The token of a page is its index. */
const paging = (...pages: readonly (readonly FilteredLogEvent[])[]) =>
  readerOver(({ nextToken = '0' }: Input): Answer => {
    const page = Number(nextToken);
    return { events: [...(pages[page] ?? [])], ...(page + 1 < pages.length && { nextToken: String(page + 1) }) };
  });

it('lines of the last ten minutes with any of the texts are asked for, newest first', async () => {
  const { read, inputs } = readerOver(() => ({}));
  await read(['/ecs/one'], lookingFor('WORKER TIMEOUT', '(AccessDenied)'));
  expect(inputs()).toEqual([
    {
      logGroupName: '/ecs/one',
      filterPattern: '?"WORKER TIMEOUT" ?"(AccessDenied)"',
      startTime: NOW - 10 * MINUTE,
      endTime: NOW,
      startFromHead: false,
      limit: 1_000,
    },
  ]);
});

it('lines that look like errors are asked for by a query of their own', async () => {
  const { read, errorInputs } = readerOver(() => ({}));
  await read(['/ecs/one', '/ecs/two']);
  expect(errorInputs()).toMatchObject(
    ['/ecs/one', '/ecs/two'].map((logGroupName) => ({ logGroupName, startTime: NOW - 10 * MINUTE, limit: 1_000 })),
  );
});

it.each([
  { stream: `ecs/web/${TASK}`, taskId: TASK },
  { stream: `team/ml/web/${TASK}`, taskId: TASK },
  { stream: 'ecs/web', taskId: undefined },
  { stream: TASK, taskId: undefined },
  { stream: `web/${TASK}`, taskId: undefined },
  { stream: `ecs/web/${TASK}0`, taskId: undefined },
  { stream: `ecs/web/${TASK.toUpperCase()}`, taskId: undefined },
  { stream: undefined, taskId: undefined },
])('a line of the stream $stream belongs to the task $taskId', async ({ stream, taskId }) => {
  expect(await linesFrom(anEvent({ logStreamName: stream }))).toEqual([
    { at: NOW - MINUTE, ...(taskId && { taskId }), message: 'WORKER TIMEOUT (pid:7)' },
  ]);
});

it.each([
  { message: 'WORKER TIMEOUT'.padEnd(1_023, '.'), length: 1_023 },
  { message: 'WORKER TIMEOUT'.padEnd(1_024, '.'), length: 1_024 },
  { message: 'WORKER TIMEOUT'.padEnd(1_025, '.'), length: 1_024 },
])('a message of $message.length letters is cut to $length', async ({ message, length }) => {
  expect((await linesFrom(anEvent({ message }))).map((line) => line.message)).toEqual([message.slice(0, length)]);
});

it('a text beyond the part that is kept does not count', async () => {
  expect(await linesFrom(anEvent({ message: `${'.'.repeat(1_020)}WORKER TIMEOUT` }))).toEqual([]);
});

it.each([
  { message: 'ERROR cannot save' },
  { message: '"GET / HTTP/1.1" 503' },
  { message: 'WARN db: handshake failed' },
])('the line "$message" is read without a pattern', async ({ message }) => {
  expect(await linesFrom(anEvent({ message }))).toMatchObject([{ message, taskId: TASK }]);
});

it('a line with the texts of several queries is read once', async () => {
  const policy = lookingFor(...range(40).map((number) => `a text of some length with the number ${number}.`));
  const message = 'ERROR a text of some length with the number 39. a text of some length with the number 0.';
  const { read, inputs } = readerOver(() => ({ events: [anEvent({ message })] }));
  expect(valueIn(await read(['/ecs/one'], policy))?.lines).toHaveLength(1);
  expect(inputs().length).toBeGreaterThan(1);
});

it.each([
  { event: 'none of the texts', given: { message: 'worker started' } },
  { event: 'no message', given: { message: undefined } },
  { event: 'no time', given: { timestamp: undefined } },
  { event: 'a time of NaN', given: { timestamp: Number.NaN } },
  { event: 'a time before the window', given: { timestamp: NOW - 10 * MINUTE - 1 } },
  { event: 'a time in the future', given: { timestamp: NOW + 1 } },
])('an event with $event is skipped, and those at the ends of the window are not', async ({ given }) => {
  const ends = [anEvent({ timestamp: NOW - 10 * MINUTE }), anEvent({ timestamp: NOW })];
  expect(await linesFrom(anEvent(given), ...ends)).toHaveLength(2);
});

it.each([
  { pages: 2, isCut: false, calls: 2 },
  { pages: 3, isCut: false, calls: 3 },
  { pages: 4, isCut: true, calls: 3 },
])('of $pages pages $calls are read, past empty ones, and isCut is $isCut', async ({ pages, isCut, calls }) => {
  const { read, inputs } = paging(...range(pages - 1).map(() => []), [anEvent()]);
  expect(await read()).toMatchObject({ value: { isCut, lines: isCut ? [] : [{ taskId: TASK }] } });
  expect(inputs()).toHaveLength(calls);
});

it.each([
  { what: 'known lines', message: 'WORKER TIMEOUT', lines: 199, calls: 2 },
  { what: 'known lines', message: 'WORKER TIMEOUT', lines: 200, calls: 1 },
  { what: 'errors', message: 'ERROR', lines: 999, calls: 2 },
  { what: 'errors', message: 'ERROR', lines: 1_000, calls: 1 },
])('a page with $lines $what is the last of $calls', async ({ message, lines, calls }) => {
  const { read, inputs, errorInputs } = paging(
    range(lines).map(() => anEvent({ message })),
    [],
  );
  await read();
  expect((message === 'ERROR' ? errorInputs() : inputs()).length).toBe(calls);
});

it.each([
  { events: 199, lines: 199, isCut: false },
  { events: 200, lines: 200, isCut: false },
  { events: 201, lines: 200, isCut: true },
])('of $events known lines the newest $lines are returned, oldest first, and isCut is $isCut', async (row) => {
  const events = range(row.events).map((index) => anEvent({ timestamp: NOW - index }));
  const part = await readerOver(() => ({ events })).read();
  expect(part).toMatchObject({ state: 'observed', at: NOW, value: { from: NOW - 10 * MINUTE, isCut: row.isCut } });
  expect(valueIn(part)?.lines.map(({ at }) => at)).toEqual(
    range(row.lines)
      .map((index) => NOW - index)
      .reverse(),
  );
});

it.each([
  { events: 1_000, lines: 1_000 },
  { events: 1_001, lines: 1_000 },
])(
  'of $events errors in other words the newest $lines are a sample, which does not cut the known ones',
  async (row) => {
    const errors = range(row.events).map((index) => anEvent({ timestamp: NOW - 1 - index, message: 'ERROR' }));
    const part = valueIn(await readerOver(() => ({ events: [...errors, anEvent({ timestamp: NOW })] })).read());
    expect({ lines: part?.lines.length, isCut: part?.isCut }).toEqual({ lines: row.lines + 1, isCut: false });
    expect(part?.lines.at(-1)).toMatchObject({ at: NOW, message: 'WORKER TIMEOUT (pid:7)' });
  },
);

it('a refused query for errors leaves the known lines, and a refused query for patterns marks the log as cut', async () => {
  const refusingQuery = (isRefused: (pattern: string | undefined) => boolean) =>
    readerOver((input: Input, caller) =>
      isRefused(input.filterPattern)
        ? refusing('ThrottlingException')(input as never, caller)
        : { events: [anEvent(), anEvent({ message: 'ERROR' })] },
    ).read();
  const withoutErrors = await refusingQuery((pattern) => pattern === ERRORS);
  expect(withoutErrors).toMatchObject({ value: { isCut: false, lines: [{ message: 'WORKER TIMEOUT (pid:7)' }] } });
  const withoutPatterns = await refusingQuery((pattern) => pattern !== ERRORS);
  expect(withoutPatterns).toMatchObject({ value: { isCut: true, lines: [{ message: 'ERROR' }] } });
});

/** Refuses these groups and answers one line for every other. */
const refusingGroups = (...refused: readonly string[]) =>
  readerOver((input: Input, caller) =>
    refused.includes(input.logGroupName ?? '')
      ? refusing('ResourceNotFoundException')(input as never, caller)
      : { events: [anEvent({ timestamp: input.logGroupName === '/ecs/one' ? NOW - 1 : NOW - 2 })] },
  );

it.each([
  { refused: [], lines: [NOW - 2, NOW - 1], isCut: false },
  { refused: ['/ecs/two'], lines: [NOW - 1], isCut: true },
])('two groups of which $refused is refused make one log, and isCut is $isCut', async ({ refused, lines, isCut }) => {
  const part = await refusingGroups(...refused).read(['/ecs/one', '/ecs/two']);
  expect(part).toMatchObject({ state: 'observed', value: { isCut } });
  expect(valueIn(part)?.lines.map(({ at }) => at)).toEqual(lines);
});

it('the lines are missing when every group is refused, and not configured without a group', async () => {
  const { read } = refusingGroups('/ecs/one', '/ecs/two');
  expect(await read(['/ecs/one', '/ecs/two'])).toMatchObject({ state: 'missing', reason: 'not-found' });
  expect(await read([])).toMatchObject({ state: 'missing', reason: 'not-configured' });
});

it('a refused group of one service leaves the lines of another alone', async () => {
  const parts = await refusingGroups('/ecs/gone').reader.read([
    { policy: aPolicy({ name: 'gone' }), logGroups: ['/ecs/gone'] },
    { policy: aPolicy({ name: 'healthy' }), logGroups: ['/ecs/one'] },
  ]);
  expect(parts.get('gone')?.state).toBe('missing');
  expect(parts.get('healthy')).toMatchObject({ state: 'observed', value: { isCut: false } });
});
