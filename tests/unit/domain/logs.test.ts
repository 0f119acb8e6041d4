// Unit layer: what lines in a service's own logs tell, and which causes they name.

import { decide } from '#shared/domain/decide.ts';
import { diagnose } from '#shared/domain/diagnosis/diagnose.ts';
import { logPatternFound } from '#shared/domain/findings/logs.ts';
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding, FindingId } from '#shared/domain/model/finding.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { LogLine } from '#shared/domain/model/operational-context.ts';
import { frozen, missing, observed } from '#shared/domain/model/part.ts';
import type { LogPattern } from '#shared/domain/model/policy.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { assessed } from '#tests/builders/an-evidence.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aTask, someTraffic, tasks } from '#tests/builders/parts.ts';

const PATTERNS: readonly LogPattern[] = [
  { text: 'password authentication failed', means: 'dependency-refuses' },
  { text: 'connection to server at', means: 'dependency-unreached' },
  { text: 'WORKER TIMEOUT', means: 'workers-time-out' },
];

const aLine = (secondsAgo: number, given: Partial<LogLine> = {}): LogLine => ({
  at: NOW - secondsAgo * SECOND,
  taskId: 'task-1',
  message: 'WORKER TIMEOUT (pid:9)',
  ...given,
});
const linesBy = (...writers: readonly string[]): readonly LogLine[] =>
  writers.map((taskId, index) => aLine(60 - 20 * index, { taskId }));

const found = (lines: readonly LogLine[], given: Partial<Observation> & { readonly isCut?: boolean } = {}) => {
  const { isCut = false, ...different } = given;
  const logs = observed(NOW, { from: NOW - 10 * MINUTE, lines, isCut });
  return logPatternFound({
    observation: anObservation({ logs, ...different }),
    policy: aPolicy({ logPatterns: PATTERNS }),
    now: NOW,
  });
};
const runningTasks = (count: number) => observed(NOW, tasks(count));

