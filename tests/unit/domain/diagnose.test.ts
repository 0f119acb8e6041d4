// Unit layer: which cause the findings add up to, and what comes before what.

import { diagnose } from '#shared/domain/diagnosis/diagnose.ts';
import { DIAGNOSIS_RULES } from '#shared/domain/diagnosis/rules.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding, FindingId } from '#shared/domain/model/finding.ts';
import type { MeaningId } from '#shared/domain/model/message-meaning.ts';
import { observed } from '#shared/domain/model/part.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aFinding } from '#tests/builders/a-report.ts';
import { assessed } from '#tests/builders/an-evidence.ts';
import { NOW, REVISION } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aService, tasks } from '#tests/builders/parts.ts';

const hard = (id: FindingId, different: Partial<Finding> = {}): Finding =>
  aFinding({ id, strength: 'hard', subject: id, message: id, ...different });
const hungTask = (number: number, different: Partial<Finding> = {}): Finding =>
  aFinding({ subject: `task-${number}`, message: `task-${number} hangs`, seen: 2, ...different });
const unhealthyTask = (number: number, different: Partial<Finding> = {}): Finding =>
  hard('target-unhealthy', { subject: `task-${number}`, message: `task-${number} is unhealthy`, ...different });
const failing = (neverStarted: number): Finding =>
  hard('release-failing-tasks', { subject: REVISION, numbers: { failures: 2, neverStarted } });
const idle = (olderTasks: number): Finding =>
  hard('release-not-working', { subject: REVISION, numbers: { newTasks: 1, olderTasks } });
const databaseDown = hard('dependency-unreachable', { subject: 'database' });
const breakerOpen = hard('breaker-open', { subject: 'backend' });
const slow = (strength: Finding['strength'], latencyP95Ms: number): Finding =>
  hard('latency-above-objective', { strength, numbers: { latencyP95Ms, objectiveMs: 500 } });
const breakerStuck = hard('breaker-open-dependency-back', { subject: 'backend' });

const diagnosisOf = (findings: readonly Finding[], { running = 4, desiredCount = 4 } = {}) =>
  diagnose(
    assessed({
      observation: anObservation({
        tasks: observed(NOW, tasks(running)),
        ecs: observed(NOW, aService({ desiredCount })),
      }),
      findings,
      policy: aPolicy(),
      now: NOW,
    }),
  );

