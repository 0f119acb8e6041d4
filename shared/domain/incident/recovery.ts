import type { Cause } from '../model/cause.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import type { FindingId } from '../model/finding.ts';
import type { HealthReport } from '../model/health-report.ts';
import type { Attempt, EndedAttempt, OpenIncident } from '../model/incident.ts';
import type { Instant } from '../model/time.ts';
import type { Progress } from '../planning/progress.ts';

/** This many healthy observations in a row resolve an incident: an action that is done has not necessarily fixed the service. */
export const OBSERVATIONS_TO_RESOLVE = 3;

const HEALTHY_FROM_SCORE = 85;
const HEALTHY_FROM_CONFIDENCE = 0.8;

/** Findings that report a transition or context, not a fault. */
const HARMLESS: ReadonlySet<FindingId> = new Set<FindingId>([
  'replacement-under-way',
  'deployment-in-progress',
  'task-crashed',
  'log-pattern',
  'alarm-firing',
  'permission-missing',
  'recent-change',
  'requests-rising',
  'scaled-to-maximum',
  'foreign-balancer-errors',
  'improving',
  'log-errors-in-one-task',
  'log-errors-unmatched',
  'scaled-on-schedule',
  'scaled-to-zero',
  'scale-out-under-way',
]);

/** True when the score is high and certain, nothing is found wrong or unreadable, and the load balancer served no 503. */
export const isHealthy = ({ score, confidence, cause, findings, served503 }: HealthReport): boolean =>
  score >= HEALTHY_FROM_SCORE &&
  confidence >= HEALTHY_FROM_CONFIDENCE &&
  !served503 &&
  cause !== 'unknown' &&
  findings.every(({ id }) => HARMLESS.has(id));

interface JudgedCheck {
  readonly incident: OpenIncident;
  readonly report: HealthReport;
  readonly diagnosis: Diagnosis;
  readonly progress: Progress | undefined;
}

/** Records what one check means for the incident: the verdict of the attempt, healthy observations in a row, and the current cause. */
export const judgeIncident = ({ incident, report, diagnosis, progress }: JudgedCheck): OpenIncident => {
  const { healthySince: since, subject: _, ...rest } = incident;
  const isUnderWay = progress !== undefined && progress.kind !== 'ended';
  const healthy = isHealthy(report) && !isUnderWay;
  return {
    ...rest,
    ...causeAsKnown(incident, diagnosis, isUnderWay),
    attempts: progress?.kind === 'ended' ? endLast(incident.attempts, progress.verdict, report.at) : incident.attempts,
    healthyObservations: healthy ? incident.healthyObservations + 1 : 0,
    ...(healthy ? { healthySince: since ?? report.at } : {}),
  };
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

const endLast = (attempts: readonly Attempt[], verdict: EndedAttempt['verdict'], at: Instant): readonly Attempt[] =>
  attempts.map((attempt, index) => (index === attempts.length - 1 ? { ...attempt, verdict, endedAt: at } : attempt));
