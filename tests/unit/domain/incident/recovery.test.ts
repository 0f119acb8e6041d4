// Unit layer: when a report counts as healthy, and what a check changes in the record of an incident.
import { isHealthy, isSuspect, judgeIncident } from '#shared/domain/incident/recovery.ts';
import type { Diagnosis } from '#shared/domain/model/diagnosis.ts';
import type { FindingId } from '#shared/domain/model/finding.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { aDiagnosis, aFinding, aReport } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';

it.each([
  { report: { score: 79.9 }, healthy: false },
  { report: { score: 80 }, healthy: true },
  { report: { score: 80.1 }, healthy: true },
  { report: { confidence: 0.799 }, healthy: false },
  { report: { confidence: 0.8 }, healthy: true },
  { report: { confidence: 0.801 }, healthy: true },
  { report: { score: Number.NaN }, healthy: false },
  { report: { served503: true }, healthy: false },
  { report: { cause: 'unknown' }, healthy: false },
  { report: { cause: 'in-transition' }, healthy: true },
] as const)('a report with $report is healthy: $healthy', ({ report, healthy }) => {
  expect(isHealthy(aReport(report))).toBe(healthy);
});

it.each([
  { usual: 100, score: 84.9, healthy: false },
  { usual: 100, score: 85, healthy: true },
  { usual: 90, score: 84.9, healthy: false },
  { usual: 90, score: 85, healthy: true },
  { usual: 72, score: 66.9, healthy: false },
  { usual: 72, score: 67, healthy: true },
  { usual: 72, score: 67.1, healthy: true },
])('a service that usually scores $usual is healthy at $score: $healthy', ({ usual, score, healthy }) => {
  expect(isHealthy(aReport({ score }), { score: usual, findings: [] })).toBe(healthy);
});

/** A report with these findings, each confirmed. */
const found = (ids: readonly FindingId[], given: Parameters<typeof aFinding>[0] = { strength: 'hard' }) =>
  aReport({ findings: ids.map((id) => aFinding({ id, ...given })) });

it.each<{ ids: readonly FindingId[]; healthy: boolean }>([
  { ids: ['task-not-working'], healthy: false },
  { ids: ['task-crashed', 'deployment-in-progress'], healthy: true },
  { ids: ['replacement-under-way'], healthy: true },
  { ids: ['task-crashed', 'tasks-missing'], healthy: false },
  { ids: ['going-back', 'deployment-waits', 'rebalancing-zones'], healthy: true },
  { ids: ['foreign-balancer-errors', 'log-errors-unmatched', 'improving'], healthy: true },
  { ids: ['scale-out-under-way', 'scaled-on-schedule', 'desired-count-lowered'], healthy: true },
  { ids: ['work-per-task-rising', 'requests-rising'], healthy: true },
  { ids: ['memory-saturated'], healthy: true },
  { ids: ['cpu-saturated', 'task-memory-full', 'requests-rising'], healthy: true },
  { ids: ['cpu-saturated', 'latency-above-objective'], healthy: false },
  { ids: ['memory-rising'], healthy: false },
  { ids: ['kill-loop'], healthy: false },
  { ids: ['deployment-in-progress', 'deployment-overdue'], healthy: false },
])('a report with the confirmed findings $ids is healthy: $healthy', ({ ids, healthy }) => {
  expect(isHealthy(found(ids))).toBe(healthy);
});

it.each<{ ids: readonly FindingId[]; usual: readonly FindingId[]; healthy: boolean }>([
  { ids: ['latency-above-objective'], usual: ['latency-above-objective'], healthy: true },
  { ids: ['latency-above-objective'], usual: ['memory-saturated'], healthy: false },
  { ids: ['latency-above-objective', 'cpu-saturated'], usual: ['latency-above-objective'], healthy: false },
  {
    ids: ['latency-above-objective', 'cpu-saturated'],
    usual: ['latency-above-objective', 'cpu-saturated'],
    healthy: true,
  },
])('a report with $ids about a service that usually has $usual is healthy: $healthy', ({ ids, usual, healthy }) => {
  expect(isHealthy(found(ids), { score: 90, findings: usual })).toBe(healthy);
});

it.each<{ what: string; given: Parameters<typeof aFinding>[0]; healthy: boolean; suspect: boolean }>([
  { what: 'soft, seen once', given: { seen: 1 }, healthy: true, suspect: true },
  { what: 'soft, seen twice', given: { seen: 2 }, healthy: false, suspect: false },
  { what: 'hard, seen once', given: { strength: 'hard', seen: 1 }, healthy: false, suspect: false },
])('a report with evidence that is $what is healthy: $healthy, suspect: $suspect', ({ given, healthy, suspect }) => {
  const report = found(['task-not-working'], given);
  expect([isHealthy(report), isSuspect(report)]).toEqual([healthy, suspect]);
});

