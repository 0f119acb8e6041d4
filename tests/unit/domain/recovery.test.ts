// Unit layer: when a service counts as well, and what one look writes into its incident.

import { isHealthy, judgeIncident } from '#shared/domain/incident/recovery.ts';
import type { Diagnosis } from '#shared/domain/model/diagnosis.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';

const nothingWrong: Diagnosis = { cause: 'none', confirmed: true, restartHelps: false, evidence: [], ruledOut: [] };
const databaseDown: Diagnosis = { ...nothingWrong, cause: 'dependency-down', subject: 'database' };

describe('a service is well', () => {
  it.each<{ report: Partial<HealthReport>; well: boolean }>([
    { report: { score: 84.9 }, well: false },
    { report: { score: 85 }, well: true },
    { report: { score: 85.1 }, well: true },
    { report: { confidence: 0.799 }, well: false },
    { report: { confidence: 0.8 }, well: true },
    { report: { confidence: 0.801 }, well: true },
    { report: { score: Number.NaN }, well: false },
    { report: { served503: true }, well: false },
    { report: { findings: [aFinding()] }, well: false },
    {
      report: { findings: [aFinding({ id: 'task-crashed' }), aFinding({ id: 'deployment-in-progress' })] },
      well: true,
    },
    { report: { findings: [aFinding({ id: 'replacement-under-way' })] }, well: true },
    { report: { findings: [aFinding({ id: 'task-crashed' }), aFinding({ id: 'tasks-missing' })] }, well: false },
  ])('with $report: $well', ({ report, well }) => {
    expect(isHealthy(aReport(report))).toBe(well);
  });
});

describe('an incident after one look', () => {
  const judged = (different: Partial<Parameters<typeof judgeIncident>[0]>) =>
    judgeIncident({
      incident: anIncident(),
      report: aReport(),
      diagnosis: nothingWrong,
      progress: undefined,
      ...different,
    });
  const pending = anIncident({
    attempts: [anAttempt({ number: 1, verdict: 'did-not-work' }), anAttempt({ number: 2 })],
  });

  it('has one good observation more, and remembers the first', () => {
    const first = judged({});
    expect(first).toMatchObject({ healthyObservations: 1, healthySince: NOW });
    const second = judged({ incident: first, report: aReport({ at: NOW + 5 * SECOND }) });
    expect(second).toMatchObject({ healthyObservations: 2, healthySince: NOW });
  });

  it('counts none while an attempt is under way', () => {
    expect(
      judged({ incident: pending, progress: { kind: 'wait', reason: 'rolling-back', recheckAfterSeconds: 5 } }),
    ).toMatchObject({
      healthyObservations: 0,
      attempts: pending.attempts,
    });
  });

  it('closes the attempt that has ended, and no other', () => {
    expect(judged({ incident: pending, progress: { kind: 'ended', verdict: 'worked' } })).toMatchObject({
      healthyObservations: 1,
      attempts: [{ verdict: 'did-not-work' }, { verdict: 'worked', endedAt: NOW }],
    });
  });

  it.each([
    { why: 'a confirmed fault', diagnosis: databaseDown, cause: 'dependency-down', subject: 'database' },
    {
      why: 'a fault without a subject',
      diagnosis: { ...nothingWrong, cause: 'no-targets' as const },
      cause: 'no-targets',
      subject: undefined,
    },
    {
      why: 'one not confirmed',
      diagnosis: { ...databaseDown, confirmed: false },
      cause: 'instance-grey',
      subject: 'task-1',
    },
    { why: 'nothing any more', diagnosis: nothingWrong, cause: 'instance-grey', subject: 'task-1' },
    {
      why: 'only movement',
      diagnosis: { ...nothingWrong, cause: 'in-transition' as const },
      cause: 'instance-grey',
      subject: 'task-1',
    },
    {
      why: 'nothing that is known',
      diagnosis: { ...nothingWrong, cause: 'unknown' as const },
      cause: 'instance-grey',
      subject: 'task-1',
    },
  ])('names the cause as it is known now: $why gives $cause', ({ diagnosis, cause, subject }) => {
    const incident = judged({ diagnosis });
    expect(incident.cause).toBe(cause);
    expect(incident.subject).toBe(subject);
  });

  it('keeps its cause while an attempt is under way', () => {
    const progress = { kind: 'wait', reason: 'insufficient-data', recheckAfterSeconds: 5 } as const;
    expect(judged({ incident: pending, diagnosis: databaseDown, progress }).cause).toBe('instance-grey');
  });
});