describe('log-pattern', () => {
  it('tells what the lines mean, since when, how many of how many tasks, and quotes the newest', () => {
    const newest = aLine(10, { taskId: 'task-2', message: '[CRITICAL] WORKER TIMEOUT (pid:11)' });
    expect(found([aLine(60), aLine(40), newest])).toEqual([
      {
        id: 'log-pattern',
        strength: 'hard',
        meaning: 'workers-time-out',
        at: NOW - 10 * SECOND,
        since: NOW - 60 * SECOND,
        numbers: { lines: 3, tasks: 2, spanSeconds: 50 },
        message:
          'worker processes hang and are restarted inside the task; no message says why: 3 log lines, the newest "[CRITICAL] WORKER TIMEOUT (pid:11)"',
      },
    ]);
  });

  it('is one for each meaning, and the first text in a line decides which', () => {
    const refused = 'connection to server at "db.internal" failed: FATAL:  password authentication failed for user "x"';
    const unreached = 'connection to server at "db.internal" failed: Connection timed out';
    const lines = [aLine(30, { message: refused }), aLine(20, { message: unreached }), aLine(10, { message: refused })];
    expect(found(lines).map(({ meaning, numbers }) => [meaning, numbers.lines])).toEqual([
      ['dependency-refuses', 2],
      ['dependency-unreached', 1],
    ]);
  });

  it('takes upper and lower case for what they are, and leaves out what no text is in', () => {
    expect(found([aLine(10, { message: 'worker timeout' }), aLine(5, { message: 'GET /health 200' })])).toEqual([]);
  });

  it.each([
    { seconds: 299, isFound: true },
    { seconds: 300, isFound: true },
    { seconds: 301, isFound: false },
  ])('counts a line of $seconds s ago: $isFound', ({ seconds, isFound }) => {
    expect(found([aLine(seconds)]).length > 0).toBe(isFound);
  });

  it.each([
    { lines: 2, spanSeconds: 60, strength: 'soft' },
    { lines: 3, spanSeconds: 29, strength: 'soft' },
    { lines: 3, spanSeconds: 30, strength: 'hard' },
    { lines: 4, spanSeconds: 31, strength: 'hard' },
  ])('of $lines lines over $spanSeconds s is $strength', ({ lines, spanSeconds, strength }) => {
    const others = Array.from({ length: lines - 1 }, () => aLine(0));
    expect(found([aLine(spanSeconds), ...others])).toMatchObject([{ strength, numbers: { lines, spanSeconds } }]);
  });

  it.each<{ why: string; lines: readonly LogLine[]; given?: Parameters<typeof found>[1]; subject?: string }>([
    { why: 'one of four tasks wrote three', lines: linesBy('task-2', 'task-2', 'task-2'), subject: 'task-2' },
    {
      why: 'one of three tasks wrote them',
      lines: linesBy('task-2', 'task-2', 'task-2'),
      given: { tasks: runningTasks(3) },
      subject: 'task-2',
    },
    {
      why: 'one of two tasks wrote them',
      lines: linesBy('task-2', 'task-2', 'task-2'),
      given: { tasks: runningTasks(2) },
    },
    { why: 'two lines are too few', lines: linesBy('task-2', 'task-2') },
    { why: 'two tasks wrote them', lines: linesBy('task-2', 'task-2', 'task-1') },
    {
      why: 'the task is on its way out',
      lines: linesBy('task-5', 'task-5', 'task-5'),
      given: {
        tasks: observed(NOW, [aTask(1), aTask(2), aTask(3), aTask(4), aTask(5, { desiredStatus: 'STOPPED' })]),
      },
    },
    { why: 'the task is gone', lines: linesBy('task-9', 'task-9', 'task-9') },
    {
      why: 'there were more lines than were read',
      lines: linesBy('task-2', 'task-2', 'task-2'),
      given: { isCut: true },
    },
    { why: 'the tasks are not known', lines: linesBy('task-2', 'task-2', 'task-2'), given: { tasks: frozen(NOW) } },
  ])('is about $subject when $why', ({ lines, given, subject }) => {
    expect(found(lines, given).map((finding) => finding.subject)).toEqual([subject]);
  });

  it('is about nobody when the lines do not say who wrote them', () => {
    const { taskId: _, ...unsigned } = aLine(10);
    const [finding] = found([unsigned, unsigned, unsigned]);
    expect(finding).toMatchObject({ numbers: { tasks: 0 } });
    expect(finding?.subject).toBeUndefined();
  });

  it.each([
    { letters: 119, quoted: 119 },
    { letters: 120, quoted: 120 },
    { letters: 121, quoted: 120 },
  ])('quotes $quoted of $letters letters', ({ letters, quoted }) => {
    const message = 'WORKER TIMEOUT'.padEnd(letters, 'x');
    const dots = letters > quoted ? '...' : '';
    expect(found([aLine(1, { message })])[0]?.message).toMatch(
      new RegExp(`"${message.slice(0, quoted)}${dots.replaceAll('.', '\\.')}"$`),
    );
  });

  it('is not found where the logs are not read', () => {
    expect(found([], { logs: missing('not-asked', '') })).toEqual([]);
  });

  it('keeps no service from being well', () => {
    expect(isHealthy(aReport({ findings: [aFinding({ id: 'log-pattern', meaning: 'workers-time-out' })] }))).toBe(true);
  });
});

const said = (meaning: Finding['meaning'], given: Partial<Finding> = {}): Finding => {
  const { subject: _, ...finding } = aFinding({
    id: 'log-pattern',
    strength: 'hard',
    numbers: { lines: 12, tasks: 4, spanSeconds: 90 },
    message: `the logs tell of ${meaning}`,
  });
  return { ...finding, ...(meaning && { meaning }), ...given };
};
const symptom = (id: FindingId = 'errors-above-objective', given: Partial<Finding> = {}): Finding =>
  aFinding({ id, strength: 'hard', message: id, ...given });

const diagnosed = (findings: readonly Finding[], given: Partial<Observation> = {}) =>
  diagnose(assessed({ observation: anObservation(given), findings, policy: aPolicy(), now: NOW }));

