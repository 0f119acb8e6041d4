// Unit layer: findings about errors in the logs, whatever their words.
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import type { LogLine } from '#shared/domain/model/operational-context.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { secondsAgo } from '#tests/builders/constants.ts';
import { aLogLine } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const ERROR = "ERROR gateway: KeyError: 'risk_score'";

/** So many lines of a task, the oldest a minute old, one each second. */
const errorsOf = (task: number, count: number, given: Partial<LogLine> = {}): readonly LogLine[] =>
  Array.from({ length: count }, (_, index) =>
    aLogLine({ at: secondsAgo(60 - index), taskId: `task-${task}`, message: ERROR, ...given }),
  );
const logging = (...lines: readonly (readonly LogLine[])[]): ServiceState => ({ logs: { lines: lines.flat() } });

const startedAgo = (seconds: number, ...tasks: readonly number[]): NonNullable<ServiceState['task']> =>
  Object.fromEntries(tasks.map((task) => [task, { startedAt: secondsAgo(seconds) }]));

describe('log-errors-in-one-task', () => {
  it('compares the task with its peers', () => {
    expect(found('log-errors-in-one-task', logging(errorsOf(2, 40), errorsOf(1, 2)))).toEqual([
      {
        id: 'log-errors-in-one-task',
        strength: 'hard',
        subject: 'task-2',
        at: secondsAgo(21),
        since: secondsAgo(60),
        seen: 1,
        numbers: { lines: 40, peers: 3, median: 0, spanSeconds: 39 },
        message: 'task task-2 logged 40 error lines, its 3 peers 0 in the median',
      },
    ]);
  });

  it.each([
    { own: 9, peers: 0, expected: false },
    { own: 10, peers: 0, expected: true },
    { own: 11, peers: 0, expected: true },
    { own: 14, peers: 3, expected: false },
    { own: 15, peers: 3, expected: true },
    { own: 16, peers: 3, expected: true },
  ])('is found for $own lines against $peers of each peer: $expected', ({ own, peers, expected }) => {
    const lines = logging(errorsOf(2, own), ...[1, 3, 4].map((task) => errorsOf(task, peers)));
    expect(isFound('log-errors-in-one-task', lines)).toBe(expected);
  });

  it.each([
    { other: 19, expected: true },
    { other: 20, expected: true },
    { other: 21, expected: false },
  ])('is found for 40 lines when another task has $other: $expected', ({ other, expected }) => {
    expect(isFound('log-errors-in-one-task', logging(errorsOf(2, 40), errorsOf(1, other)))).toBe(expected);
  });

  it.each([
    { count: 30, strength: 'soft' },
    { count: 31, strength: 'hard' },
  ])('is $strength evidence for a line in each of $count seconds', ({ count, strength }) => {
    expect(found('log-errors-in-one-task', logging(errorsOf(2, count)))).toMatchObject([{ strength }]);
  });

  it.each<{ why: string; state?: ServiceState; lines?: Partial<LogLine>; expected: boolean }>([
    { why: 'they are access lines with 5xx', lines: { message: '"GET / HTTP/1.1" 500' }, expected: true },
    { why: 'they have a known meaning', lines: { message: 'WORKER TIMEOUT (pid:9)' }, expected: true },
    { why: 'they are no errors', lines: { message: 'INFO "GET / HTTP/1.1" 200' }, expected: false },
    { why: 'they are six minutes old', lines: { at: secondsAgo(360) }, expected: false },
    { why: 'three tasks run', state: { tasks: 3 }, expected: true },
    { why: 'two tasks run', state: { tasks: 2 }, expected: false },
    { why: 'the task is stopping', state: { task: { 2: { desiredStatus: 'STOPPED' } } }, expected: false },
    { why: 'the task is gone', state: { tasks: [1, 3, 4] }, expected: false },
    { why: 'the peers are of another revision', state: { older: [1, 3, 4] }, expected: false },
    { why: 'two peers started since', state: { task: startedAgo(59, 1, 3) }, expected: false },
    { why: 'two peers started before', state: { task: startedAgo(60, 1, 3) }, expected: true },
    { why: 'the peers have not started', state: { tasks: [2], starting: [1, 3, 4] }, expected: false },
    { why: 'the tasks cannot be read', state: { missing: { tasks: 'throttled' } }, expected: false },
    { why: 'the logs cannot be read', state: { missing: { logs: 'throttled' } }, expected: false },
  ])('is found when $why: $expected', ({ state, lines, expected }) => {
    expect(isFound('log-errors-in-one-task', { ...logging(errorsOf(2, 40, lines)), ...state })).toBe(expected);
  });

  it('counts a peer only for the time in which the task logs', () => {
    const earlier = errorsOf(1, 40, { at: secondsAgo(200) });
    expect(found('log-errors-in-one-task', logging(errorsOf(2, 40), earlier))).toMatchObject([{ subject: 'task-2' }]);
  });
});

