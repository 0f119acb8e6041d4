// Unit layer: causes that the logs of the service name.
import { decide } from '#shared/domain/decide.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Diagnosis } from '#shared/domain/model/diagnosis.ts';
import type { Finding, FindingId } from '#shared/domain/model/finding.ts';
import type { MeaningId } from '#shared/domain/model/message-meaning.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { minutesAgo, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { aLogLine } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { causeOf, diagnosisOf, hard, hungTask } from './diagnosis-of.ts';

const logged = (meaning: MeaningId, different: Partial<Finding> = {}): Finding => {
  const { subject: _, ...lines } = hard('log-pattern', { meaning, numbers: { lines: 12, tasks: 4, spanSeconds: 90 } });
  return { ...lines, ...different };
};
/** Lines that one task alone wrote. */
const loggedByOne = (meaning: MeaningId): Finding =>
  logged(meaning, { subject: 'task-2', numbers: { lines: 5, tasks: 1, spanSeconds: 60 } });
const SYMPTOM = hard('errors-above-objective');

describe('log lines', () => {
  it.each<{ meaning: MeaningId; cause: Cause }>([
    { meaning: 'dependency-refuses', cause: 'dependency-down' },
    { meaning: 'dependency-unreached', cause: 'dependency-down' },
    { meaning: 'names-unresolved', cause: 'network-path' },
    { meaning: 'schema-outdated', cause: 'initialization-failure' },
    { meaning: 'out-of-memory', cause: 'out-of-memory' },
    { meaning: 'pool-exhausted', cause: 'unknown' },
    { meaning: 'workers-time-out', cause: 'unknown' },
    { meaning: 'worker-killed', cause: 'unknown' },
    { meaning: 'breaker-opened', cause: 'unknown' },
  ])('that mean $meaning are diagnosed as $cause beside a symptom, and as none without', ({ meaning, cause }) => {
    expect(diagnosisOf([logged(meaning), SYMPTOM])).toMatchObject({ cause, confirmed: true, restartHelps: false });
    expect(causeOf([logged(meaning)])).toBe('none');
  });

  it('are evidence and explain the symptoms', () => {
    const line = logged('dependency-refuses');
    expect(diagnosisOf([line, SYMPTOM])).toMatchObject({ evidence: [line], explained: [SYMPTOM], unexplained: [] });
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
  ])('explain the symptom %s', (id) => {
    expect(causeOf([logged('dependency-refuses'), hard(id)])).toBe('dependency-down');
  });

  it.each<FindingId>(['replacement-under-way', 'deployment-in-progress'])(
    'do not explain tasks missing in %s',
    (id) => {
      expect(causeOf([logged('dependency-refuses'), hard('tasks-missing'), hard(id)])).toBe('in-transition');
    },
  );

  it.each([
    { strength: 'soft' as const, seen: 1, cause: 'unknown' },
    { strength: 'soft' as const, seen: 2, cause: 'dependency-down' },
    { strength: 'hard' as const, seen: 1, cause: 'dependency-down' },
  ])('that are $strength evidence seen $seen times are diagnosed as $cause', ({ cause, ...different }) => {
    expect(causeOf([logged('dependency-refuses', different), SYMPTOM])).toBe(cause);
  });

  it.each<{ first: FindingId; cause: Cause; different?: Partial<Finding> }>([
    { first: 'release-failing-tasks', cause: 'bad-release', different: { numbers: { neverStarted: 0 } } },
    { first: 'release-not-working', cause: 'bad-release', different: { numbers: { olderTasks: 3 } } },
    { first: 'breaker-open-dependency-back', cause: 'breaker-stuck-open' },
    { first: 'zone-failing', cause: 'az-impairment' },
  ])('come after $first', ({ first, cause, different }) => {
    const at = { at: minutesAgo(2) };
    for (const lines of [logged('dependency-unreached', at), logged('schema-outdated', at)])
      expect(causeOf([lines, SYMPTOM, hard(first, different)])).toBe(cause);
  });
});

describe('log lines of one task alone', () => {
  it.each<{ meaning: MeaningId; cause: Cause }>([
    { meaning: 'workers-time-out', cause: 'instance-grey' },
    { meaning: 'pool-exhausted', cause: 'instance-grey' },
    { meaning: 'worker-killed', cause: 'unknown' },
    { meaning: 'names-unresolved', cause: 'unknown' },
    { meaning: 'dependency-unreached', cause: 'unknown' },
  ])('that mean $meaning are diagnosed as $cause beside a symptom, and as none without', ({ meaning, cause }) => {
    expect(causeOf([loggedByOne(meaning), SYMPTOM])).toBe(cause);
    expect(causeOf([loggedByOne(meaning)])).toBe('none');
  });

  it.each<{ meaning: MeaningId; cause: Cause }>([
    { meaning: 'workers-time-out', cause: 'instance-grey' },
    { meaning: 'out-of-memory', cause: 'out-of-memory' },
  ])('that mean $meaning make it the subject of $cause', ({ meaning, cause }) => {
    expect(diagnosisOf([loggedByOne(meaning), SYMPTOM])).toMatchObject({ cause, subject: 'task-2', confirmed: true });
  });

  it.each([
    { seen: 1, subject: 'task-2' },
    { seen: 2, subject: 'task-1' },
  ])('make it the subject before another task whose soft evidence is older and seen $seen times: $subject', (row) => {
    const other = hungTask(1, { since: minutesAgo(10), seen: row.seen });
    expect(diagnosisOf([other, loggedByOne('workers-time-out'), SYMPTOM], { tasks: 6 }).subject).toBe(row.subject);
  });

  it('are not the cause when nearly all tasks hang', () => {
    expect(causeOf([hungTask(1), hungTask(3), loggedByOne('workers-time-out'), SYMPTOM])).toBe('unknown');
  });

  it.each<{ running: string; state: ServiceState; diagnosis: Partial<Diagnosis> }>([
    { running: 'no task runs', state: { tasks: 0 }, diagnosis: { cause: 'unknown' } },
    { running: 'one task runs', state: { tasks: 1 }, diagnosis: { cause: 'instance-grey', subject: 'task-1' } },
    { running: 'two tasks run', state: { tasks: 2 }, diagnosis: { cause: 'unknown' } },
    {
      running: 'one task runs beside one that leaves',
      state: { tasks: 2, task: { 1: { desiredStatus: 'STOPPED' } } },
      diagnosis: { cause: 'instance-grey', subject: 'task-2' },
    },
  ])('are assumed when $running and the lines name no task: $diagnosis.cause', ({ state, diagnosis }) => {
    expect(diagnosisOf([logged('workers-time-out'), SYMPTOM], state)).toMatchObject(diagnosis);
  });
});

