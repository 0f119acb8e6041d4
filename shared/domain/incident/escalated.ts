import type { Cause } from '../model/cause.ts';
import type { Assessment } from '../model/decision.ts';
import type { ServiceHistory } from '../model/evidence.ts';
import { type FindingId, isConfirmed } from '../model/finding.ts';
import type { HealthReport } from '../model/health-report.ts';
import type { EscalatedIncident, PastAction } from '../model/incident.ts';
import type { Reason } from '../model/reasons.ts';
import { HOUR, type Instant, MINUTE } from '../model/time.ts';
import { closedAt } from './alerts-owed.ts';
import { isHealthy, isSuspect, OBSERVATIONS_TO_RESOLVE } from './recovery.ts';
import { knownCauses } from './transitions.ts';

const NO_FAULT: ReadonlySet<Cause> = new Set<Cause>(['none', 'in-transition', 'intended']);

/** True when the cause is a fault, as opposed to none, a transition, or an intended state. */
export const isFault = (cause: Cause): boolean => !NO_FAULT.has(cause);

/**
 * True when the last checks, the newest first, found the service healthy, or found no fault while users were served: the operators may
 * have left it with fewer tasks or a lower score than before.
 */
export const isOver = ({ before }: EscalatedIncident, reports: readonly HealthReport[]): boolean => {
  const [newest] = reports;
  const certain = reports.filter((report) => !isSuspect(report, before));
  const recent = certain.slice(0, OBSERVATIONS_TO_RESOLVE);
  if (recent.length < OBSERVATIONS_TO_RESOLVE || newest !== certain[0]) return false;
  return recent.every((report) => isHealthy(report, before)) || recent.every(servesWithoutFault);
};

/** Findings that report harm to users, or that nothing is known about them. */
const USERS_SUFFER: ReadonlySet<FindingId> = new Set<FindingId>([
  'errors-above-objective',
  'client-errors-rising',
  'backlog-above-objective',
  'log-errors-lasting',
  'load-balancer-503',
  'all-targets-unhealthy',
  'no-targets-registered',
  'kill-loop',
  'essentials-unreadable',
]);

/** True when a check found no fault, and that users are served. */
export const servesWithoutFault = (report: HealthReport): boolean =>
  !isFault(report.cause) &&
  report.state !== 'unknown' &&
  !report.served503 &&
  report.noHealthyTargetSince === undefined &&
  report.parts.every(({ id, value }) => id !== 'availability' || value !== 0) &&
  report.findings.every((finding) => !isConfirmed(finding) || !USERS_SUFFER.has(finding.id));

/** The subject of these causes names the fault. A failing task, by contrast, may be another one in every check. */
const NAMED_BY_SUBJECT: ReadonlySet<Cause> = new Set<Cause>([
  'bad-release',
  'dependency-down',
  'breaker-stuck-open',
  'az-impairment',
]);

/**
 * True when the cause is one that the operators were not notified of. An unknown cause is no new one, unless they were only
 * notified that the data did not suffice: whatever it is, they have an incident for this service.
 */
export const hasNewCause = (incident: EscalatedIncident, { diagnosis, decision }: Assessment): boolean => {
  const { cause, subject } = diagnosis;
  if (!isFault(cause)) return false;
  if (cause === 'unknown')
    return incident.handover.reason === 'insufficient-data' && decision.reason !== 'insufficient-data';
  return knownCauses(incident).every(
    (known) => known.cause !== cause || (NAMED_BY_SUBJECT.has(cause) && isOther(known.subject, subject)),
  );
};

const isOther = (known: string | undefined, subject: string | undefined): boolean =>
  known !== undefined && subject !== undefined && known !== subject;

/** An action that has become possible is not started in the same minutes in which it was refused (engineering judgement). */
const RETRY_AFTER_MS = 5 * MINUTE;
/** A treatment that failed is not repeated within this time, nor a recovery that broke down (engineering judgement). */
const RETRY_FAILED_AFTER_MS = HOUR;

const FAILED: ReadonlySet<Reason> = new Set<Reason>(['attempts-exhausted', 'took-too-long', 'recovery-failed']);

interface Retry {
  readonly assessment: Assessment;
  readonly history: ServiceHistory;
  readonly now: Instant;
}

/** True when an action on the same cause has become possible: its budget is free again, or its dependency is back. */
export const mayBeRetried = (incident: EscalatedIncident, { assessment, history, now }: Retry): boolean => {
  const { decision } = assessment;
  if (decision.kind !== 'act') return false;
  const { action, target } = decision.plan;
  const waitsFor = FAILED.has(incident.handover.reason) ? RETRY_FAILED_AFTER_MS : RETRY_AFTER_MS;
  const wasTried = (past: PastAction): boolean =>
    past.action === action && past.target === target && now - past.at < RETRY_FAILED_AFTER_MS;
  return now - closedAt(incident) >= waitsFor && !history.pastActions.some(wasTried);
};
