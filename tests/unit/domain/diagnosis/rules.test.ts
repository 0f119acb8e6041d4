// Unit layer: which findings each diagnosis rule takes for its cause.
import { decide } from '#shared/domain/decide.ts';
import { diagnose } from '#shared/domain/diagnosis/diagnose.ts';
import { findAll } from '#shared/domain/findings/find.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import type { TaskProbe } from '#shared/domain/model/probe.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { planFor } from '#shared/domain/planning/plan.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, NEWEST, NOW, REVISION, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { level, rising } from '#tests/builders/metrics.ts';
import { anOlderRelease, aRelease, aTaskProbe, numbersTo } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import {
  BREAKER_OPEN,
  BREAKER_STUCK,
  causeOf,
  DATABASE_DOWN,
  diagnosisOf,
  failingRelease,
  hard,
  hungTask,
  idleRelease,
  unhealthyTask,
} from './diagnosis-of.ts';

const slow = (strength: Finding['strength'], latencyP95Ms: number): Finding =>
  hard('latency-above-objective', { strength, numbers: { latencyP95Ms, objectiveMs: 500 } });

it.each<{ finding: Finding; cause: Cause; subject?: string }>([
  { finding: hard('essentials-unreadable', { subject: 'ecs' }), cause: 'unknown' },
  { finding: hard('essentials-unreadable', { subject: 'targetGroups' }), cause: 'unknown' },
  { finding: failingRelease(0), cause: 'bad-release', subject: REVISION },
  { finding: idleRelease(3), cause: 'bad-release', subject: REVISION },
  { finding: idleRelease(0), cause: 'bad-release', subject: REVISION },
  { finding: DATABASE_DOWN, cause: 'dependency-down', subject: 'database' },
  { finding: BREAKER_STUCK, cause: 'breaker-stuck-open', subject: 'backend' },
  { finding: unhealthyTask(2), cause: 'instance-unhealthy', subject: 'task-2' },
  { finding: hungTask(2), cause: 'instance-grey', subject: 'task-2' },
  { finding: hard('replacement-under-way'), cause: 'in-transition' },
  { finding: hard('deployment-in-progress'), cause: 'in-transition' },
  { finding: hard('no-targets-registered'), cause: 'no-targets' },
  { finding: hard('tasks-not-starting', { subject: REVISION }), cause: 'initialization-failure', subject: REVISION },
  {
    finding: hard('target-group-gone', { meaning: 'target-group-missing', subject: 'x' }),
    cause: 'target-misconfiguration',
    subject: 'x',
  },
  { finding: hard('errors-above-objective'), cause: 'unknown' },
  { finding: hard('load-balancer-503'), cause: 'unknown' },
  { finding: hard('tasks-missing'), cause: 'unknown' },
  { finding: hard('task-crashed'), cause: 'none' },
  { finding: hard('requests-rising'), cause: 'none' },
  { finding: BREAKER_OPEN, cause: 'none' },
  { finding: slow('hard', 999), cause: 'none' },
  { finding: slow('hard', 1_000), cause: 'unknown' },
  { finding: slow('hard', 1_001), cause: 'unknown' },
  { finding: slow('soft', 1_001), cause: 'none' },
])('$finding.id with numbers $finding.numbers is diagnosed as $cause', ({ finding, cause, subject }) => {
  const diagnosis = diagnosisOf([finding]);
  expect([diagnosis.cause, diagnosis.subject]).toEqual([cause, subject]);
});

it.each([
  { what: 'for minutes', strength: 'hard' as const, cause: 'unknown' },
  { what: 'in one minute', strength: 'soft' as const, cause: 'none' },
])('a backlog above its objective $what is diagnosed as $cause', ({ strength, cause }) => {
  expect(causeOf([hard('backlog-above-objective', { strength })])).toBe(cause);
});

const SERVED_503 = hard('load-balancer-503');
const NONE_DESIRED = hard('no-tasks-desired');
it.each<[why: string, cause: Cause, ...findings: readonly Finding[]]>([
  ['scaled to zero', 'intended', NONE_DESIRED, hard('tasks-missing'), failingRelease(2), DATABASE_DOWN],
  ['being deleted', 'intended', hard('service-inactive'), SERVED_503, failingRelease(2)],
  ['scaled to zero while users get 503', 'no-targets', NONE_DESIRED, SERVED_503],
  ['scaled to zero by a policy while users get 503', 'no-targets', NONE_DESIRED, hard('scaled-to-zero'), SERVED_503],
])('a service that is %s is diagnosed as %s', (_, cause, ...findings) => {
  expect(causeOf(findings)).toBe(cause);
});

it.each([
  { requestsPerMinute: 59, cause: 'intended' },
  { requestsPerMinute: 60, cause: 'intended' },
  { requestsPerMinute: 61, cause: 'no-targets' },
  { requestsPerMinute: Number.NaN, cause: 'no-targets' },
])(
  'a service that a schedule stopped and that rejects $requestsPerMinute requests a minute is diagnosed as $cause',
  (row) => {
    const schedule = hard('scaled-on-schedule', { numbers: { requestsPerMinute: row.requestsPerMinute } });
    const failing = [SERVED_503, hard('errors-above-objective')];
    expect(causeOf([NONE_DESIRED, schedule, ...failing])).toBe(row.cause);
  },
);

