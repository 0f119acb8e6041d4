// Unit layer: the alerts that an incident owes, and its reminders.
import { alertDue, alertOwed, wasSent, withAlert } from '#shared/domain/incident/alerts-owed.ts';
import { handOver, resolve } from '#shared/domain/incident/transitions.ts';
import type { EscalatedIncident, Incident } from '#shared/domain/model/incident.ts';
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { anAttempt, anIncident, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';

const would = aStopTaskPlan();
const replaces = { incident: 'earlier', causes: [{ cause: 'overload' }] } as const;

it.each<{ incident: Incident; owed: string | undefined }>([
  { incident: anIncident(), owed: undefined },
  { incident: resolve(anIncident(), NOW), owed: undefined },
  { incident: resolve(anIncident({ replaces }), NOW), owed: 'resolved' },
  { incident: resolve(anIncident({ attempts: [anAttempt()] }), NOW), owed: 'resolved' },
  { incident: resolve(anIncident({ alerts: ['escalated'] }), NOW), owed: 'resolved' },
  { incident: resolve(anIncident({ attempts: [anAttempt()], alerts: ['resolved'] }), NOW), owed: undefined },
  { incident: handOver(anIncident(), { reason: 'dependency-is-down' }), owed: 'escalated' },
  { incident: handOver(anIncident(), { reason: 'observe-only', would }), owed: 'advice' },
  { incident: handOver(anIncident({ alerts: ['escalated'] }), { reason: 'took-too-long' }), owed: undefined },
])('an incident of status $incident.status with the alerts $incident.alerts owes $owed', ({ incident, owed }) => {
  expect(alertOwed(incident)).toBe(owed);
});

it.each([
  { status: 'resolved', alert: 'resolved', becomes: 'resolved' },
  { status: 'open', alert: 'escalated', becomes: 'open' },
  { status: 'open', alert: 'recovery-failed', becomes: 'escalated' },
  { status: 'resolved', alert: 'recovery-failed', becomes: 'resolved' },
] as const)('an incident of status $status with the alert $alert becomes $becomes', ({ status, alert, becomes }) => {
  const incident = status === 'open' ? anIncident() : anIncident({ status });
  expect(withAlert(incident, alert, NOW)).toMatchObject({ status: becomes, alerts: [alert] });
});

/** An incident of which the operators were notified so long ago. */
const escalated = (agoMs: number, given: Partial<EscalatedIncident> = {}): EscalatedIncident =>
  anIncident({
    status: 'escalated',
    openedAt: NOW - 9 * HOUR,
    handover: { reason: 'dependency-is-down', at: NOW - agoMs },
    alerts: ['escalated'],
    ...given,
  });

describe('a reminder', () => {
  it.each([
    { what: 'before half an hour', agoMs: 30 * MINUTE - 1, due: undefined },
    { what: 'after half an hour', agoMs: 30 * MINUTE, due: 'reminder' },
    { what: 'after half an hour and a bit', agoMs: 30 * MINUTE + 1, due: 'reminder' },
    { what: 'once it was sent', agoMs: 2 * HOUR - 1, remindedAfterMs: 30 * MINUTE, due: undefined },
    { what: 'after two hours', agoMs: 2 * HOUR, remindedAfterMs: 30 * MINUTE, due: 'reminder' },
    { what: 'after two hours, sent late', agoMs: 3 * HOUR, due: 'reminder' },
    { what: 'before eight hours', agoMs: 8 * HOUR - 1, remindedAfterMs: 2 * HOUR, due: undefined },
    { what: 'after eight hours', agoMs: 8 * HOUR, remindedAfterMs: 2 * HOUR, due: 'reminder' },
    { what: 'ever after', agoMs: 99 * HOUR, remindedAfterMs: 8 * HOUR, due: undefined },
  ])('is due $what: $due', ({ agoMs, due, remindedAfterMs }) => {
    const incident = escalated(agoMs, { ...(remindedAfterMs !== undefined && { remindedAfterMs }) });
    expect(alertDue(incident, NOW)).toBe(due);
    expect(wasSent(incident, 'reminder', NOW)).toBe(due === undefined);
    expect(wasSent(incident, 'resolved', NOW)).toBe(false);
  });

  it('is recorded with all the reminders that it stands for, and is not due again', () => {
    const reminded = withAlert(escalated(3 * HOUR), 'reminder', NOW);
    expect(reminded).toMatchObject({ alerts: ['escalated', 'reminder'], remindedAfterMs: 2 * HOUR });
    expect(alertDue(reminded as EscalatedIncident, NOW)).toBeUndefined();
    expect(withAlert(reminded, 'reminder', NOW)).toMatchObject({ remindedAfterMs: 2 * HOUR });
  });

  it('counts from the opening of an incident without a time of escalation', () => {
    const handover = { reason: 'dependency-is-down' } as const;
    expect(alertDue(escalated(0, { handover, openedAt: NOW - 30 * MINUTE }), NOW)).toBe('reminder');
  });

  it('is not sent about an incident whose first alert was not', () => {
    expect(alertDue(escalated(3 * HOUR, { alerts: [] }), NOW)).toBe('escalated');
  });
});

describe('an alert that is owed', () => {
  it.each([
    { what: 'a sender began', notifyingSince: NOW - 2 * MINUTE + 1, due: undefined },
    { what: 'a sender began and failed', notifyingSince: NOW - 2 * MINUTE, due: 'reminder' },
  ])('is due once $what: $due', ({ notifyingSince, due }) => {
    expect(alertDue(escalated(HOUR, { notifyingSince }), NOW)).toBe(due);
  });

  it('has no sender any more once it was sent', () => {
    expect(withAlert(escalated(HOUR, { notifyingSince: NOW }), 'reminder', NOW)).not.toHaveProperty('notifyingSince');
  });
});
