// Unit layer: what a check of a service leads to, as a pure rule.

import { type Checked, followUp, isFault } from '#shared/domain/incident/follow-up.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Decision } from '#shared/domain/model/decision.ts';
import type { FindingId } from '#shared/domain/model/finding.ts';
import type { OpenIncident } from '#shared/domain/model/incident.ts';
import { HOUR, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aFinding, anAssessment, aReport } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident, aStep, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';

const act: Decision = { kind: 'act', reason: 'treat-cause', plan: aStopTaskPlan() };

const faulty = (decision: Decision, given: { readonly cause?: Cause; readonly confirmed?: boolean } = {}) =>
  anAssessment({
    report: aReport({ score: 60, findings: [aFinding()] }),
    diagnosis: {
      cause: given.cause ?? 'instance-grey',
      confirmed: given.confirmed ?? true,
      restartHelps: true,
      evidence: [],
      ruledOut: [],
    },
    decision,
  });

const checked = (given: Partial<Checked>): Checked => ({
  assessment: anAssessment(),
  incident: undefined,
  previous: [],
  isConfirmation: false,
  now: NOW,
  ...given,
});

const openFor = (milliseconds: number, given: Partial<OpenIncident> = {}) =>
  anIncident({ openedAt: NOW - milliseconds, ...given });

describe('a check of a service without an incident', () => {
  it.each<{ readonly decision: Decision; readonly leadsTo: string }>([
    { decision: act, leadsTo: 'open-incident' },
    { decision: { kind: 'escalate', reason: 'dependency-is-down' }, leadsTo: 'open-incident' },
    { decision: { kind: 'none', reason: 'observe-only', would: aStopTaskPlan() }, leadsTo: 'open-incident' },
    {
      decision: { kind: 'wait', reason: 'awaiting-approval', recheckAfterSeconds: 30, would: aStopTaskPlan() },
      leadsTo: 'open-incident',
    },
    { decision: { kind: 'wait', reason: 'dependency-not-proven', recheckAfterSeconds: 5 }, leadsTo: 'open-incident' },
    { decision: { kind: 'wait', reason: 'breaker-cooling-down', recheckAfterSeconds: 5 }, leadsTo: 'open-incident' },
    { decision: { kind: 'wait', reason: 'ecs-is-replacing', recheckAfterSeconds: 10 }, leadsTo: 'none' },
    { decision: { kind: 'wait', reason: 'deployment-in-progress', recheckAfterSeconds: 10 }, leadsTo: 'none' },
    { decision: { kind: 'none', reason: 'intended-state' }, leadsTo: 'none' },
  ])(
    'that finds a confirmed fault and decides $decision.kind ($decision.reason) leads to $leadsTo',
    ({ decision, leadsTo }) => {
      expect(followUp(checked({ assessment: faulty(decision) })).kind).toBe(leadsTo);
    },
  );

  it('leads to a second look when soft evidence was seen once, and to no third', () => {
    const assessment = faulty({ kind: 'wait', reason: 'not-confirmed', recheckAfterSeconds: 5 }, { confirmed: false });
    expect(followUp(checked({ assessment })).kind).toBe('confirm');
    expect(followUp(checked({ assessment, isConfirmation: true })).kind).toBe('none');
  });

  it('leads to nothing when nothing is wrong, whatever the score', () => {
    expect(followUp(checked({ assessment: anAssessment({ report: aReport({ score: 10 }) }) })).kind).toBe('none');
  });

  it.each<{ readonly reason: Decision['reason']; readonly leadsTo: string }>([
    { reason: 'insufficient-data', leadsTo: 'open-escalated' },
    { reason: 'cause-unknown', leadsTo: 'open-incident' },
  ])('that knows of nothing wrong and decides to tell people ($reason) leads to $leadsTo', ({ reason, leadsTo }) => {
    const assessment = faulty({ kind: 'escalate', reason }, { cause: 'unknown' });
    expect(followUp(checked({ assessment })).kind).toBe(leadsTo);
  });

  it.each<{ readonly evidence: readonly FindingId[]; readonly leadsTo: string }>([
    { evidence: ['essentials-unreadable'], leadsTo: 'open-escalated' },
    { evidence: ['essentials-unreadable', 'permission-missing'], leadsTo: 'open-escalated' },
    { evidence: ['essentials-unreadable', 'errors-above-objective'], leadsTo: 'open-incident' },
    { evidence: ['task-not-working'], leadsTo: 'open-incident' },
  ])('that sees too little to act on, for $because, leads to $leadsTo', ({ evidence, leadsTo }) => {
    const { diagnosis, ...rest } = faulty({ kind: 'escalate', reason: 'insufficient-data' });
    const found = evidence.map((id) => aFinding({ id }));
    expect(followUp(checked({ assessment: { ...rest, diagnosis: { ...diagnosis, evidence: found } } })).kind).toBe(
      leadsTo,
    );
  });

  it('that is blind leads to nothing until it is time to tell people', () => {
    const decision: Decision = { kind: 'wait', reason: 'cause-unknown', recheckAfterSeconds: 5 };
    expect(followUp(checked({ assessment: faulty(decision, { cause: 'unknown' }) })).kind).toBe('none');
  });

  it('takes an incident that was resolved for none', () => {
    expect(followUp(checked({ assessment: faulty(act), incident: anIncident({ status: 'resolved' }) })).kind).toBe(
      'open-incident',
    );
  });
});