describe('the diagnosis by logs', () => {
  it.each<{ meaning: Finding['meaning']; cause: Cause }>([
    { meaning: 'dependency-refuses', cause: 'dependency-down' },
    { meaning: 'dependency-unreached', cause: 'dependency-down' },
    { meaning: 'names-unresolved', cause: 'network-path' },
    { meaning: 'schema-outdated', cause: 'initialization-failure' },
    { meaning: 'out-of-memory', cause: 'out-of-memory' },
    { meaning: 'pool-exhausted', cause: 'overload' },
    { meaning: 'workers-time-out', cause: 'unknown' },
    { meaning: 'worker-killed', cause: 'unknown' },
    { meaning: 'breaker-opened', cause: 'unknown' },
  ])('beside a symptom $meaning is $cause, and nothing without one', ({ meaning, cause }) => {
    const suffering = diagnosed([said(meaning), symptom()]);
    expect(suffering).toMatchObject({ cause, confirmed: true, restartHelps: false });
    expect(diagnosed([said(meaning)]).cause).toBe('none');
  });

  it('gives the lines and the symptoms for its reasons', () => {
    const findings = [said('dependency-refuses'), symptom()];
    expect(diagnosed(findings).evidence).toEqual(findings);
  });

  it.each<FindingId>([
    'errors-above-objective',
    'latency-above-objective',
    'load-balancer-503',
    'tasks-missing',
    'task-not-working',
    'task-crashed',
    'target-unhealthy',
    'all-targets-unhealthy',
    'tasks-failing-for',
  ])('takes %s for a symptom', (id) => {
    expect(diagnosed([said('dependency-refuses'), symptom(id)]).cause).toBe('dependency-down');
  });

  it.each<FindingId>(['replacement-under-way', 'deployment-in-progress'])(
    'does not take missing tasks for one during %s',
    (id) => {
      const findings = [said('dependency-refuses'), symptom('tasks-missing'), symptom(id)];
      expect(diagnosed(findings).cause).toBe('in-transition');
    },
  );

  it.each([
    { strength: 'soft' as const, seen: 1, cause: 'unknown' },
    { strength: 'soft' as const, seen: 2, cause: 'dependency-down' },
    { strength: 'hard' as const, seen: 1, cause: 'dependency-down' },
  ])('takes $strength lines that were seen $seen times for $cause', ({ cause, ...given }) => {
    expect(diagnosed([said('dependency-refuses', given), symptom()]).cause).toBe(cause);
  });

  it('is no dependency that one task alone cannot reach', () => {
    expect(diagnosed([said('dependency-unreached', { subject: 'task-1' }), symptom()]).cause).toBe('unknown');
  });

  it.each<{ first: FindingId; cause: Cause; given?: Partial<Finding> }>([
    { first: 'release-failing-tasks', cause: 'bad-release', given: { numbers: { neverStarted: 0 } } },
    { first: 'release-not-working', cause: 'bad-release', given: { numbers: { olderTasks: 3 } } },
    { first: 'breaker-open-dependency-back', cause: 'breaker-stuck-open' },
    { first: 'zone-failing', cause: 'az-impairment' },
  ])('comes after what $first says', ({ first, cause, given }) => {
    const earlier = { at: NOW - 2 * MINUTE };
    expect(diagnosed([said('dependency-unreached', earlier), symptom(), symptom(first, given)]).cause).toBe(cause);
    expect(diagnosed([said('schema-outdated', earlier), symptom(), symptom(first, given)]).cause).toBe(cause);
  });

  it('names a memory that is used up by one task, with the task', () => {
    expect(diagnosed([said('out-of-memory', { subject: 'task-2' }), symptom()])).toMatchObject({
      cause: 'out-of-memory',
      subject: 'task-2',
    });
  });
});

describe('workers that are killed', () => {
  const noHistory = { cpu: [], memory: [], requests: [], failed: [], latencyP95Ms: [] };
  const causeWith = (given: Partial<Observation>): Cause => diagnosed([said('worker-killed'), symptom()], given).cause;

  it.each([
    { memory: 0.89, cause: 'unknown' },
    { memory: 0.9, cause: 'out-of-memory' },
    { memory: 0.91, cause: 'out-of-memory' },
  ])('while the memory is at $memory are $cause', ({ memory, cause }) => {
    expect(causeWith({ utilisation: observed(NOW, { memory }) })).toBe(cause);
    const history = observed(NOW, { ...noHistory, memory: [{ at: NOW - 2 * MINUTE, value: memory }] });
    expect(causeWith({ history, utilisation: observed(NOW, {}) })).toBe(cause);
  });

  it.each([
    { minutes: 9, cause: 'out-of-memory' },
    { minutes: 10, cause: 'out-of-memory' },
    { minutes: 11, cause: 'unknown' },
  ])('$minutes minutes after the memory was full are $cause', ({ minutes, cause }) => {
    const memory = [{ at: NOW - minutes * MINUTE, value: 0.95 }];
    expect(causeWith({ history: observed(NOW, { ...noHistory, memory }) })).toBe(cause);
  });

  it('prove nothing where nobody knows the memory', () => {
    expect(causeWith({ history: missing('throttled', ''), utilisation: missing('throttled', '') })).toBe('unknown');
  });
});