describe('log-errors-unmatched', () => {
  it('quotes the three most frequent errors, and each from three lines on', () => {
    const kinds = [
      ['four', 4],
      ['six', 6],
      ['five', 5],
      ['three', 3],
      ['two', 2],
    ] as const;
    const state = logging(...kinds.map(([word, lines]) => errorsOf(1, lines, { message: `ERROR ${word}` })));
    expect(found('log-errors-unmatched', state)).toMatchObject([
      {
        numbers: { lines: 6 },
        message: expect.stringMatching(/: 6 x "ERROR six", 5 x "ERROR five", 4 x "ERROR four"$/),
      },
    ]);
  });

  it('quotes the newest line of the most frequent error, whatever differs between its lines', () => {
    const run = (id: number) =>
      errorsOf(id, 1, { message: `2026-11-23 ERROR run 0x7fa${id}bc${id} lost\nat line ${id}` });
    const state = logging(run(1), run(2), run(3), errorsOf(4, 2, { message: 'ERROR rare' }));
    expect(found('log-errors-unmatched', state)).toMatchObject([
      {
        strength: 'soft',
        numbers: { lines: 3, tasks: 3, share: 0.6 },
        message:
          'the most frequent errors without a known meaning, of 5 error lines: 3 x "2026-11-23 ERROR run 0x7fa3bc3 lost at line 3"',
      },
    ]);
  });

  it.each([
    { lines: 2, expected: false },
    { lines: 3, expected: true },
    { lines: 4, expected: true },
  ])('is found for $lines equal lines: $expected', ({ lines, expected }) => {
    expect(isFound('log-errors-unmatched', logging(errorsOf(1, lines)))).toBe(expected);
  });

  it.each([
    { seconds: 30, strength: 'soft' },
    { seconds: 31, strength: 'hard' },
  ])('is $strength evidence for $seconds lines in as many seconds', ({ seconds, strength }) => {
    expect(found('log-errors-unmatched', logging(errorsOf(1, seconds)))).toMatchObject([{ strength }]);
  });

  it('quotes the more frequent of two', () => {
    const state = logging(errorsOf(1, 3, { message: 'ERROR one' }), errorsOf(2, 4, { message: 'ERROR two' }));
    expect(found('log-errors-unmatched', state)).toMatchObject([{ message: expect.stringContaining('"ERROR two"') }]);
  });

  it('prefers a line that says what is wrong to an access line', () => {
    const state = logging(errorsOf(1, 9, { message: '"GET / HTTP/1.1" 500' }), errorsOf(2, 3));
    expect(found('log-errors-unmatched', state)).toMatchObject([{ numbers: { lines: 3 } }]);
  });

  it('quotes an access line where nothing else is logged', () => {
    const state = logging(errorsOf(1, 9, { message: '"GET /api HTTP/1.1" 500' }));
    expect(found('log-errors-unmatched', state)).toMatchObject([{ numbers: { lines: 9 } }]);
  });

  it.each([
    { why: 'all lines have a known meaning', lines: errorsOf(1, 9, { message: 'WORKER TIMEOUT' }) },
    {
      why: 'only access lines stand beside known ones',
      lines: [...errorsOf(1, 9, { message: 'WORKER TIMEOUT' }), ...errorsOf(2, 9, { message: '"GET / HTTP/1.1" 500' })],
    },
    { why: 'no line is an error', lines: errorsOf(1, 9, { message: 'INFO well' }) },
  ])('is not found when $why', ({ lines }) => {
    expect(isFound('log-errors-unmatched', logging(lines))).toBe(false);
  });
});

it.each(['log-errors-in-one-task', 'log-errors-unmatched'] as const)('%s leaves the service healthy', (id) => {
  expect(isHealthy(aReport({ findings: [aFinding({ id })] }))).toBe(true);
});
