import type { AlertKind } from '../model/alert.ts';
import type { Assessment, Decision } from '../model/decision.ts';
import type { ServiceHistory } from '../model/evidence.ts';
import { INSUFFICIENT_DATA_FINDINGS } from '../model/finding.ts';
import type { EscalatedIncident, OpenIncident } from '../model/incident.ts';
import type { Observation } from '../model/observation.ts';
import type { Reason } from '../model/reasons.ts';
import { HOUR, type Instant, MINUTE } from '../model/time.ts';
import { alertDue } from './alerts-owed.ts';
import { hasNewCause, isFault, isOver, mayBeRetried } from './escalated.ts';
import { findOutage } from './silent-outage.ts';

/** A follow-up is the consequence of a check, apart from its report. */
export type FollowUp =
  /** No fault, or a fault that is being handled. */
  | { readonly kind: 'none' }
  /** Soft evidence was seen for the first time: check again soon, before the next scheduled check. */
  | { readonly kind: 'confirm' }
  | { readonly kind: 'open-incident' }
  /** The data does not suffice for a recovery, or no rule names a cause: the operators get the incident at once. */
  | { readonly kind: 'open-escalated'; readonly reason: Reason; readonly detail?: string }
  /** The open incident was not written for long: its execution may never have started. */
  | { readonly kind: 'restart-workflow' }
  /** The incident outlived its execution: the operators are notified. */
  | { readonly kind: 'escalate'; readonly reason: Reason }
  /** The operators had the incident, and its cause is gone. */
  | { readonly kind: 'resolve' }
  /** An alert of the closed incident is still owed, or a reminder is due. */
  | { readonly kind: 'notify'; readonly alert: AlertKind };

export interface Checked {
  readonly assessment: Assessment;
  readonly observation: Observation;
  readonly history: ServiceHistory;
  /** True when this check was sent to confirm soft evidence. */
  readonly isConfirmation: boolean;
  readonly now: Instant;
}

const NONE: FollowUp = { kind: 'none' };

/** A running execution writes at least once per check; three minutes of silence exceed every wait except for an approval. */
const SILENT_AFTER = 3 * MINUTE;
/** The state machine times out after two hours, and no state can catch its timeout. */
const EXECUTION_ENDS_AFTER = 2 * HOUR;

/** Opens an incident from findings or from an outage, never from the score. An open incident belongs to its own execution. */
export const followUp = (checked: Checked): FollowUp => {
  const { incident } = checked.history;
  switch (incident?.status) {
    case 'open':
      return followUpOpen(incident, checked.now);
    case 'escalated':
      return followUpEscalated(incident, checked);
    default: {
      const next = respondToOutage(respond(checked), checked);
      const alert = incident && next.kind === 'none' ? alertDue(incident, checked.now) : undefined;
      return alert === undefined ? next : { kind: 'notify', alert };
    }
  }
};

const followUpOpen = (incident: OpenIncident, now: Instant): FollowUp => {
  if (now - incident.openedAt > EXECUTION_ENDS_AFTER) return { kind: 'escalate', reason: 'took-too-long' };
  return now - lastWrite(incident) >= SILENT_AFTER ? { kind: 'restart-workflow' } : NONE;
};

const lastWrite = ({ openedAt, healthySince = 0, attempts }: OpenIncident): Instant => {
  const steps = attempts.flatMap((attempt) => attempt.steps);
  return Math.max(
    openedAt,
    healthySince,
    ...steps.map(({ reservedAt, outcome }) => ('at' in outcome ? outcome.at : reservedAt)),
  );
};

/**
 * Resolves an escalated incident whose cause is gone. Opens a new one for a new cause, and for an action that has become possible.
 * Otherwise sends what the operators are still to be notified of.
 */
const followUpEscalated = (incident: EscalatedIncident, checked: Checked): FollowUp => {
  const { assessment, observation, history, now } = checked;
  const outage = findOutage({ observation, incident, now });
  if (outage === undefined && isOver(incident, [assessment.report, ...observation.previous]))
    return { kind: 'resolve' };
  const isNew = hasNewCause(incident, assessment) || mayBeRetried(incident, { assessment, history, now });
  const next = isNew ? respond(checked) : NONE;
  if (next.kind !== 'none') return next;
  // The alert about missing data says nothing about an outage that AWS shows.
  if (incident.handover.reason === 'insufficient-data') return respondToOutage(next, checked);
  const alert = alertDue(incident, now);
  return alert === undefined ? NONE : { kind: 'notify', alert };
};

const respond = ({ assessment, isConfirmation }: Checked): FollowUp => {
  const { diagnosis, decision } = assessment;
  if (!isFault(diagnosis.cause)) return NONE;
  if (!diagnosis.confirmed) return isConfirmation ? NONE : { kind: 'confirm' };
  if (hasOnlyMissingData(assessment)) return { kind: 'open-escalated', reason: 'insufficient-data' };
  return isTreatable(decision) || isForOperators(decision) ? { kind: 'open-incident' } : NONE;
};

/** Notifies the operators of an outage that the findings and the diagnosis do not lead to an incident for. */
const respondToOutage = (next: FollowUp, { observation, history: { incident }, now }: Checked): FollowUp => {
  if (next.kind === 'open-incident' || next.kind === 'open-escalated') return next;
  const outage = findOutage({ observation, incident, now });
  return outage === undefined ? next : { kind: 'open-escalated', reason: 'silent-outage', detail: outage.message };
};

/**
 * True when insufficient data is the only evidence. Starting a recovery would not help: it has the same data, or finds the service
 * healthy, closes, and is reopened by the next check. A recovery may see more when another symptom is present.
 */
const hasOnlyMissingData = ({ diagnosis, decision }: Assessment): boolean =>
  decision.kind === 'escalate' &&
  decision.reason === 'insufficient-data' &&
  diagnosis.evidence.every(({ id }) => INSUFFICIENT_DATA_FINDINGS.has(id));

/** Waits during which the fault is expected to become treatable; an incident checks more often than the schedule. */
const RECOVERING_REASONS: ReadonlySet<Reason> = new Set<Reason>(['dependency-not-proven', 'breaker-cooling-down']);

/** True when a plan exists or is expected. */
const isTreatable = (decision: Decision): boolean =>
  decision.kind === 'act' ||
  (decision.kind === 'wait' && (decision.would !== undefined || RECOVERING_REASONS.has(decision.reason)));

/** True when no automatic action follows, so that the operators have to be notified, if only with advice. */
const isForOperators = (decision: Decision): boolean =>
  decision.kind === 'escalate' || (decision.kind === 'none' && decision.would !== undefined);
