// Unit layer: how an incident's record changes, as pure functions.

import {
  alertOwed,
  handOver,
  handoverOf,
  historyOf,
  newIncident,
  reserveStep,
  resolve,
  withAlert,
} from '#shared/domain/incident/transitions.ts';
import type { Incident, OpenIncident } from '#shared/domain/model/incident.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { anAssessment } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident, aStep, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';

describe('a new incident', () => {
  it('is named after its service and the second, so that the same incident has the same name', () => {
    const open = (milliseconds: number) =>
      newIncident({ assessment: anAssessment(), trigger: { kind: 'scheduled' }, now: NOW + milliseconds }).id;
    expect(open(0)).toBe('registry-20261123T100000Z');
    expect(open(999)).toBe(open(0));
    expect(open(1_000)).toBe('registry-20261123T100001Z');
  });

  it('takes cause and subject from the diagnosis', () => {
    const diagnosis = {
      cause: 'instance-grey',
      subject: 'task-1',
      confirmed: true,
      restartHelps: true,
      evidence: [],
      ruledOut: [],
    } as const;
    const incident = newIncident({ assessment: anAssessment({ diagnosis }), trigger: { kind: 'scheduled' }, now: NOW });
    expect(incident).toMatchObject({
      status: 'open',
      cause: 'instance-grey',
      subject: 'task-1',
      attempts: [],
      alerts: [],
    });
  });
});

describe('reserving a step', () => {
  const reserve = (incident: OpenIncident, plan = aStopTaskPlan()) =>
    reserveStep(incident, { plan, digest: 'd', epoch: 3, now: NOW });

  it('begins the first attempt', () => {
    expect(reserve(anIncident()).attempts).toEqual([
      anAttempt({ number: 1, steps: [aStep({ digest: 'd', epoch: 3, outcome: { kind: 'reserved' } })] }),
    ]);
  });

  it('goes on with the attempt under way when action and target are the same', () => {
    const { attempts } = reserve(anIncident({ attempts: [anAttempt()] }), aStopTaskPlan({ step: 'retire' }));
    expect(attempts).toHaveLength(1);
    expect(attempts[0]?.steps.map(({ plan }) => plan.step)).toEqual(['surge', 'retire']);
  });

  it.each([
    { why: 'it is about another target', last: anAttempt(), plan: aStopTaskPlan({ target: 'task-2' }) },
    { why: 'the last one ended', last: anAttempt({ verdict: 'did-not-work' }), plan: aStopTaskPlan() },
  ])('begins a new attempt when $why', ({ last, plan }) => {
    const { attempts } = reserve(anIncident({ attempts: [last] }), plan);
    expect(attempts.map(({ number }) => number)).toEqual([1, 2]);
  });
});

describe('an incident that is resolved', () => {
  it.each([
    { before: undefined, healthySince: NOW },
    { before: NOW - 15_000, healthySince: NOW - 15_000 },
  ])(
    'is well since it was first seen well, $before, and from now on where people saw to it',
    ({ before, healthySince }) => {
      const incident = anIncident(before === undefined ? {} : { healthySince: before });
      expect(resolve(incident, NOW)).toMatchObject({ status: 'resolved', closedAt: NOW, healthySince });
    },
  );
});

describe('the alert that an incident owes', () => {
  it.each<{ readonly incident: Incident; readonly owed: string | undefined }>([
    { incident: anIncident(), owed: undefined },
    { incident: resolve(anIncident(), NOW), owed: undefined },
    { incident: resolve(anIncident({ attempts: [anAttempt()] }), NOW), owed: 'resolved' },
    { incident: resolve(anIncident({ alerts: ['escalated'] }), NOW), owed: 'resolved' },
    { incident: resolve(anIncident({ attempts: [anAttempt()], alerts: ['resolved'] }), NOW), owed: undefined },
    { incident: handOver(anIncident(), { reason: 'dependency-is-down' }), owed: 'escalated' },
    { incident: handOver(anIncident(), { reason: 'observe-only', would: aStopTaskPlan() }), owed: 'advice' },
    { incident: handOver(anIncident({ alerts: ['escalated'] }), { reason: 'took-too-long' }), owed: undefined },
  ])('of status $incident.status, with alerts $incident.alerts, is $owed', ({ incident, owed }) => {
    expect(alertOwed(incident)).toBe(owed);
  });
});

describe('telling people', () => {
  it('is taken down', () => {
    expect(withAlert(anIncident({ status: 'resolved' }), 'resolved')).toMatchObject({
      status: 'resolved',
      alerts: ['resolved'],
    });
    expect(withAlert(anIncident(), 'escalated').status).toBe('open');
  });

  it('that a recovery broke off hands them the incident', () => {
    expect(withAlert(anIncident(), 'recovery-failed')).toMatchObject({
      status: 'escalated',
      alerts: ['recovery-failed'],
    });
    expect(withAlert(anIncident({ status: 'resolved' }), 'recovery-failed').status).toBe('resolved');
  });
});

it.each([
  { decision: { kind: 'escalate', reason: 'manual-action-required' }, handover: { reason: 'manual-action-required' } },
  {
    decision: { kind: 'none', reason: 'observe-only', would: aStopTaskPlan() },
    handover: { reason: 'observe-only', would: aStopTaskPlan() },
  },
  { decision: { kind: 'none', reason: 'healthy' }, handover: undefined },
  { decision: { kind: 'resolved', reason: 'restored' }, handover: undefined },
] as const)('the decision $decision.kind ($decision.reason) hands over $handover', ({ decision, handover }) => {
  expect(handoverOf(decision)).toEqual(handover);
});

describe('the actions that the budget counts', () => {
  const before = { action: 'roll-back', at: NOW - MINUTE, target: 'r', incident: 'earlier' } as const;
  const refused = anAttempt({
    number: 2,
    steps: [aStep({ outcome: { kind: 'refused', at: NOW, reason: 'facts-changed' } })],
  });

  it('include those of an incident that ended, except what was refused', () => {
    const ended = anIncident({ status: 'resolved', attempts: [anAttempt(), refused] });
    expect(historyOf({ incident: ended, pastActions: [before] }).pastActions).toEqual([
      before,
      { action: 'stop-task', at: NOW, target: 'task-1', incident: ended.id },
    ]);
  });

  it('leave those of an open incident to the incident', () => {
    expect(historyOf({ incident: anIncident({ attempts: [anAttempt()] }), pastActions: [before] }).pastActions).toEqual(
      [before],
    );
    expect(historyOf({ incident: undefined, pastActions: [] }).pastActions).toEqual([]);
  });
});