describe('the diagnosis', () => {
  it('of a service without a finding is that there is nothing, with everything ruled out and why', () => {
    const { cause, confirmed, ruledOut } = diagnosisOf([]);
    expect({ cause, confirmed }).toEqual({ cause: 'none', confirmed: true });
    expect(ruledOut.map((rule) => rule.cause)).toEqual([...new Set(DIAGNOSIS_RULES.map((rule) => rule.cause))]);
    expect(ruledOut.every(({ why }) => why.length > 5)).toBe(true);
  });

  it.each<{ findings: readonly Finding[]; cause: Cause; subject?: string }>([
    { findings: [hard('essentials-unreadable', { subject: 'ecs' })], cause: 'unknown' },
    { findings: [failing(0)], cause: 'bad-release', subject: REVISION },
    { findings: [idle(3)], cause: 'bad-release', subject: REVISION },
    { findings: [idle(0)], cause: 'bad-release', subject: REVISION },
    { findings: [databaseDown], cause: 'dependency-down', subject: 'database' },
    { findings: [breakerOpen, breakerStuck], cause: 'breaker-stuck-open', subject: 'backend' },
    { findings: [unhealthyTask(2)], cause: 'instance-unhealthy', subject: 'task-2' },
    { findings: [hungTask(2)], cause: 'instance-grey', subject: 'task-2' },
    { findings: [hard('replacement-under-way')], cause: 'in-transition' },
    { findings: [hard('deployment-in-progress')], cause: 'in-transition' },
    { findings: [hard('no-targets-registered')], cause: 'no-targets' },
    { findings: [hard('tasks-not-starting')], cause: 'initialization-failure', subject: 'tasks-not-starting' },
    {
      findings: [hard('target-group-gone', { meaning: 'target-group-missing' })],
      cause: 'target-misconfiguration',
      subject: 'target-group-gone',
    },
    { findings: [hard('errors-above-objective')], cause: 'unknown' },
    { findings: [hard('load-balancer-503')], cause: 'unknown' },
    { findings: [hard('tasks-missing')], cause: 'unknown' },
    { findings: [hard('essentials-unreadable', { subject: 'targetGroups' })], cause: 'unknown' },
    { findings: [hard('task-crashed')], cause: 'none' },
    { findings: [breakerOpen], cause: 'none' },
    { findings: [slow('hard', 999)], cause: 'none' },
    { findings: [slow('hard', 1_000)], cause: 'unknown' },
    { findings: [slow('hard', 1_001)], cause: 'unknown' },
    { findings: [slow('soft', 1_001)], cause: 'none' },
  ])('of $findings.0.id is $cause', ({ findings, cause, subject }) => {
    const diagnosis = diagnosisOf(findings);
    expect(diagnosis.cause).toBe(cause);
    expect(diagnosis.subject).toBe(subject);
  });

  it('rules a cause out once, in the words of all its rules, and never the one that it names', () => {
    const { ruledOut } = diagnosisOf([hard('worse-since-release')]);
    expect(ruledOut.map(({ cause }) => cause)).not.toContain('bad-release');
    const { ruledOut: all } = diagnosisOf([]);
    expect(all.find(({ cause }) => cause === 'bad-release')?.why).toBe(
      'the tasks of the newest revision run and serve; no release was followed by more errors or higher latency',
    );
  });

  it('takes what explains more first', () => {
    const everything = [
      hard('essentials-unreadable', { subject: 'tasks' }),
      failing(2),
      databaseDown,
      breakerStuck,
      unhealthyTask(1),
      hungTask(2),
      hard('replacement-under-way'),
      hard('no-targets-registered'),
      hard('errors-above-objective'),
    ];
    const inOrder = everything.map((_, index) => diagnosisOf(everything.slice(index)).cause);
    expect(inOrder).toEqual([
      'unknown',
      'bad-release',
      'dependency-down',
      'breaker-stuck-open',
      'instance-unhealthy',
      'instance-grey',
      'in-transition',
      'no-targets',
      'unknown',
    ]);
  });

  it('of a service that is scaled to nothing is that this is meant, whatever is found', () => {
    expect(diagnosisOf([failing(2), databaseDown], { desiredCount: 0 }).cause).toBe('intended');
  });

  it('of a service that is being deleted is that this is meant', () => {
    const diagnosis = diagnose(
      assessed({
        observation: anObservation({ ecs: observed(NOW, aService({ status: 'DRAINING' })) }),
        findings: [hard('load-balancer-503'), failing(2)],
        policy: aPolicy(),
        now: NOW,
      }),
    );
    expect(diagnosis.cause).toBe('intended');
  });

  it.each([
    { meaning: 'dependency-refuses' as const, secondsAgo: 59, strength: 'hard' as const, cause: 'dependency-down' },
    { meaning: 'dependency-unreached' as const, secondsAgo: 59, strength: 'hard' as const, cause: 'dependency-down' },
    { meaning: 'dependency-refuses' as const, secondsAgo: 60, strength: 'hard' as const, cause: 'breaker-stuck-open' },
    { meaning: 'dependency-refuses' as const, secondsAgo: 61, strength: 'hard' as const, cause: 'breaker-stuck-open' },
    { meaning: 'dependency-refuses' as const, secondsAgo: 1, strength: 'soft' as const, cause: 'breaker-stuck-open' },
    { meaning: 'breaker-opened' as const, secondsAgo: 1, strength: 'hard' as const, cause: 'breaker-stuck-open' },
  ])(
    'of an open breaker whose tasks logged $meaning $secondsAgo s ago, as $strength evidence, is $cause',
    ({ meaning, secondsAgo, strength, cause }) => {
      const { subject: _, ...message } = hard('log-pattern', { meaning, strength, at: NOW - secondsAgo * SECOND });
      const findings = [breakerOpen, breakerStuck, message, hard('errors-above-objective')];
      expect(diagnosisOf(findings).cause).toBe(cause);
    },
  );

  it('of a service that is scaled to nothing while users are answered 503 is that it has no targets', () => {
    expect(diagnosisOf([hard('load-balancer-503')], { desiredCount: 0 }).cause).toBe('no-targets');
  });

  it.each([
    { found: [hungTask(1, { seen: 1 })], confirmed: false },
    { found: [hungTask(1, { seen: 2 })], confirmed: true },
    { found: [unhealthyTask(1, { seen: 1 })], confirmed: true },
  ])('is confirmed by a hard finding or a second look: $confirmed', ({ found, confirmed }) => {
    expect(diagnosisOf(found).confirmed).toBe(confirmed);
  });

  it.each([
    { findings: [hungTask(1)], helps: true },
    { findings: [unhealthyTask(1)], helps: true },
    { findings: [databaseDown], helps: false },
    { findings: [failing(0)], helps: false },
  ])('says whether a restart helps: $helps', ({ findings, helps }) => {
    expect(diagnosisOf(findings).restartHelps).toBe(helps);
  });
});