describe('a check of a service whose incident is open', () => {
  it.each([
    { silentFor: 3 * MINUTE - 1, leadsTo: 'none' },
    { silentFor: 3 * MINUTE, leadsTo: 'restart-workflow' },
    { silentFor: 3 * MINUTE + 1, leadsTo: 'restart-workflow' },
  ])('with the last sign of life $silentFor ms ago leads to $leadsTo', ({ silentFor, leadsTo }) => {
    expect(followUp(checked({ incident: openFor(silentFor), assessment: faulty(act) })).kind).toBe(leadsTo);
  });

  it.each([
    {
      sign: 'a step that was reserved',
      given: { attempts: [anAttempt({ steps: [aStep({ reservedAt: NOW - SECOND, outcome: { kind: 'reserved' } })] })] },
    },
    {
      sign: 'a step that ended',
      given: {
        attempts: [
          anAttempt({ steps: [aStep({ reservedAt: NOW - HOUR, outcome: { kind: 'done', at: NOW - SECOND } })] }),
        ],
      },
    },
    { sign: 'that it is being verified', given: { healthySince: NOW - SECOND } },
  ])('takes $sign for a sign of life', ({ given }) => {
    expect(followUp(checked({ incident: openFor(HOUR, given) })).kind).toBe('none');
  });

  it.each([
    { age: 2 * HOUR - 1, leadsTo: 'restart-workflow' },
    { age: 2 * HOUR, leadsTo: 'restart-workflow' },
    { age: 2 * HOUR + 1, leadsTo: 'escalate' },
  ])('that was opened $age ms ago leads to $leadsTo', ({ age, leadsTo }) => {
    expect(followUp(checked({ incident: openFor(age) })).kind).toBe(leadsTo);
  });
});

describe('a check of a service whose incident people have', () => {
  const escalated = anIncident({ status: 'escalated', cause: 'dependency-down' });
  const well = aReport();

  it.each([
    { goodBefore: 1, leadsTo: 'none' },
    { goodBefore: 2, leadsTo: 'resolve' },
    { goodBefore: 3, leadsTo: 'resolve' },
  ])('that is well after $goodBefore good reports leads to $leadsTo', ({ goodBefore, leadsTo }) => {
    const previous = Array.from({ length: goodBefore }, () => well);
    expect(followUp(checked({ incident: escalated, previous })).kind).toBe(leadsTo);
  });

  it('leads to nothing while one of the last three reports was not good', () => {
    expect(followUp(checked({ incident: escalated, previous: [well, aReport({ score: 84 })] })).kind).toBe('none');
  });

  it.each([
    { what: 'another cause that the medic can treat', assessment: faulty(act), leadsTo: 'open-incident' },
    { what: 'the same cause', assessment: faulty(act, { cause: 'dependency-down' }), leadsTo: 'none' },
    {
      what: 'another cause for people',
      assessment: faulty({ kind: 'escalate', reason: 'manual-action-required' }),
      leadsTo: 'none',
    },
  ])('leads to $leadsTo when $what is found', ({ assessment, leadsTo }) => {
    expect(followUp(checked({ incident: escalated, assessment })).kind).toBe(leadsTo);
  });

  it.each<{ readonly what: string; readonly assessment: Checked['assessment']; readonly leadsTo: string }>([
    { what: 'a cause that the medic can treat', assessment: faulty(act), leadsTo: 'open-incident' },
    {
      what: 'a cause for people',
      assessment: faulty({ kind: 'escalate', reason: 'manual-action-required' }),
      leadsTo: 'open-incident',
    },
    {
      what: 'a cause that asks for patience',
      assessment: faulty({ kind: 'wait', reason: 'ecs-is-replacing', recheckAfterSeconds: 10 }),
      leadsTo: 'none',
    },
    {
      what: 'still too little',
      assessment: faulty({ kind: 'escalate', reason: 'insufficient-data' }, { cause: 'unknown' }),
      leadsTo: 'none',
    },
  ])('because too little was seen leads to $leadsTo when $what is found', ({ assessment, leadsTo }) => {
    const incident = anIncident({ status: 'escalated', cause: 'unknown', handover: { reason: 'insufficient-data' } });
    expect(followUp(checked({ incident, assessment })).kind).toBe(leadsTo);
  });
});

it.each([
  { cause: 'none', fault: false },
  { cause: 'in-transition', fault: false },
  { cause: 'intended', fault: false },
  { cause: 'unknown', fault: true },
  { cause: 'bad-release', fault: true },
] as const)('$cause is a fault: $fault', ({ cause, fault }) => {
  expect(isFault(cause)).toBe(fault);
});
