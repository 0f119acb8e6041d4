import type { AlertKind } from '../model/alert.ts';
import type { Assessment, Decision } from '../model/decision.ts';
import type { ServiceHistory } from '../model/evidence.ts';
import {
  type Attempt,
  type AttemptStep,
  type EscalatedIncident,
  type Handover,
  type Incident,
  isFurtherStep,
  mayHaveActed,
  type OpenIncident,
  type PastAction,
  type ResolvedIncident,
  type Trigger,
} from '../model/incident.ts';
import type { Plan } from '../model/plan.ts';
import { type Instant, toIso } from '../model/time.ts';

export interface Opening {
  readonly assessment: Assessment;
  readonly trigger: Trigger;
  readonly now: Instant;
}

/** Answers a new incident, named after its service and the second, so that the same incident always has the same name. */
export const newIncident = ({ assessment: { report, diagnosis }, trigger, now }: Opening): OpenIncident => ({
  id: `${report.service}-${toIso(now).replace(/[-:]|\.\d+/g, '')}`,
  service: report.service,
  status: 'open',
  openedAt: now,
  trigger,
  cause: diagnosis.cause,
  ...(diagnosis.subject !== undefined && { subject: diagnosis.subject }),
  attempts: [],
  healthyObservations: 0,
  alerts: [],
  version: 0,
});

export interface Reservation {
  readonly plan: Plan;
  readonly digest: string;
  readonly epoch: number;
  readonly now: Instant;
}

/** Reserves a step: as the next step of the pending attempt if it continues that attempt, else as the first of a new attempt. */
export const reserveStep = (incident: OpenIncident, { plan, digest, epoch, now }: Reservation): OpenIncident => {
  const step: AttemptStep = { plan, digest, epoch, reservedAt: now, outcome: { kind: 'reserved' } };
  const last = incident.attempts.at(-1);
  const attempts =
    last !== undefined && isFurtherStep({ incident, plan })
      ? [...incident.attempts.slice(0, -1), { ...last, steps: [...last.steps, step] }]
      : [...incident.attempts, attemptWith(step, incident.attempts.length + 1)];
  return { ...incident, attempts };
};

const attemptWith = (step: AttemptStep, number: number): Attempt => ({
  number,
  action: step.plan.action,
  cause: step.plan.cause,
  target: step.plan.target,
  startedAt: step.reservedAt,
  steps: [step],
  verdict: 'pending',
});

/** Hands the incident over to the operators. */
export const handOver = (incident: Incident, handover: Handover): EscalatedIncident => {
  const { closedAt: _, ...rest } = { closedAt: undefined, ...incident };
  return { ...rest, status: 'escalated', handover };
};

/** Resolves the incident. The operators may have fixed the service; then it counts as healthy from now on. */
export const resolve = (incident: Incident, now: Instant): ResolvedIncident => ({
  healthySince: now,
  ...incident,
  status: 'resolved',
  closedAt: now,
});

/** Records that the alert was sent. A `recovery-failed` alert also escalates the incident. */
export const withAlert = (incident: Incident, kind: AlertKind): Incident => {
  const notified = { ...incident, alerts: [...incident.alerts, kind] };
  return kind === 'recovery-failed' && notified.status === 'open'
    ? handOver(notified, { reason: 'recovery-failed' })
    : notified;
};

/** Answers the alert that a closed incident still owes; undefined for one that ended before any action or alert. */
export const alertOwed = (incident: Incident): AlertKind | undefined => {
  const { attempts, alerts } = incident;
  switch (incident.status) {
    case 'open':
      return undefined;
    case 'resolved':
      return !alerts.includes('resolved') && attempts.length + alerts.length > 0 ? 'resolved' : undefined;
    case 'escalated':
      if (alerts.length > 0) return undefined;
      return incident.handover.would === undefined ? 'escalated' : 'advice';
  }
};

/** Answers the handover of a decision that ends the automatic recovery; undefined for any other decision. */
export const handoverOf = (decision: Decision): Handover | undefined => {
  if (decision.kind === 'escalate') return { reason: decision.reason };
  return decision.kind === 'none' && decision.would ? { reason: decision.reason, would: decision.would } : undefined;
};

/**
 * Completes the stored history: the actions of the last incident count as past once it is over, though the store adds them only
 * when the next incident opens.
 */
export const historyOf = ({ incident, pastActions }: ServiceHistory): ServiceHistory => ({
  incident,
  pastActions:
    incident === undefined || incident.status === 'open' ? pastActions : [...pastActions, ...actionsOf(incident)],
});

const actionsOf = ({ id, attempts }: Incident): readonly PastAction[] =>
  attempts
    .filter(mayHaveActed)
    .map(({ action, startedAt, target }) => ({ action, at: startedAt, target, incident: id }));
