// Unit layer: errors that fill the logs of a service whose requests nothing counts.
import { decide } from '#shared/domain/decide.ts';
import type { LogLine } from '#shared/domain/model/operational-context.ts';
import { frozen } from '#shared/domain/model/part.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { aLogLine } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const FAILED = 'ERROR job failed: OOM command not allowed when used memory > "maxmemory"';
const linesAt = (seconds: readonly number[], tasks: readonly number[], message = FAILED): readonly LogLine[] =>
  seconds.flatMap((age) => tasks.map((task) => aLogLine({ at: secondsAgo(age), taskId: `task-${task}`, message })));

/** Nothing counts the requests of four tasks, which log these lines. */
const worker = (lines: readonly LogLine[], state: ServiceState = {}): ServiceState => ({
  targetGroups: [],
  ecs: { targetGroupArns: [] },
  missing: { taskProbes: 'not-configured', traffic: 'not-configured' },
  logs: { lines: lines.toSorted((one, other) => one.at - other.at) },
  ...state,
});
/** Three lines in each of the last four minutes. */
const SECONDS = [0, 60, 120, 180].flatMap((from) => [from, from + 20, from + 40]);
const LASTING = linesAt(SECONDS, [1]).map((line, index) => ({ ...line, taskId: `task-${1 + (index % 3)}` }));

describe('log-errors-lasting', () => {
  it('counts the lines and their writers, and quotes the newest', () => {
    expect(found('log-errors-lasting', worker(LASTING))).toMatchObject([
      {
        strength: 'hard',
        at: NOW,
        since: secondsAgo(220),
        numbers: { lines: 12, writers: 3, running: 4 },
        message: `3 of 4 tasks log errors minute by minute, and nothing else measures their work: 12 lines, the newest "${FAILED}"`,
      },
    ]);
  });

  it.each([0, 1, 2, 3])('is not found with two lines in the minute that began %i minutes before the last', (minute) => {
    const isDropped = ({ at }: LogLine) => at === secondsAgo(60 * minute + 20);
    expect(isFound('log-errors-lasting', worker(LASTING.filter((line) => !isDropped(line))))).toBe(false);
  });

  it.each([
    { writing: [1], running: 4, expected: false },
    { writing: [1, 2], running: 4, expected: true },
    { writing: [1, 2], running: 5, expected: false },
    { writing: [1], running: 1, expected: true },
    { writing: [7, 8], running: 2, expected: false },
  ])('is found for $writing of $running tasks: $expected', ({ writing, running, expected }) => {
    expect(isFound('log-errors-lasting', worker(linesAt(SECONDS, writing), { tasks: running }))).toBe(expected);
  });

  it('counts lines of a known meaning, and no lines of another level', () => {
    const [known, routine] = ['worker: database is locked', 'INFO 0 errors'].map((message) =>
      linesAt(SECONDS, [1, 2, 3], message),
    );
    const policy = { logPatterns: [{ text: 'is locked', means: 'dependency-refuses' }] } as const;
    expect(isFound('log-errors-lasting', { ...worker(known ?? []), policy })).toBe(true);
    expect(isFound('log-errors-lasting', worker(routine ?? []))).toBe(false);
  });

  const metric = {
    namespace: 'AWS/SQS',
    name: 'ApproximateAgeOfOldestMessage',
    dimensions: {},
    statistic: 'Maximum',
  } as const;
  it.each<{ what: string; state: ServiceState & given.SnapshotState }>([
    { what: 'a load balancer that counts requests', state: { logs: { lines: LASTING } } },
    {
      what: 'a load balancer without requests',
      state: { ...worker(LASTING), missing: {}, parts: { traffic: frozen(NOW) } },
    },
    {
      what: 'a metric that measures the work',
      state: { ...worker(LASTING), policy: { worker: { metric, maximum: 300 } } },
    },
    { what: 'no running task', state: worker(LASTING, { tasks: 0 }) },
    { what: 'no error', state: worker([]) },
  ])('is not found with $what', ({ state }) => {
    expect(isFound('log-errors-lasting', state)).toBe(false);
  });

  it('is told to operators as unknown where no message names the cause', () => {
    const { diagnosis, decision } = decide(given.evidence(worker(LASTING)));
    expect([diagnosis.cause, decision.kind]).toEqual(['unknown', 'escalate']);
  });

  it('is explained by what the logs say', () => {
    const heap = linesAt(SECONDS, [1, 2, 3], 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space');
    const policy = { logPatterns: [{ text: 'java.lang.OutOfMemoryError', means: 'out-of-memory' }] } as const;
    const { diagnosis, decision } = decide(given.evidence({ ...worker(heap), policy }));
    expect([diagnosis.cause, decision.kind]).toEqual(['out-of-memory', 'escalate']);
  });
});
