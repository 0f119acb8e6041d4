// Unit layer: what the log reader asks CloudWatch for, and what it makes of floods, refusals and nonsense.
import type {
  FilteredLogEvent,
  FilterLogEventsCommandInput,
  FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Operation } from '#local-aws/operation.ts';
import { logReader } from '#shared/adapters/cloudwatch-logs/log-lines.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { clock, counting, NOW, recordedClient, refusing, unchecked } from './recorded.ts';

type Answer = Omit<FilterLogEventsCommandOutput, '$metadata'>;
type Input = FilterLogEventsCommandInput;

const TASK = 'ae049157e9858e099143d9edf704030e';

const anEvent = (given: Partial<FilteredLogEvent> = {}): FilteredLogEvent => ({
  logStreamName: `ecs/web/${TASK}`,
  timestamp: NOW - MINUTE,
  message: 'WORKER TIMEOUT (pid:7)',
  ...given,
});

const policyWith = (...texts: readonly string[]) =>
  aPolicy({ logPatterns: texts.map((text) => ({ text, means: 'workers-time-out' })) });

const looking = (FilterLogEvents: Operation, check?: typeof unchecked) => {
  const { client, calls } = recordedClient('logs', { FilterLogEvents }, check);
  const read = async (logGroups: readonly string[] = ['/ecs/one'], policy = policyWith('WORKER TIMEOUT')) =>
    (await logReader(client, clock).read([{ policy, logGroups }])).get(policy.name);
  return { read, client, inputs: () => calls.map(({ input }) => input as Input) };
};

const answering = (...events: readonly FilteredLogEvent[]) => looking(() => ({ events }));

/** One page after the other, the last one without a token. */
const paging = (...pages: readonly (readonly FilteredLogEvent[])[]) =>
  looking(({ nextToken = '0' }: Input): Answer => {
    const page = Number(nextToken);
    return {
      events: [...(pages[page] ?? [])],
      ...(page + 1 < pages.length && { nextToken: String(page + 1) }),
    };
  });

const linesOf = (part: Awaited<ReturnType<ReturnType<typeof looking>['read']>>) => (part && valueIn(part)?.lines) ?? [];

