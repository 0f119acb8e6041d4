import type { Cause } from '../model/cause.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import { type Finding, type FindingId, isConfirmed, kindOf } from '../model/finding.ts';
import type { HealthReport } from '../model/health-report.ts';
import type { Attempt, EndedAttempt, OpenIncident, Usual } from '../model/incident.ts';
import type { Instant } from '../model/time.ts';
import type { Progress } from '../planning/progress.ts';

/** This many healthy observations in a row resolve an incident: an action that is done has not necessarily fixed the service. */
export const OBSERVATIONS_TO_RESOLVE = 3;

/** A service is never asked for more than this, however high its usual score is. */
const HEALTHY_FROM_SCORE = 85;
/** The score of a service without a fault varies by about this much from check to check (engineering judgement). */
const USUAL_VARIATION = 5;
const HEALTHY_FROM_CONFIDENCE = 0.8;

/** The usual state of a service that no check has seen without a fault yet. */
const USUAL_UNKNOWN: Usual = { score: HEALTHY_FROM_SCORE, findings: [] };

/** These indications are no fault unless a symptom shows beside them. */
const NO_FAULT_ALONE: ReadonlySet<FindingId> = new Set<FindingId>([
  'log-errors-in-one-task',
  'tasks-disconnected',
  'work-per-task-rising',
]);

const isHarmless = ({ id }: Finding): boolean => kindOf(id) === 'context' || NO_FAULT_ALONE.has(id);

/** A full resource is no fault while nothing suffers from it: a Java heap that is allocated at the start stays full for weeks. */
const SATURATION: ReadonlySet<FindingId> = new Set<FindingId>([
  'cpu-saturated',
  'memory-saturated',
  'task-memory-full',
]);

/**
 * True when the service is as healthy as it was before the incident, or better: its score is near the usual one and certain, the load
 * balancer served no 503, and no confirmed finding reports a fault that the service does not always have.
 */
export const isHealthy = (report: HealthReport, before: Usual = USUAL_UNKNOWN): boolean =>
  report.score >= Math.min(HEALTHY_FROM_SCORE, before.score - USUAL_VARIATION) &&
  report.cause !== 'unknown' &&
  hasNoProvenFault(report, before);

/**
 * True when nothing but soft evidence, seen once, reports a fault. Such a check does not interrupt a recovery, though a task that
 * fails one probe lowers the score, nor is it one more healthy check.
 */
export const isSuspect = (report: HealthReport, before: Usual = USUAL_UNKNOWN): boolean =>
  faultsIn(report.findings, before).some((finding) => !isConfirmed(finding)) && hasNoProvenFault(report, before);

const hasNoProvenFault = ({ confidence, served503, findings }: HealthReport, before: Usual): boolean =>
  confidence >= HEALTHY_FROM_CONFIDENCE && !served503 && faultsIn(findings.filter(isConfirmed), before).length === 0;

/** The findings that report a fault which the service does not always have. */
const faultsIn = (findings: readonly Finding[], before: Usual): readonly Finding[] => {
  const symptoms = findings.filter((finding) => !isHarmless(finding) && !SATURATION.has(finding.id));
  const faults = symptoms.length > 0 ? findings.filter((finding) => !isHarmless(finding)) : [];
  return faults.filter(({ id }) => !before.findings.includes(id));
};

interface JudgedCheck {
  readonly incident: OpenIncident;
  readonly report: HealthReport;
  readonly diagnosis: Diagnosis;
  readonly progress: Progress | undefined;
}

/** Records what one check means for the incident: the verdict of the attempt, healthy observations in a row, and the current cause. */
export const judgeIncident = (check: JudgedCheck): OpenIncident => {
  const { incident, diagnosis, progress } = check;
  const { healthySince: _since, subject: _subject, ...rest } = incident;
  const isUnderWay = progress !== undefined && progress.kind !== 'ended';
  return {
    ...rest,
    ...causeAsKnown(incident, diagnosis, isUnderWay),
    attempts: [...incident.attempts.slice(0, -1), ...incident.attempts.slice(-1).map((last) => judged(last, check))],
    ...(isUnderWay ? NOT_HEALTHY : healthyChecks(check)),
  };
};

type HealthyChecks = Pick<OpenIncident, 'healthyObservations' | 'healthySince'>;

const NOT_HEALTHY: HealthyChecks = { healthyObservations: 0 };

const healthyChecks = ({ incident, report }: JudgedCheck): HealthyChecks => {
  const { healthyObservations, healthySince, before } = incident;
  if (isSuspect(report, before)) return { healthyObservations, ...(healthySince !== undefined && { healthySince }) };
  if (!isHealthy(report, before)) return NOT_HEALTHY;
  return { healthyObservations: healthyObservations + 1, healthySince: healthySince ?? report.at };
};

/** A recovering service has no cause any more, and a service under treatment is not diagnosed; the incident keeps its cause. */
const NO_CAUSE: ReadonlySet<Cause> = new Set<Cause>(['none', 'in-transition', 'intended', 'unknown']);

const causeAsKnown = (
  incident: OpenIncident,
  { cause, subject, confirmed }: Diagnosis,
  isUnderWay: boolean,
): Pick<OpenIncident, 'cause' | 'subject'> => {
  const known = confirmed && !isUnderWay && !NO_CAUSE.has(cause) ? { cause, subject } : incident;
  return { cause: known.cause, ...(known.subject === undefined ? {} : { subject: known.subject }) };
};

/** The newest attempt with its verdict, and with the more severe cause once one ends it. */
const judged = (attempt: Attempt, { progress, diagnosis, report: { at } }: JudgedCheck): Attempt => {
  if (progress === undefined) return attempt;
  const marked = isSuperseding(progress) ? { supersededBy: diagnosis.cause, ...attempt } : attempt;
  return progress.kind === 'ended' ? ended(marked, progress.verdict, at) : marked;
};

const isSuperseding = (progress: Progress): boolean =>
  progress.kind === 'ended' ? progress.verdict === 'superseded' : progress.reason === 'superseded';

const ended = (attempt: Attempt, verdict: EndedAttempt['verdict'], endedAt: Instant): Attempt => ({
  ...attempt,
  verdict,
  endedAt,
});
