// Unit layer: what follows a check of a service without an incident, or with an open one.
import type { FindingId } from '#shared/domain/model/finding.ts';
import type { OpenIncident } from '#shared/domain/model/incident.ts';
import { HOUR, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { anAssessment, aReport } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident, aStep } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { ACT, escalate, faulty, followed, type Row, wait, would } from './followed.ts';

describe('the follow-up of a check without an incident', () => {
  it.each<Row>([
    { decision: ACT, follows: 'open-incident' },
    { decision: escalate('dependency-is-down'), follows: 'open-incident' },
    { decision: { kind: 'none', reason: 'observe-only', would }, follows: 'open-incident' },
    { decision: { ...wait('awaiting-approval'), would }, follows: 'open-incident' },
    { decision: wait('dependency-not-proven'), follows: 'open-incident' },
    { decision: wait('breaker-cooling-down'), follows: 'open-incident' },
    { decision: wait('ecs-is-replacing'), follows: 'none' },
    { decision: wait('deployment-in-progress'), follows: 'none' },
    { decision: { kind: 'none', reason: 'intended-state' }, follows: 'none' },
    { cause: 'unknown', decision: escalate('insufficient-data'), follows: 'open-escalated' },
    { cause: 'unknown', decision: escalate('cause-unknown'), follows: 'open-incident' },
    { cause: 'unknown', decision: wait('cause-unknown'), follows: 'none' },
  ])('a fault and the decision $decision.kind, $decision.reason: $follows', ({ follows, ...fault }) => {
    expect(followed({ assessment: faulty(fault) })).toBe(follows);
  });

  it.each([
    { isConfirmation: false, follows: 'confirm' },
    { isConfirmation: true, follows: 'none' },
  ])('soft evidence seen once, by a confirming check: $isConfirmation: $follows', ({ isConfirmation, follows }) => {
    const assessment = faulty({ decision: wait('not-confirmed'), confirmed: false });
    expect(followed({ assessment, isConfirmation })).toBe(follows);
  });

  it('no fault, at a low score: none', () => {
    expect(followed({ assessment: anAssessment({ report: aReport({ score: 10 }) }) })).toBe('none');
  });

  it.each<{ evidence: readonly FindingId[]; follows: string }>([
    { evidence: ['essentials-unreadable'], follows: 'open-escalated' },
    { evidence: ['essentials-unreadable', 'permission-missing'], follows: 'open-escalated' },
    { evidence: ['essentials-unreadable', 'errors-above-objective'], follows: 'open-incident' },
    { evidence: ['task-not-working'], follows: 'open-incident' },
  ])('insufficient data with the evidence $evidence: $follows', ({ evidence, follows }) => {
    expect(followed({ assessment: faulty({ decision: escalate('insufficient-data'), evidence }) })).toBe(follows);
  });
});

it('a resolved incident does not keep a check from opening another', () => {
  expect(followed({ assessment: faulty({ decision: ACT }), incident: anIncident({ status: 'resolved' }) })).toBe(
    'open-incident',
  );
});

describe('the follow-up of a check with an open incident', () => {
  const openFor = (milliseconds: number, given: Partial<OpenIncident> = {}) =>
    anIncident({ openedAt: NOW - milliseconds, ...given });

  it.each([
    { silentMs: 3 * MINUTE - 1, follows: 'none' },
    { silentMs: 3 * MINUTE, follows: 'restart-workflow' },
    { silentMs: 3 * MINUTE + 1, follows: 'restart-workflow' },
  ])('whose execution last wrote $silentMs ms ago: $follows', ({ silentMs, follows }) => {
    expect(followed({ incident: openFor(silentMs), assessment: faulty({ decision: ACT }) })).toBe(follows);
  });

  const withStep = (step: Parameters<typeof aStep>[0]) => ({ attempts: [anAttempt({ steps: [aStep(step)] })] });
  const done = { kind: 'done', at: NOW - SECOND } as const;

  it.each<{ sign: string; given: Partial<OpenIncident> }>([
    { sign: 'a step was reserved', given: withStep({ reservedAt: NOW - SECOND, outcome: { kind: 'reserved' } }) },
    { sign: 'a step ended', given: withStep({ reservedAt: NOW - HOUR, outcome: done }) },
    { sign: 'the service was healthy', given: { healthySince: NOW - SECOND } },
  ])('in which $sign a second ago: none', ({ given }) => {
    expect(followed({ incident: openFor(HOUR, given) })).toBe('none');
  });

  it.each([
    { ageMs: 2 * HOUR - 1, follows: 'restart-workflow' },
    { ageMs: 2 * HOUR, follows: 'restart-workflow' },
    { ageMs: 2 * HOUR + 1, follows: 'escalate' },
  ])('opened $ageMs ms ago: $follows', ({ ageMs, follows }) => {
    expect(followed({ incident: openFor(ageMs) })).toBe(follows);
  });
});
