// Unit layer: how long an unknown cause may still become known.
import { decide } from '#shared/domain/decide.ts';
import { mayStillBeExplained } from '#shared/domain/diagnosis/unexplained.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import { aDiagnosis, aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { level } from '#tests/builders/metrics.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { causeOf, hard, hungTask } from './diagnosis-of.ts';

const ALL = [1, 2, 3, 4];

it.each([
  { seconds: 179, kind: 'wait' },
  { seconds: 180, kind: 'escalate' },
  { seconds: 181, kind: 'escalate' },
])('tasks that have been silent for $seconds s and have not been measured since: $kind', ({ seconds, kind }) => {
  const at = secondsAgo(15);
  const silent = ALL.map((number) => hungTask(number, { at, since: secondsAgo(seconds), seen: 9 }));
  const evidence = given.evidence({
    hung: ALL,
    metrics: { cpu: level(5, 0.4) },
    newestMinute: minutesAgo(10),
    previous: [aReport({ at, findings: silent })],
  });
  expect(decide(evidence).decision).toMatchObject({ kind, reason: 'cause-unknown' });
});

describe('an unknown cause', () => {
  /** Whether it may still become known while the task metrics end `newest` seconds ago. */
  const mayBecomeKnown = (evidence: readonly Finding[], newest = 0, cause: Cause = 'unknown'): boolean => {
    const diagnosis = aDiagnosis({ cause, evidence });
    const state: ServiceState = { metrics: { cpu: level(5, 0.4) }, newestMinute: secondsAgo(newest) };
    return mayStillBeExplained(given.diagnosed({ ...state, findings: evidence, diagnosis }));
  };
  const silentFor = (seconds: number): Finding => hungTask(1, { since: secondsAgo(seconds) });
  const errorsFor = (seconds: number, until: number): Finding =>
    hard('errors-above-objective', { since: secondsAgo(until + seconds), at: secondsAgo(until) });
  const IMPOSSIBLE = hard('essentials-unreadable', { strength: 'soft', subject: 'traffic' });

  it.each([
    { seconds: 119, isGivenTime: true },
    { seconds: 120, isGivenTime: false },
    { seconds: 121, isGivenTime: false },
  ])('of a symptom that has lasted for $seconds s is given time: $isGivenTime', ({ seconds, isGivenTime }) => {
    expect(mayBecomeKnown([silentFor(seconds)])).toBe(isGivenTime);
    expect(mayBecomeKnown([silentFor(10), silentFor(seconds)])).toBe(isGivenTime);
  });

  it.each([
    { seconds: 119, isGivenTime: true },
    { seconds: 120, isGivenTime: false },
    { seconds: 121, isGivenTime: false },
  ])('of errors that lasted for $seconds s until a minute ago is given time: $isGivenTime', (row) => {
    expect(mayBecomeKnown([errorsFor(row.seconds, 60)])).toBe(row.isGivenTime);
  });

  it.each([
    { newest: 149, isGivenTime: false },
    { newest: 150, isGivenTime: false },
    { newest: 151, isGivenTime: true },
  ])('of a symptom of 150 s ago, last measured $newest s ago, is given time: $isGivenTime', (row) => {
    expect(mayBecomeKnown([silentFor(150)], row.newest)).toBe(row.isGivenTime);
  });

  it.each<{ what: string; evidence: readonly Finding[]; isGivenTime: boolean }>([
    { what: 'an impossible value', evidence: [IMPOSSIBLE], isGivenTime: false },
    { what: 'an impossible value and a symptom', evidence: [IMPOSSIBLE, silentFor(10)], isGivenTime: true },
    { what: 'data that cannot be read', evidence: [{ ...IMPOSSIBLE, strength: 'hard' }], isGivenTime: true },
    { what: 'a symptom that one check has seen', evidence: [hungTask(1, { seen: 1 })], isGivenTime: true },
  ])('of $what is given time: $isGivenTime', ({ evidence, isGivenTime }) => {
    expect(mayBecomeKnown(evidence)).toBe(isGivenTime);
  });

  it('is given time, and a known cause needs none', () => {
    expect(mayBecomeKnown([silentFor(10)])).toBe(true);
    expect(mayBecomeKnown([silentFor(10)], 0, 'instance-grey')).toBe(false);
  });
});

describe('a cause that is left to ECS', () => {
  const STARTING = hard('replacement-under-way');
  const MISSING = hard('tasks-missing');

  it.each<[what: string, cause: Cause, ...findings: readonly Finding[]]>([
    ['missing tasks', 'in-transition', STARTING, MISSING],
    ['an unknown text', 'in-transition', STARTING, MISSING, hard('failure-unexplained')],
    ['tasks that all hang', 'unknown', STARTING, MISSING, ...ALL.map((number) => hungTask(number))],
    ['kills in a service that is being deleted', 'intended', hard('service-inactive'), hard('kill-loop')],
  ])('beside %s is diagnosed as %s', (_, cause, ...findings) => {
    expect(causeOf(findings)).toBe(cause);
  });
});

describe('log lines of one task', () => {
  const LINES = hard('log-pattern', { subject: 'task-1', meaning: 'workers-time-out' });

  it.each<[what: string, cause: Cause, movement: Finding]>([
    ['are no symptom', 'in-transition', hard('replacement-under-way')],
    ['count', 'instance-grey', hard('replacement-under-way', { numbers: { overdue: 1 } })],
  ])('%s beside missing tasks with this movement: %s', (_, cause, movement) => {
    expect(causeOf([LINES, hard('tasks-missing'), movement])).toBe(cause);
  });
});