it.each([
  { meaning: 'dependency-refuses' as const, seconds: 59, strength: 'hard' as const, cause: 'dependency-down' },
  { meaning: 'dependency-unreached' as const, seconds: 59, strength: 'hard' as const, cause: 'dependency-down' },
  { meaning: 'dependency-refuses' as const, seconds: 60, strength: 'hard' as const, cause: 'breaker-stuck-open' },
  { meaning: 'dependency-refuses' as const, seconds: 61, strength: 'hard' as const, cause: 'breaker-stuck-open' },
  { meaning: 'dependency-refuses' as const, seconds: 1, strength: 'soft' as const, cause: 'breaker-stuck-open' },
  { meaning: 'breaker-opened' as const, seconds: 1, strength: 'hard' as const, cause: 'breaker-stuck-open' },
])('an open breaker with $strength log lines of $meaning $seconds s ago is diagnosed as $cause', (row) => {
  const { subject: _, ...lines } = hard('log-pattern', { ...row, at: secondsAgo(row.seconds) });
  expect(causeOf([BREAKER_OPEN, BREAKER_STUCK, lines, hard('errors-above-objective')])).toBe(row.cause);
});

describe('a release that fails beside a dependency', () => {
  it.each<[cause: Cause, why: string, ...findings: readonly Finding[]]>([
    ['dependency-down', 'its tasks crash and the database is down', failingRelease(0), DATABASE_DOWN],
    ['bad-release', 'its tasks cannot start', failingRelease(1), DATABASE_DOWN],
    ['bad-release', 'the older tasks serve', idleRelease(3), DATABASE_DOWN],
    ['dependency-down', 'no older task is left to compare with', idleRelease(0), DATABASE_DOWN],
    ['breaker-stuck-open', 'an open breaker explains idle tasks', idleRelease(0), BREAKER_OPEN, BREAKER_STUCK],
    ['bad-release', 'an open breaker does not explain crashes', failingRelease(0), BREAKER_OPEN, BREAKER_STUCK],
  ])('is diagnosed as %s when %s', (cause, _, ...findings) => {
    expect(causeOf(findings)).toBe(cause);
  });
});

describe('a release of which no task answers', () => {
  /** All tasks of a release of ten minutes ago have answered so for some seconds. */
  const answering = (outcome: TaskProbe['outcome'], seconds: number, cpu: number): Cause => {
    const createdAt = minutesAgo(10);
    const at = secondsAgo(15);
    const seen = aFinding({ id: 'release-not-working', subject: REVISION, at, since: secondsAgo(seconds), seen: 4 });
    const state: ServiceState = {
      deployments: [{ createdAt }],
      releases: [aRelease({ createdAt, finishedAt: createdAt + MINUTE }), anOlderRelease()],
      probes: numbersTo(4).map((number) => aTaskProbe(number, { outcome })),
      metrics: { cpu: level(10, cpu) },
      previous: [aReport({ at, findings: [seen] })],
    };
    return decide(given.evidence(state)).diagnosis.cause;
  };
  const NEWEST_MINUTE_AGE_SECONDS = (NOW - NEWEST) / SECOND;

  it.each([
    { what: 'have not been measured since', seconds: NEWEST_MINUTE_AGE_SECONDS - 1, cpu: 0.4, isBad: false },
    { what: 'have had CPU headroom since', seconds: NEWEST_MINUTE_AGE_SECONDS, cpu: 0.4, isBad: true },
    { what: 'have had no CPU headroom since', seconds: NEWEST_MINUTE_AGE_SECONDS, cpu: 0.95, isBad: false },
  ])('in time is a bad release when its tasks $what: $isBad', ({ seconds, cpu, isBad }) => {
    expect(answering('timeout', seconds, cpu) === 'bad-release').toBe(isBad);
  });

  it('correctly is a bad release at once', () => {
    expect(answering('bad-status', 20, 0.4)).toBe('bad-release');
  });
});

describe('a zone that fails', () => {
  const numbers = numbersTo(8);
  const diagnosed = (bad: number, how: 'unhealthy' | 'hung') => {
    const failing = numbers.slice(0, bad);
    const state: ServiceState = { tasks: 8, [how]: failing, zones: { a: failing, b: numbers.slice(bad) } };
    const diagnosis = diagnose(given.assessed({ ...state, findings: findAll(given.snapshot(state)) }));
    return { diagnosis, plan: planFor(given.diagnosed({ ...state, diagnosis })) };
  };

  it.each([
    { bad: 1, cause: 'instance-unhealthy' },
    { bad: 2, cause: 'az-impairment' },
    { bad: 3, cause: 'az-impairment' },
  ])('with $bad of 8 tasks is diagnosed as $cause', ({ bad, cause }) => {
    expect(diagnosed(bad, 'unhealthy').diagnosis.cause).toBe(cause);
  });

  it('is named, and escalated without a restart', () => {
    const { diagnosis, plan } = diagnosed(2, 'unhealthy');
    expect(diagnosis).toMatchObject({ cause: 'az-impairment', subject: 'a', confirmed: true, restartHelps: false });
    expect(plan).toEqual({ kind: 'escalate', reason: 'manual-action-required' });
  });

  it('by work probes alone is confirmed by a second check', () => {
    expect(diagnosed(2, 'hung').diagnosis).toMatchObject({ cause: 'az-impairment', confirmed: false });
  });
});

it('memory that rises is diagnosed as a leak before users are affected, and escalated', () => {
  const metrics = { memory: rising(20, 0.9, 0.02), requests: level(20, 6_000) };
  const { diagnosis, decision } = decide(given.evidence({ metrics }));
  expect(diagnosis).toMatchObject({ cause: 'memory-leak', confirmed: true, restartHelps: true });
  expect(decision).toEqual({ kind: 'escalate', reason: 'manual-action-required' });
});
