import type { Cause } from '../model/cause.ts';
import type { Assessment, Decision } from '../model/decision.ts';
import { INSUFFICIENT_DATA_FINDINGS } from '../model/finding.ts';
import type { HealthReport } from '../model/health-report.ts';
import type { EscalatedIncident, Incident, OpenIncident } from '../model/incident.ts';
import type { Reason } from '../model/reasons.ts';
import { HOUR, type Instant, MINUTE } from '../model/time.ts';
import { isHealthy, OBSERVATIONS_TO_RESOLVE } from './recovery.ts';

/** What a check of a service leads to, apart from its report. */
export type FollowUp =
  /** Nothing is wrong, or what is wrong is in hand. */
  | { readonly kind: 'none' }
  /** Soft evidence was seen for the first time: look again soon, rather than at the next turn. */
  | { readonly kind: 'confirm' }
  | { readonly kind: 'open-incident' }
  /** Too little can be seen for a recovery to do anything: people get the incident at once. */
  | { readonly kind: 'open-escalated'; readonly reason: Reason }
  /** Nobody has written to the open incident for long: its execution may never have started. */
  | { readonly kind: 'restart-workflow' }
  /** The incident outlived its execution: people have to know. */
  | { readonly kind: 'escalate'; readonly reason: Reason }
  /** People had the incident, and the service is well again. */
  | { readonly kind: 'resolve' };

export interface Checked {
  readonly assessment: Assessment;
  readonly incident: Incident | undefined;
  /** Reports of earlier looks, newest first. */
  readonly previous: readonly HealthReport[];
  /** Whether this look was itself made to confirm something. */
  readonly isConfirmation: boolean;
  readonly now: Instant;
}

/** An execution that works writes at least at every look; three minutes of silence are more than any wait but an approval's. */
const SILENT_AFTER = 3 * MINUTE;
/** The state machine gives itself two hours, and nobody can catch its timeout from inside. */
const EXECUTION_ENDS_AFTER = 2 * HOUR;

/** An incident is opened from findings, never from the score. One that is open already is left to its own execution. */
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
  return now - lastSignOfLife(incident) >= SILENT_AFTER ? { kind: 'restart-workflow' } : { kind: 'none' };
};

const lastSignOfLife = ({ openedAt, healthySince = 0, attempts }: OpenIncident): Instant => {
  const steps = attempts.flatMap((attempt) => attempt.steps);
  return Math.max(
    openedAt,
    healthySince,
    ...steps.map(({ reservedAt, outcome }) => ('at' in outcome ? outcome.at : reservedAt)),
  );
};

/** People have been told. Only another cause that the medic can treat is news to it, and that the service is well is to them. */
const followUpEscalated = (incident: EscalatedIncident, checked: Checked): FollowUp => {
  const { assessment, previous } = checked;
  const lately = [assessment.report, ...previous].slice(0, OBSERVATIONS_TO_RESOLVE);
  if (lately.length === OBSERVATIONS_TO_RESOLVE && lately.every(isHealthy)) return { kind: 'resolve' };
  return isNewCause(incident, assessment) ? respond(checked) : { kind: 'none' };
};

/** Where people were told no more than that the medic is blind, what it finds once it sees is news to them as well. */
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
 * Nothing is known to be wrong but that too little can be seen. A recovery would see as little; or, where its role may look and
 * this one may not, find everything well, end without a word, and be opened again. Where a symptom is seen besides, it may see more.
 */
const hasOnlyMissingData = ({ diagnosis, decision }: Assessment): boolean =>
  decision.kind === 'escalate' &&
  decision.reason === 'insufficient-data' &&
  diagnosis.evidence.every(({ id }) => INSUFFICIENT_DATA_FINDINGS.has(id));

const NO_FAULT: ReadonlySet<Cause> = new Set<Cause>(['none', 'in-transition', 'intended']);

/** Whether a cause is something wrong, as opposed to nothing, to movement, and to what somebody wants. */
export const isFault = (cause: Cause): boolean => !NO_FAULT.has(cause);

/** Waits in which the cure itself ripens; an incident looks more often than the schedule. */
const RECOVERING_REASONS: ReadonlySet<Reason> = new Set<Reason>(['dependency-not-proven', 'breaker-cooling-down']);

/** There is a plan, or there will be one once its time has come. */
const isTreatable = (decision: Decision): boolean =>
  decision.kind === 'act' ||
  (decision.kind === 'wait' && (decision.would !== undefined || RECOVERING_REASONS.has(decision.reason)));

/** Nothing will be done by the medic, so people have to hear of it, be it only as advice. */
const isForOperators = (decision: Decision): boolean =>
  decision.kind === 'escalate' || (decision.kind === 'none' && decision.would !== undefined);
