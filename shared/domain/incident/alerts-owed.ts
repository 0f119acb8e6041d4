import type { AlertKind } from '../model/alert.ts';
import type { EscalatedIncident, Incident, ResolvedIncident } from '../model/incident.ts';
import { HOUR, type Instant, MINUTE } from '../model/time.ts';
import { handOver } from './transitions.ts';

/** The operators are reminded of an escalated incident this long after they got it, while it lasts (engineering judgement). */
const REMINDERS_AFTER_MS: readonly number[] = [30 * MINUTE, 2 * HOUR, 8 * HOUR];

/** Whoever closed an incident, or began to send its alert, has this long to send it. Then the next check does. */
const SENT_WITHIN_MS = 2 * MINUTE;

/** Answers the alert that a closed incident still owes; undefined for one that ended before any action or alert. */
export const alertOwed = (incident: Incident): AlertKind | undefined => {
  const { attempts, alerts, replaces } = incident;
  switch (incident.status) {
    case 'open':
      return undefined;
    case 'resolved': {
      const isKnown = attempts.length + alerts.length > 0 || replaces !== undefined;
      return isKnown && !alerts.includes('resolved') ? 'resolved' : undefined;
    }
    case 'escalated':
      if (alerts.length > 0) return undefined;
      return incident.handover.would === undefined ? 'escalated' : 'advice';
  }
};

/** Answers the alert that a check has to send: one that its sender has not sent in time, or a reminder that is due. */
export const alertDue = (incident: EscalatedIncident | ResolvedIncident, now: Instant): AlertKind | undefined => {
  const lastTry = Math.max(closedAt(incident), incident.notifyingSince ?? 0);
  if (now - lastTry < SENT_WITHIN_MS) return undefined;
  return alertOwed(incident) ?? (reminderDue(incident, now) === undefined ? undefined : 'reminder');
};

/**
 * Answers the newest reminder that is due and was not sent, as the time after the escalation. A check that comes late sends one
 * reminder, not all that it missed.
 */
const reminderDue = (incident: Incident, now: Instant): number | undefined => {
  if (incident.status !== 'escalated' || incident.alerts.length === 0) return undefined;
  const lastedMs = now - closedAt(incident);
  const newest = REMINDERS_AFTER_MS.findLast((afterMs) => lastedMs >= afterMs) ?? 0;
  return newest > (incident.remindedAfterMs ?? 0) ? newest : undefined;
};

/** When the execution gave the incident up or closed it. */
export const closedAt = (incident: EscalatedIncident | ResolvedIncident): Instant =>
  incident.status === 'resolved' ? incident.closedAt : (incident.handover.at ?? incident.openedAt);

/** True when the alert was sent already. */
export const wasSent = (incident: Incident, kind: AlertKind, now: Instant): boolean =>
  kind === 'reminder' ? reminderDue(incident, now) === undefined : incident.alerts.includes(kind);

/** Records that the alert was sent. A `recovery-failed` alert also escalates the incident. */
export const withAlert = (incident: Incident, kind: AlertKind, now: Instant): Incident => {
  const { notifyingSince: _, ...rest } = incident;
  const reminder = kind === 'reminder' ? reminderDue(incident, now) : undefined;
  const notified = {
    ...rest,
    alerts: [...incident.alerts, kind],
    ...(reminder !== undefined && { remindedAfterMs: reminder }),
  };
  return kind === 'recovery-failed' && notified.status === 'open'
    ? handOver(notified, { reason: 'recovery-failed', at: now })
    : notified;
};
