import type { Cause } from '../model/cause.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import { type Finding, type FindingId, isConfirmed } from '../model/finding.ts';
import type { HealthReport } from '../model/health-report.ts';
import type { Attempt, OpenIncident, Usual } from '../model/incident.ts';
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

/** Findings that report a transition or context, not a fault. */
const HARMLESS: ReadonlySet<FindingId> = new Set<FindingId>([
  'replacement-under-way',
  'deployment-in-progress',
  'task-crashed',
  'log-pattern',
  'log-errors-unmatched',
  'alarm-firing',
  'permission-missing',
  'recent-change',
  'requests-rising',
  'work-per-task-rising',
  'desired-count-lowered',
  'scaled-to-maximum',
  'scaled-on-schedule',
  'scale-out-under-way',
  'rebalancing-zones',
  'going-back',
  'deployment-waits',
  'foreign-balancer-errors',
  'improving',
]);

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
  report.confidence >= HEALTHY_FROM_CONFIDENCE &&
  !report.served503 &&
  report.cause !== 'unknown' &&
  faultsIn(report.findings.filter(isConfirmed), before).length === 0;

/** True when soft evidence, seen once, reports a fault. It does not interrupt a recovery, nor is such a check one more healthy one. */
export const isSuspect = ({ findings }: HealthReport, before: Usual = USUAL_UNKNOWN): boolean =>
  faultsIn(findings, before).some((finding) => !isConfirmed(finding));

/** The findings that report a fault which the service does not always have. */
const faultsIn = (findings: readonly Finding[], before: Usual): readonly Finding[] => {
  const symptoms = findings.filter(({ id }) => !HARMLESS.has(id) && !SATURATION.has(id));
  const faults = symptoms.length > 0 ? findings.filter(({ id }) => !HARMLESS.has(id)) : [];
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
  const { incident, report, diagnosis, progress } = check;
  const { healthySince: since, subject: _, ...rest } = incident;
  const isUnderWay = progress !== undefined && progress.kind !== 'ended';
  const healthy = isHealthy(report, incident.before) && !isUnderWay;
  const counted = incident.healthyObservations + (isSuspect(report, incident.before) ? 0 : 1);
  return {
    ...rest,
    ...causeAsKnown(incident, diagnosis, isUnderWay),
    attempts: [...incident.attempts.slice(0, -1), ...incident.attempts.slice(-1).map((last) => judged(last, check))],
    healthyObservations: healthy ? counted : 0,
    ...(healthy && counted > 0 ? { healthySince: since ?? report.at } : {}),
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

/** The newest attempt with its verdict, and with the more severe cause once one ends it. */
const judged = (attempt: Attempt, { progress, diagnosis, report: { at } }: JudgedCheck): Attempt => {
  if (progress === undefined) return attempt;
  const marked = isSuperseding(progress) ? { supersededBy: diagnosis.cause, ...attempt } : attempt;
  return progress.kind === 'ended' ? ended(marked, progress.verdict, at) : marked;
};

const isSuperseding = (progress: Progress): boolean =>
  progress.kind === 'ended' ? progress.verdict === 'superseded' : progress.reason === 'superseded';

const ended = (attempt: Attempt, verdict: 'worked' | 'did-not-work' | 'superseded', endedAt: Instant): Attempt => ({
  ...attempt,
  verdict,
  endedAt,
});