describe('workers that are killed', () => {
  const causeWith = (state: ServiceState): Cause => causeOf([logged('worker-killed'), SYMPTOM], state);

  it.each([
    { memory: 0.89, cause: 'unknown' },
    { memory: 0.9, cause: 'out-of-memory' },
    { memory: 0.91, cause: 'out-of-memory' },
  ])('at a memory utilisation of $memory are diagnosed as $cause', ({ memory, cause }) => {
    expect(causeWith({ utilisation: { memory } })).toBe(cause);
    expect(causeWith({ utilisation: {}, metrics: { memory: [memory] } })).toBe(cause);
    expect(causeWith({ utilisation: {}, metrics: { memoryMaximum: [memory] } })).toBe(cause);
  });

  it.each([
    { minutes: 9, cause: 'out-of-memory' },
    { minutes: 10, cause: 'out-of-memory' },
    { minutes: 11, cause: 'unknown' },
  ])('$minutes minutes after memory was full are diagnosed as $cause', ({ minutes, cause }) => {
    expect(causeWith({ metrics: { memory: [0.95] }, newestMinute: minutesAgo(minutes) })).toBe(cause);
  });

  it('have no known cause while the memory utilisation cannot be read', () => {
    expect(causeWith({ missing: { history: 'throttled', utilisation: 'throttled' } })).toBe('unknown');
  });
});

const ONE_LEAVES: ServiceState = { tasks: 4, task: { 4: { desiredStatus: 'STOPPED' } } };
it.each<{ numbers: Finding['numbers']; of: string; state: ServiceState; cause: Cause }>([
  { numbers: { tasks: 1 }, of: '4 tasks', state: {}, cause: 'unknown' },
  { numbers: { tasks: 2 }, of: '4 tasks', state: {}, cause: 'unknown' },
  { numbers: { tasks: 3 }, of: '4 tasks', state: {}, cause: 'overload' },
  { numbers: { tasks: 2 }, of: '3 tasks and one that leaves', state: ONE_LEAVES, cause: 'overload' },
  { numbers: {}, of: '4 tasks', state: {}, cause: 'unknown' },
])('exhausted pools of $numbers among $of are diagnosed as $cause', ({ numbers, state, cause }) => {
  expect(causeOf([logged('pool-exhausted', { numbers }), hard('requests-rising'), SYMPTOM], state)).toBe(cause);
});

it.each<{ load: FindingId | undefined; cause: Cause }>([
  { load: undefined, cause: 'unknown' },
  { load: 'requests-rising', cause: 'overload' },
  { load: 'work-per-task-rising', cause: 'overload' },
  { load: 'cpu-saturated', cause: 'overload' },
])('exhausted pools with the load $load are diagnosed as $cause, since connections may also not be returned', (row) => {
  const load = row.load === undefined ? [] : [hard(row.load)];
  const lines = logged('pool-exhausted', { numbers: { tasks: 4 } });
  const { cause, evidence } = diagnosisOf([lines, ...load, SYMPTOM]);
  expect([cause, cause === 'unknown' || evidence.includes(lines)]).toEqual([row.cause, true]);
});

it.each([
  { seconds: 299, decision: { kind: 'wait', reason: 'verifying' } },
  { seconds: 300, decision: { kind: 'wait', reason: 'verifying' } },
  { seconds: 301, decision: { kind: 'escalate', reason: 'dependency-is-down' } },
])('log lines from before a recovery $seconds s ago lead to $decision.kind', ({ seconds, decision }) => {
  const text = 'connection to server at';
  const lines = [280, 270, 240].map((age, index) =>
    aLogLine({ at: secondsAgo(age), message: `${text} "db" failed`, taskId: `task-${index + 1}` }),
  );
  const evidence = given.evidence({
    logs: { lines },
    traffic: { target5xx: 3_000 },
    policy: { logPatterns: [{ text, means: 'dependency-unreached' }] },
    incident: anIncident({ status: 'resolved', healthySince: secondsAgo(seconds) }),
  });
  expect(decide(evidence).decision).toMatchObject(decision);
});