describe('a release beside a dependency', () => {
  it.each<{ why: string; findings: readonly Finding[]; cause: string }>([
    {
      why: 'its tasks crash while the database is down',
      findings: [failing(0), databaseDown],
      cause: 'dependency-down',
    },
    { why: 'its tasks cannot even start', findings: [failing(1), databaseDown], cause: 'bad-release' },
    { why: 'the older tasks do work', findings: [idle(3), databaseDown], cause: 'bad-release' },
    { why: 'no older task is left to compare with', findings: [idle(0), databaseDown], cause: 'dependency-down' },
    {
      why: 'an open breaker explains idle tasks',
      findings: [idle(0), breakerOpen, breakerStuck],
      cause: 'breaker-stuck-open',
    },
    {
      why: 'an open breaker does not explain crashes',
      findings: [failing(0), breakerOpen, breakerStuck],
      cause: 'bad-release',
    },
  ])('when $why, the cause is $cause', ({ findings, cause }) => {
    expect(diagnosisOf(findings).cause).toBe(cause);
  });
});

describe("AWS's own words", () => {
  const said = (meaning: MeaningId, id: FindingId = 'tasks-failing-for', subject = REVISION): Finding =>
    hard(id, { meaning, subject });

  it.each<{ finding: Finding; cause: Cause; helps: boolean }>([
    { finding: said('image-missing'), cause: 'image-unavailable', helps: false },
    { finding: said('image-rate-limited'), cause: 'image-unavailable', helps: true },
    { finding: said('secret-unusable'), cause: 'initialization-failure', helps: false },
    { finding: said('registry-unreachable'), cause: 'network-path', helps: false },
    { finding: said('check-unanswered', 'targets-fail-alike'), cause: 'network-path', helps: false },
    { finding: said('names-unresolved', 'names-unresolved'), cause: 'network-path', helps: false },
    { finding: said('capacity-missing', 'scheduler-message'), cause: 'capacity-shortage', helps: false },
    { finding: said('load-balancer-error', 'target-refused'), cause: 'load-balancer-fault', helps: false },
    { finding: said('target-unusable', 'target-refused'), cause: 'target-misconfiguration', helps: false },
    { finding: said('check-answered-otherwise', 'targets-fail-alike'), cause: 'target-misconfiguration', helps: false },
    { finding: said('connections-cut', 'gateway-errors'), cause: 'target-misconfiguration', helps: false },
    { finding: said('out-of-memory'), cause: 'out-of-memory', helps: false },
    { finding: said('ended-with-error'), cause: 'crash-loop', helps: false },
    { finding: said('maintenance'), cause: 'platform-maintenance', helps: false },
  ])('$finding.meaning are $cause', ({ finding, cause, helps }) => {
    expect(diagnosisOf([finding])).toMatchObject({
      cause,
      subject: REVISION,
      confirmed: true,
      restartHelps: helps,
      evidence: [finding],
    });
  });

  it('that no rule knows leave the cause unknown', () => {
    expect(diagnosisOf([hard('failure-unexplained')])).toMatchObject({ cause: 'unknown', confirmed: true });
  });

  it.each<{ why: string; findings: readonly Finding[]; cause: Cause }>([
    { why: 'its image is not there', findings: [failing(2), said('image-missing')], cause: 'image-unavailable' },
    { why: 'there is no room for it', findings: [failing(2), said('capacity-missing')], cause: 'capacity-shortage' },
    { why: 'its tasks use too much memory', findings: [failing(0), said('out-of-memory')], cause: 'bad-release' },
    { why: 'its tasks crash', findings: [failing(0), said('ended-with-error')], cause: 'bad-release' },
  ])('on a release, when $why, are $cause', ({ findings, cause }) => {
    expect(diagnosisOf(findings).cause).toBe(cause);
  });

  it.each<{ why: string; findings: readonly Finding[]; cause: Cause }>([
    {
      why: 'they crash while a dependency is down',
      findings: [said('ended-with-error'), databaseDown],
      cause: 'dependency-down',
    },
    {
      why: 'one of them is unhealthy for want of memory',
      findings: [unhealthyTask(1), said('out-of-memory')],
      cause: 'out-of-memory',
    },
    {
      why: 'AWS took one and its replacement starts',
      findings: [said('maintenance'), hard('replacement-under-way')],
      cause: 'in-transition',
    },
    {
      why: 'no place is found while others start',
      findings: [said('capacity-missing'), hard('replacement-under-way')],
      cause: 'capacity-shortage',
    },
    {
      why: 'no text explains it while others start',
      findings: [hard('failure-unexplained'), hard('replacement-under-way')],
      cause: 'in-transition',
    },
  ])('on tasks, when $why, are $cause', ({ findings, cause }) => {
    expect(diagnosisOf(findings).cause).toBe(cause);
  });
});