describe('an incident after a check', () => {
  const NONE: Diagnosis = aDiagnosis();
  const DATABASE_DOWN: Diagnosis = { ...NONE, cause: 'dependency-down', subject: 'database' };
  const attempts = [anAttempt({ number: 1, verdict: 'did-not-work' }), anAttempt({ number: 2 })];
  const pending = anIncident({ attempts });
  const judged = (given: Partial<Parameters<typeof judgeIncident>[0]> = {}) =>
    judgeIncident({ incident: anIncident(), report: aReport(), diagnosis: NONE, progress: undefined, ...given });

  it('counts healthy observations and keeps the time of the first', () => {
    const first = judged();
    expect(first).toMatchObject({ healthyObservations: 1, healthySince: NOW });
    const second = judged({ incident: first, report: aReport({ at: NOW + 5 * SECOND }) });
    expect(second).toMatchObject({ healthyObservations: 2, healthySince: NOW });
  });

  it('counts no healthy observation while an attempt is pending', () => {
    const progress = { kind: 'wait', reason: 'rolling-back', recheckAfterSeconds: 5 } as const;
    expect(judged({ incident: pending, progress })).toMatchObject({ healthyObservations: 0, attempts });
  });

  it('neither counts nor interrupts a recovery with soft evidence that was seen once', () => {
    const report = aReport({ score: 65, findings: [aFinding()] });
    const verifying = anIncident({ healthyObservations: 2, healthySince: NOW - SECOND });
    expect(judged({ incident: verifying, report })).toMatchObject({
      healthyObservations: 2,
      healthySince: NOW - SECOND,
    });
    const first = judged({ report });
    expect([first.healthyObservations, 'healthySince' in first]).toEqual([0, false]);
  });

  it('counts a service that is as healthy as before the incident', () => {
    const before = { score: 72, findings: [] };
    expect(judged({ incident: anIncident({ before }), report: aReport({ score: 70 }) }).healthyObservations).toBe(1);
  });

  it('names the severe cause that ends an attempt, once', () => {
    const ending = { kind: 'wait', reason: 'superseded', recheckAfterSeconds: 5 } as const;
    const marked = judged({ incident: pending, progress: ending, diagnosis: DATABASE_DOWN });
    expect(marked).toMatchObject({ cause: 'instance-grey', attempts: [{}, { supersededBy: 'dependency-down' }] });
    const ended = judged({ incident: marked, progress: { kind: 'ended', verdict: 'superseded' } });
    const last = { verdict: 'superseded', endedAt: NOW, supersededBy: 'dependency-down' };
    expect(ended.attempts.at(-1)).toMatchObject(last);
  });

  it('has the verdict of the attempt that ended, and of no other', () => {
    expect(judged({ incident: pending, progress: { kind: 'ended', verdict: 'worked' } })).toMatchObject({
      healthyObservations: 1,
      attempts: [{ verdict: 'did-not-work' }, { verdict: 'worked', endedAt: NOW }],
    });
  });

  it.each<{ what: string; diagnosis: Diagnosis; about: string }>([
    { what: 'a confirmed fault', diagnosis: DATABASE_DOWN, about: 'dependency-down database' },
    { what: 'a fault without a subject', diagnosis: { ...NONE, cause: 'no-targets' }, about: 'no-targets undefined' },
    {
      what: 'an unconfirmed fault',
      diagnosis: { ...DATABASE_DOWN, confirmed: false },
      about: 'instance-grey task-1',
    },
    { what: 'no fault', diagnosis: NONE, about: 'instance-grey task-1' },
    { what: 'a transition', diagnosis: { ...NONE, cause: 'in-transition' }, about: 'instance-grey task-1' },
    { what: 'an unknown cause', diagnosis: { ...NONE, cause: 'unknown' }, about: 'instance-grey task-1' },
  ])('about a task, with $what now, is about $about', ({ diagnosis, about }) => {
    const { cause, subject } = judged({ diagnosis });
    expect(`${cause} ${subject}`).toBe(about);
  });

  it('keeps its cause while an attempt is pending', () => {
    const progress = { kind: 'wait', reason: 'insufficient-data', recheckAfterSeconds: 5 } as const;
    expect(judged({ incident: pending, diagnosis: DATABASE_DOWN, progress }).cause).toBe('instance-grey');
  });
});
