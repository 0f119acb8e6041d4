// Unit layer: findings about lines in the logs of the service.
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import type { LogLine } from '#shared/domain/model/operational-context.ts';
import { frozen } from '#shared/domain/model/part.ts';
import type { LogPattern } from '#shared/domain/model/policy.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import { aLogLine } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const logPatterns: readonly LogPattern[] = [
  { text: 'password authentication failed', means: 'dependency-refuses' },
  { text: 'connection to server at', means: 'dependency-unreached' },
  { text: 'WORKER TIMEOUT', means: 'workers-time-out' },
];

const line = (seconds: number, given: Partial<LogLine> = {}): LogLine =>
  aLogLine({ at: secondsAgo(seconds), ...given });
/** A line of each of these tasks, one every 20 s. */
const linesOf = (...tasks: readonly string[]): readonly LogLine[] =>
  tasks.map((taskId, index) => line(60 - 20 * index, { taskId }));

const logging = (lines: readonly LogLine[], state: ServiceState = {}) => ({
  policy: { logPatterns },
  logs: { lines },
  ...state,
});
const foundIn = (lines: readonly LogLine[], state?: ServiceState) => found('log-pattern', logging(lines, state));

describe('log-pattern', () => {
  it('counts the lines and tasks with one meaning and quotes the newest line', () => {
    const newest = line(10, { taskId: 'task-2', message: '[CRITICAL] WORKER TIMEOUT (pid:11)' });
    expect(foundIn([line(60), line(40), newest])).toEqual([
      {
        id: 'log-pattern',
        strength: 'hard',
        meaning: 'workers-time-out',
        at: secondsAgo(10),
        since: secondsAgo(60),
        seen: 1,
        numbers: { lines: 3, tasks: 2, spanSeconds: 50 },
        message:
          'worker processes hang and are restarted inside the task; no message says why: 3 log lines, the newest "[CRITICAL] WORKER TIMEOUT (pid:11)"',
      },
    ]);
  });

  it('is one finding for each meaning, and the first pattern in a line decides which', () => {
    const refused = 'connection to server at "db.internal" failed: FATAL:  password authentication failed for user "x"';
    const unreached = 'connection to server at "db.internal" failed: Connection timed out';
    const lines = [refused, unreached, refused].map((message, index) => line(30 - 10 * index, { message }));
    expect(foundIn(lines)).toMatchObject([
      { meaning: 'dependency-refuses', numbers: { lines: 2 } },
      { meaning: 'dependency-unreached', numbers: { lines: 1 } },
    ]);
  });

  it.each(['worker timeout', 'GET /health 200'])('ignores a line without a pattern: %s', (message) => {
    expect(foundIn([line(10, { message })])).toEqual([]);
  });

  it.each([
    { seconds: 299, expected: true },
    { seconds: 300, expected: true },
    { seconds: 301, expected: false },
  ])('counts a line of $seconds s ago: $expected', ({ seconds, expected }) => {
    expect(isFound('log-pattern', logging([line(seconds)]))).toBe(expected);
  });

  it.each([
    { lines: 2, spanSeconds: 60, strength: 'soft' },
    { lines: 3, spanSeconds: 29, strength: 'soft' },
    { lines: 3, spanSeconds: 30, strength: 'hard' },
    { lines: 4, spanSeconds: 31, strength: 'hard' },
  ])('is $strength evidence for $lines lines over $spanSeconds s', ({ lines, spanSeconds, strength }) => {
    const newest = Array.from({ length: lines - 1 }, () => line(0));
    expect(foundIn([line(spanSeconds), ...newest])).toMatchObject([{ strength, numbers: { lines, spanSeconds } }]);
  });

  const three = linesOf('task-2', 'task-2', 'task-2');
  const { taskId: _, ...unsigned } = line(10);

  it.each<{ why: string; lines?: readonly LogLine[]; state?: ServiceState; subject?: string }>([
    { why: 'one of four tasks logs three lines', subject: 'task-2' },
    { why: 'one of three tasks logs them', state: { tasks: 3 }, subject: 'task-2' },
    { why: 'one of two tasks logs them', state: { tasks: 2 } },
    { why: 'one of two tasks logs six', lines: [...three, ...three], state: { tasks: 2 } },
    { why: 'there are two lines', lines: linesOf('task-2', 'task-2') },
    { why: 'one of ten tasks logs two lines', lines: linesOf('task-2', 'task-2'), state: { tasks: 10 } },
    { why: 'two tasks log them', lines: linesOf('task-2', 'task-2', 'task-1') },
    { why: 'the task is stopping', state: { tasks: 5, task: { 2: { desiredStatus: 'STOPPED' } } } },
    { why: 'the task is gone', lines: linesOf('task-9', 'task-9', 'task-9') },
    { why: 'more lines were found than read', state: { logs: { lines: three, isCut: true } } },
    { why: 'the tasks are not known', state: { parts: { tasks: frozen(NOW) } } },
    { why: 'the lines do not name their task', lines: [unsigned, unsigned, unsigned] },
  ])('has the subject $subject when $why', ({ lines = three, state, subject }) => {
    expect(foundIn(lines, state).map((finding) => finding.subject)).toEqual([subject]);
  });

  const linesBy = (count: number, ...tasks: readonly string[]): readonly LogLine[] =>
    Array.from({ length: count }, (_, index) => line(90 - index, { taskId: tasks[index % tasks.length] ?? '' }));
  const TWO_ZONES: ServiceState = { zones: { a: [1, 2], b: [3, 4] } };
  const onHosts = (...hosts: readonly string[]): ServiceState => ({
    task: Object.fromEntries(hosts.map((containerInstance, index) => [index + 1, { containerInstance }])),
  });

  it.each<{ why: string; lines: readonly LogLine[]; state?: ServiceState; where?: string }>([
    {
      why: 'one task writes them',
      lines: linesBy(3, 'task-2'),
      where: 'of this task alone',
    },
    {
      why: 'the two tasks of a zone write five lines',
      lines: linesBy(5, 'task-1', 'task-2'),
      state: TWO_ZONES,
      where: 'of the tasks in a alone',
    },
    { why: 'they write four lines, which may be chance', lines: linesBy(4, 'task-1', 'task-2'), state: TWO_ZONES },
    { why: 'the writers are in two zones', lines: linesBy(9, 'task-1', 'task-3'), state: TWO_ZONES },
    { why: 'all tasks are in one zone', lines: linesBy(9, 'task-1', 'task-2'), state: { zones: { a: [1, 2, 3, 4] } } },
    {
      why: 'the tasks of an instance write them',
      lines: linesBy(5, 'task-1', 'task-2'),
      state: onHosts('i-1', 'i-1', 'i-2', 'i-2'),
      where: 'of the tasks on container instance i-1 alone',
    },
    {
      why: 'the tasks without a container instance write them',
      lines: linesBy(9, 'task-1', 'task-2'),
      state: { task: { 3: { containerInstance: 'i-1' }, 4: { containerInstance: 'i-1' } } },
    },
    {
      why: 'the writers are on two instances',
      lines: linesBy(9, 'task-1', 'task-2'),
      state: onHosts('i-1', 'i-2', 'i-1', 'i-2'),
    },
    {
      why: 'a line does not name its task',
      lines: [...linesBy(9, 'task-1', 'task-2'), unsigned],
      state: TWO_ZONES,
    },
  ])('is about $where when $why', ({ lines, state, where }) => {
    const [finding] = foundIn(lines, state);
    expect(finding?.numbers.subset).toBe(where === undefined ? undefined : 1);
    if (where !== undefined) expect(finding?.message).toContain(` ${where}, the newest "`);
  });

  it('has no subject when it is about a zone', () => {
    expect(foundIn(linesBy(5, 'task-1', 'task-2'), TWO_ZONES)[0]).not.toHaveProperty('subject');
  });

  it('ignores a line of the future', () => {
    expect(foundIn([line(-1)])).toEqual([]);
  });

  it('quotes a message in one line', () => {
    expect(foundIn([line(1, { message: 'WORKER TIMEOUT\n\u001b[31mall is well' })])[0]?.message).toMatch(
      /"WORKER TIMEOUT \[31mall is well"$/,
    );
  });

  const OLDER_WORDS = 'sslv3 alert handshake failure';

  it.each<{ breaker: BreakerRecord['state']; message: string; meaning?: string }>([
    { breaker: 'open', message: OLDER_WORDS, meaning: 'dependency-refuses' },
    { breaker: 'half-open', message: OLDER_WORDS, meaning: 'dependency-refuses' },
    { breaker: 'closed', message: OLDER_WORDS },
    { breaker: 'forced-open', message: OLDER_WORDS },
    { breaker: 'open', message: "KeyError: 'risk_score'" },
    { breaker: 'open', message: "CircuitBreaker 'backend' is open: call refused" },
    { breaker: 'open', message: 'connection to server at x failed: timed out', meaning: 'dependency-unreached' },
  ])('takes "$message" for $meaning while the breaker is $breaker', ({ breaker, message, meaning }) => {
    expect(foundIn([line(1, { message })], { breaker }).map((finding) => finding.meaning)).toEqual(
      meaning === undefined ? [] : [meaning],
    );
  });

  it('counts no task when the lines do not name one', () => {
    expect(foundIn([unsigned])).toMatchObject([{ numbers: { tasks: 0 } }]);
  });

  it.each([
    { letters: 299, quoted: 299, dots: '' },
    { letters: 300, quoted: 300, dots: '' },
    { letters: 301, quoted: 300, dots: '...' },
  ])('quotes $quoted of $letters letters', ({ letters, quoted, dots }) => {
    const message = 'WORKER TIMEOUT'.padEnd(letters, 'x');
    const quote = `"${message.slice(0, quoted)}${dots}"`;
    expect(foundIn([line(1, { message })])[0]?.message.endsWith(quote)).toBe(true);
  });

  it('is not found while the logs are not read', () => {
    expect(foundIn([], { missing: { logs: 'not-asked' } })).toEqual([]);
  });

  it('leaves the service healthy', () => {
    expect(isHealthy(aReport({ findings: [aFinding({ id: 'log-pattern', meaning: 'workers-time-out' })] }))).toBe(true);
  });
});