describe('the question', () => {
  it('is for lines of the last ten minutes with any of the texts, newest first', async () => {
    const { read, inputs } = answering();
    await read(['/ecs/one'], policyWith('WORKER TIMEOUT', '(AccessDenied)'));
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

  it.each([
    { length: 1_006, texts: 2, patternLength: 1_023 },
    { length: 1_007, texts: 2, patternLength: 1_024 },
    { length: 1_008, texts: 1, patternLength: 1_011 },
  ])('holds $texts texts when the first has $length letters and the second ten', async (row) => {
    const { read, inputs } = answering();
    await read(['/ecs/one'], policyWith('a'.repeat(row.length), 'b'.repeat(10)));
    const [{ filterPattern = '' } = {}] = inputs();
    expect(filterPattern).toHaveLength(row.patternLength);
    expect(filterPattern.split('?').length - 1).toBe(row.texts);
  });

  it('is asked of five groups at a time', async () => {
    const { seen, during } = counting();
    const { client } = looking(() => during(() => ({ events: [] })));
    const requests = Array.from({ length: 10 }, (_, index) => ({
      policy: aPolicy({ name: `service-${index}` }),
      logGroups: ['/ecs/one', '/ecs/two', '/ecs/three'],
    }));
    const parts = await logReader(client, clock).read(requests);
    expect(parts.size).toBe(10);
    expect(seen.most).toBe(5);
  });
});

describe('a line', () => {
  it('says when, which task and what', async () => {
    expect(linesOf(await answering(anEvent()).read())).toEqual([
      { at: NOW - MINUTE, taskId: TASK, message: 'WORKER TIMEOUT (pid:7)' },
    ]);
  });

  it.each(['ecs/web', `${TASK}`, `web/${TASK}`, `ecs/web/${TASK}0`, `ecs/web/${TASK.toUpperCase()}`, undefined])(
    'of the stream %s is of no known task',
    async (logStreamName) => {
      const [line] = linesOf(await answering({ ...anEvent(), logStreamName }).read());
      expect(line).toEqual({ at: NOW - MINUTE, message: 'WORKER TIMEOUT (pid:7)' });
    },
  );

  it('keeps a prefix with slashes apart from the task', async () => {
    const [line] = linesOf(await answering(anEvent({ logStreamName: `team/ml/web/${TASK}` })).read());
    expect(line?.taskId).toBe(TASK);
  });

  it.each([299, 300, 301])('of %s letters is cut after 300', async (length) => {
    const message = 'WORKER TIMEOUT'.padEnd(length, '.');
    const [line] = linesOf(await answering(anEvent({ message })).read());
    expect(line?.message).toBe(message.slice(0, 300));
  });

  it('counts even where the text that it holds lies beyond the cut', async () => {
    const message = `${'.'.repeat(400)}WORKER TIMEOUT`;
    expect(linesOf(await answering(anEvent({ message })).read())).toHaveLength(1);
  });

  it.each([
    { what: 'none of the texts', event: { message: 'worker timeout' } },
    { what: 'no message', event: { message: undefined } },
    { what: 'no time', event: { timestamp: undefined } },
    { what: 'a time before the window', event: { timestamp: NOW - 10 * MINUTE - 1 } },
    { what: 'a time to come', event: { timestamp: NOW + 1 } },
  ])('with $what is left out', async ({ event }) => {
    const { read } = answering(
      { ...anEvent(), ...event },
      anEvent({ timestamp: NOW - 10 * MINUTE }),
      anEvent({ timestamp: NOW }),
    );
    expect(linesOf(await read())).toHaveLength(2);
  });

  it('with a time that is no number is left out', async () => {
    const { read } = looking(() => ({ events: [anEvent({ timestamp: Number.NaN })] }), unchecked);
    expect(linesOf(await read())).toEqual([]);
  });
});

describe('the pages', () => {
  it('may be empty and yet go on', async () => {
    const part = await paging([], [], [anEvent()]).read();
    expect(part).toMatchObject({ value: { isCut: false, lines: [{ taskId: TASK }] } });
  });

  it.each([
    { pages: 2, isCut: false, calls: 2 },
    { pages: 3, isCut: false, calls: 3 },
    { pages: 4, isCut: true, calls: 3 },
  ])('are read up to three: of $pages, $calls, and cut: $isCut', async ({ pages, isCut, calls }) => {
    const { read, inputs } = paging(...Array.from({ length: pages }, () => [anEvent()]));
    expect(await read()).toMatchObject({ value: { isCut } });
    expect(inputs()).toHaveLength(calls);
  });

  it.each([
    { events: 199, isCut: false },
    { events: 200, isCut: false },
    { events: 201, isCut: true },
  ])('with $events lines are cut to the newest 200, oldest first: $isCut', async ({ events, isCut }) => {
    const newestFirst = Array.from({ length: events }, (_, index) => anEvent({ timestamp: NOW - index }));
    const part = await answering(...newestFirst).read();
    expect(part).toMatchObject({ value: { from: NOW - 10 * MINUTE, isCut } });
    const times = linesOf(part).map(({ at }) => at);
    expect(times).toHaveLength(Math.min(events, 200));
    expect([times[0], times.at(-1)]).toEqual([NOW - Math.min(events, 200) + 1, NOW]);
  });

  it.each([
    { lines: 199, calls: 2 },
    { lines: 200, calls: 1 },
  ])('end with one that brought $lines lines: $calls calls', async ({ lines, calls }) => {
    const page = Array.from({ length: lines }, () => anEvent());
    const { read, inputs } = paging(page, [anEvent()]);
    await read();
    expect(inputs()).toHaveLength(calls);
  });
});

describe('several groups', () => {
  const failingFor = (...failing: readonly string[]): Operation => {
    const operation = ({ logGroupName = '' }: Input): Answer => {
      if (failing.includes(logGroupName)) refusing('ResourceNotFoundException')({} as never, { role: 'x' });
      return { events: [anEvent({ timestamp: logGroupName === '/ecs/one' ? NOW - 1 : NOW - 2 })] };
    };
    return operation;
  };

  it.each([
    { failing: [], lines: [NOW - 2, NOW - 1], isCut: false },
    { failing: ['/ecs/two'], lines: [NOW - 1], isCut: true },
  ])('are one log, incomplete where some could not be read: $failing', async ({ failing, lines, isCut }) => {
    const part = await looking(failingFor(...failing)).read(['/ecs/one', '/ecs/two']);
    expect(part).toMatchObject({ state: 'observed', at: NOW, value: { isCut } });
    expect(linesOf(part).map(({ at }) => at)).toEqual(lines);
  });

  it.each([
    { name: 'ResourceNotFoundException', reason: 'not-found' },
    { name: 'AccessDeniedException', reason: 'access-denied' },
    { name: 'ThrottlingException', reason: 'throttled' },
  ])('that are all refused with $name are missing as $reason', async ({ name, reason }) => {
    expect(await looking(refusing(name)).read(['/ecs/one', '/ecs/two'])).toMatchObject({ state: 'missing', reason });
  });

  it('of which one fails spoil no other service', async () => {
    const { client } = looking(failingFor('/ecs/gone'));
    const parts = await logReader(client, clock).read([
      { policy: aPolicy({ name: 'gone' }), logGroups: ['/ecs/gone'] },
      { policy: aPolicy({ name: 'well' }), logGroups: ['/ecs/one'] },
    ]);
    expect(parts.get('gone')?.state).toBe('missing');
    expect(parts.get('well')).toMatchObject({ state: 'observed', value: { isCut: false } });
  });

  it('are not configured where none is named', async () => {
    expect(await answering().read([])).toMatchObject({ state: 'missing', reason: 'not-configured' });
  });
});