describe('pools that are used up', () => {
  it.each([
    { tasks: 1, cause: 'unknown' },
    { tasks: 2, cause: 'unknown' },
    { tasks: 3, cause: 'overload' },
  ])('in $tasks of 4 tasks are $cause', ({ tasks, cause }) => {
    const numbers = { lines: 12, tasks, spanSeconds: 60 };
    expect(diagnosed([said('pool-exhausted', { numbers }), symptom()]).cause).toBe(cause);
  });

  it('name no overload where nobody knows whose they are', () => {
    expect(diagnosed([said('pool-exhausted', { numbers: {} }), symptom()]).cause).toBe('unknown');
  });
});

describe('one task that logs trouble alone', () => {
  const alone = (meaning: Finding['meaning'], given: Partial<Finding> = {}): Finding =>
    said(meaning, { subject: 'task-2', numbers: { lines: 5, tasks: 1, spanSeconds: 60 }, ...given });

  it.each<{ meaning: Finding['meaning']; cause: Cause }>([
    { meaning: 'workers-time-out', cause: 'instance-grey' },
    { meaning: 'pool-exhausted', cause: 'instance-grey' },
    { meaning: 'worker-killed', cause: 'unknown' },
    { meaning: 'names-unresolved', cause: 'unknown' },
  ])('of $meaning is $cause', ({ meaning, cause }) => {
    expect(diagnosed([alone(meaning), symptom()]).cause).toBe(cause);
    expect(diagnosed([alone(meaning)]).cause).toBe('none');
  });

  it('is the one that is treated', () => {
    expect(diagnosed([alone('workers-time-out'), symptom()])).toMatchObject({ subject: 'task-2', confirmed: true });
  });

  it('is treated before one of which only soft evidence is seen, once', () => {
    const other = aFinding({ subject: 'task-1', since: NOW - 10 * MINUTE, seen: 1 });
    const lines = alone('workers-time-out');
    const tasks = runningTasks(6);
    expect(diagnosed([other, lines, symptom()], { tasks }).subject).toBe('task-2');
    expect(diagnosed([{ ...other, seen: 2 }, lines, symptom()], { tasks }).subject).toBe('task-1');
  });

  it('is not to blame when nearly all hang', () => {
    const others = [1, 3].map((number) => aFinding({ subject: `task-${number}`, seen: 2 }));
    expect(diagnosed([...others, alone('workers-time-out'), symptom()]).cause).toBe('unknown');
  });

  it.each([
    { running: 1, cause: 'instance-grey', subject: 'task-1' },
    { running: 2, cause: 'unknown', subject: undefined },
  ])('of $running that run hangs by its log: $cause', ({ running, cause, subject }) => {
    const tasks = Array.from({ length: running }, (_, index) => aTask(index + 1));
    const diagnosis = diagnose(
      assessed({
        observation: anObservation({ tasks: observed(NOW, tasks) }),
        findings: [said('workers-time-out'), symptom()],
        policy: aPolicy(),
        now: NOW,
      }),
    );
    expect(diagnosis).toMatchObject(subject === undefined ? { cause } : { cause, subject });
  });
});

describe('lines of before a cure', () => {
  const unreached = 'connection to server at "db.internal" failed: Connection timed out';
  const lines = [280, 270, 240].map((secondsAgo, index) =>
    aLine(secondsAgo, { message: unreached, taskId: `task-${index + 1}` }),
  );
  const observation = anObservation({
    logs: observed(NOW, { from: NOW - 10 * MINUTE, lines, isCut: false }),
    traffic: observed(NOW, someTraffic({ target5xx: 3_000 })),
  });
  const decidedAfter = (secondsWell: number) => {
    const incident = anIncident({ status: 'resolved', healthySince: NOW - secondsWell * SECOND });
    const memory = { incident, pastActions: [] };
    return decide({ observation, history: memory, policy: aPolicy({ logPatterns: PATTERNS }), now: NOW }).decision;
  };

  it.each([
    { seconds: 299, decision: { kind: 'wait', reason: 'verifying' } },
    { seconds: 300, decision: { kind: 'wait', reason: 'verifying' } },
    { seconds: 301, decision: { kind: 'escalate', reason: 'dependency-is-down' } },
  ])('are no new fault $seconds s after it: $decision.kind', ({ seconds, decision }) => {
    expect(decidedAfter(seconds)).toMatchObject(decision);
  });
});
