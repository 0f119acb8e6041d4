// Unit layer: when a report counts as healthy, and what a check changes in the record of an incident.
import { isHealthy, judgeIncident } from '#shared/domain/incident/recovery.ts';
import type { Diagnosis } from '#shared/domain/model/diagnosis.ts';
import type { FindingId } from '#shared/domain/model/finding.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { aDiagnosis, aFinding, aReport } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';

it.each([
  { report: { score: 84.9 }, healthy: false },
  { report: { score: 85 }, healthy: true },
  { report: { score: 85.1 }, healthy: true },
  { report: { confidence: 0.799 }, healthy: false },
  { report: { confidence: 0.8 }, healthy: true },
  { report: { confidence: 0.801 }, healthy: true },
  { report: { score: Number.NaN }, healthy: false },
  { report: { served503: true }, healthy: false },
])('a report with $report is healthy: $healthy', ({ report, healthy }) => {
  expect(isHealthy(aReport(report))).toBe(healthy);
});

it.each<{ ids: readonly FindingId[]; healthy: boolean }>([
  { ids: ['task-not-working'], healthy: false },
  { ids: ['task-crashed', 'deployment-in-progress'], healthy: true },
  { ids: ['replacement-under-way'], healthy: true },
  { ids: ['task-crashed', 'tasks-missing'], healthy: false },
])('a report with the findings $ids is healthy: $healthy', ({ ids, healthy }) => {
  expect(isHealthy(aReport({ findings: ids.map((id) => aFinding({ id })) }))).toBe(healthy);
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
