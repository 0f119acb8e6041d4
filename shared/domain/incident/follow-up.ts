import type { Cause } from '../model/cause.ts';
import type { Assessment, Decision } from '../model/decision.ts';
import { INSUFFICIENT_DATA_FINDINGS } from '../model/finding.ts';
import type { HealthReport } from '../model/health-report.ts';
import type { EscalatedIncident, Incident, OpenIncident } from '../model/incident.ts';
import type { Reason } from '../model/reasons.ts';
import { HOUR, type Instant, MINUTE } from '../model/time.ts';
import { isHealthy, OBSERVATIONS_TO_RESOLVE } from './recovery.ts';

/** A follow-up is the consequence of a check, apart from its report. */
export type FollowUp =
  /** No fault, or a fault that is being handled. */
  | { readonly kind: 'none' }
  /** Soft evidence was seen for the first time: check again soon, before the next scheduled check. */
  | { readonly kind: 'confirm' }
  | { readonly kind: 'open-incident' }
  /** The data does not suffice for a recovery: the operators get the incident at once. */
  | { readonly kind: 'open-escalated'; readonly reason: Reason }
  /** The open incident was not written for long: its execution may never have started. */
  | { readonly kind: 'restart-workflow' }
  /** The incident outlived its execution: the operators are notified. */
  | { readonly kind: 'escalate'; readonly reason: Reason }
  /** The operators had the incident, and the service is healthy again. */
  | { readonly kind: 'resolve' };

export interface Checked {
  readonly assessment: Assessment;
  readonly incident: Incident | undefined;
  /** Reports of earlier checks, newest first. */
  readonly previous: readonly HealthReport[];
  /** True when this check was sent to confirm soft evidence. */
  readonly isConfirmation: boolean;
  readonly now: Instant;
}

/** A running execution writes at least once per check; three minutes of silence exceed every wait except for an approval. */
const SILENT_AFTER = 3 * MINUTE;
/** The state machine times out after two hours, and no state can catch its timeout. */
const EXECUTION_ENDS_AFTER = 2 * HOUR;

/** Opens an incident from findings, never from the score. An open incident belongs to its own execution. */
export const followUp = (checked: Checked): FollowUp => {
  const { incident, now } = checked;
  switch (incident?.status) {
    case 'open':
      return followUpOpen(incident, now);
    case 'escalated':
      return followUpEscalated(incident, checked);
    default:
      return respond(checked);
  }
};

const followUpOpen = (incident: OpenIncident, now: Instant): FollowUp => {
  if (now - incident.openedAt > EXECUTION_ENDS_AFTER) return { kind: 'escalate', reason: 'took-too-long' };
  return now - lastWrite(incident) >= SILENT_AFTER ? { kind: 'restart-workflow' } : { kind: 'none' };
};

const lastWrite = ({ openedAt, healthySince = 0, attempts }: OpenIncident): Instant => {
  const steps = attempts.flatMap((attempt) => attempt.steps);
  return Math.max(
    openedAt,
    healthySince,
    ...steps.map(({ reservedAt, outcome }) => ('at' in outcome ? outcome.at : reservedAt)),
  );
};

/** Resolves an escalated incident once the service is healthy. Opens a new incident only for another cause that the medic can treat. */
const followUpEscalated = (incident: EscalatedIncident, checked: Checked): FollowUp => {
  const { assessment, previous } = checked;
  const recent = [assessment.report, ...previous].slice(0, OBSERVATIONS_TO_RESOLVE);
  if (recent.length === OBSERVATIONS_TO_RESOLVE && recent.every(isHealthy)) return { kind: 'resolve' };
  return isNewCause(incident, assessment) ? respond(checked) : { kind: 'none' };
};

/**
 * True when the cause differs from the escalated one and has an action. After an escalation for insufficient data, any other cause
 * is a new cause.
 */
const isNewCause = ({ cause, handover }: EscalatedIncident, { diagnosis, decision }: Assessment): boolean =>
  diagnosis.cause !== cause &&
  (isTreatable(decision) || (handover.reason === 'insufficient-data' && isForOperators(decision)));

const respond = ({ assessment, isConfirmation }: Checked): FollowUp => {
  const { diagnosis, decision } = assessment;
  if (!isFault(diagnosis.cause)) return { kind: 'none' };
  if (!diagnosis.confirmed) return isConfirmation ? { kind: 'none' } : { kind: 'confirm' };
  if (hasOnlyMissingData(assessment)) return { kind: 'open-escalated', reason: 'insufficient-data' };
  return isTreatable(decision) || isForOperators(decision) ? { kind: 'open-incident' } : { kind: 'none' };
};

/**
 * True when insufficient data is the only evidence. Starting a recovery would not help: it has the same data, or finds the service
 * healthy, closes, and is reopened by the next check. A recovery may see more when another symptom is present.
 */
const hasOnlyMissingData = ({ diagnosis, decision }: Assessment): boolean =>
  decision.kind === 'escalate' &&
  decision.reason === 'insufficient-data' &&
  diagnosis.evidence.every(({ id }) => INSUFFICIENT_DATA_FINDINGS.has(id));

const NO_FAULT: ReadonlySet<Cause> = new Set<Cause>(['none', 'in-transition', 'intended']);

/** True when the cause is a fault, as opposed to none, a transition, or an intended state. */
export const isFault = (cause: Cause): boolean => !NO_FAULT.has(cause);

/** Waits during which the fault is expected to become treatable; an incident checks more often than the schedule. */
const RECOVERING_REASONS: ReadonlySet<Reason> = new Set<Reason>(['dependency-not-proven', 'breaker-cooling-down']);

/** True when a plan exists or is expected. */
const isTreatable = (decision: Decision): boolean =>
  decision.kind === 'act' ||
  (decision.kind === 'wait' && (decision.would !== undefined || RECOVERING_REASONS.has(decision.reason)));

/** True when no automatic action follows, so that the operators have to be notified, if only with advice. */
const isForOperators = (decision: Decision): boolean =>
  decision.kind === 'escalate' || (decision.kind === 'none' && decision.would !== undefined);