describe('several bad tasks', () => {
  it.each([
    { bad: 1, running: 1, one: true },
    { bad: 1, running: 2, one: true },
    { bad: 2, running: 2, one: false },
    { bad: 2, running: 3, one: true },
    { bad: 2, running: 4, one: true },
    { bad: 3, running: 4, one: false },
    { bad: 6, running: 9, one: true },
    { bad: 7, running: 10, one: false },
  ])('$bad of $running: a matter of single tasks $one', ({ bad, running, one }) => {
    const numbers = Array.from({ length: bad }, (_, index) => index + 1);
    const hanging = diagnosisOf(
      numbers.map((n) => hungTask(n)),
      { running },
    );
    const unhealthy = diagnosisOf(
      numbers.map((n) => unhealthyTask(n)),
      { running },
    );
    expect([hanging.cause, unhealthy.cause]).toEqual(
      one ? ['instance-grey', 'instance-unhealthy'] : ['unknown', 'unknown'],
    );
  });

  it('says of tasks that fail alike that it is not the tasks', () => {
    const { ruledOut } = diagnosisOf([hungTask(1), hungTask(2), hungTask(3)]);
    expect(ruledOut).toContainEqual({
      cause: 'instance-grey',
      why: '3 tasks fail alike, so the tasks are not the cause',
    });
  });

  it('are treated in the order in which they went bad, however ECS lists them', () => {
    const older = hungTask(2, { since: NOW - 5 * SECOND });
    const alike = [hungTask(3), hungTask(1)];
    expect(diagnosisOf([hungTask(1), older], { running: 6 }).subject).toBe('task-2');
    expect(diagnosisOf([older, hungTask(1)], { running: 6 }).subject).toBe('task-2');
    expect(diagnosisOf(alike, { running: 6 }).subject).toBe('task-1');
    expect(diagnosisOf([...alike].reverse(), { running: 6 }).subject).toBe('task-1');
  });
});
