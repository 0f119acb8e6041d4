import { consideredIn } from './diagnosis/considered.ts';
import { diagnose } from './diagnosis/diagnose.ts';
import { mayStillBeExplained } from './diagnosis/unexplained.ts';
import { sanitize } from './evidence/sanitize.ts';
import { recentChangeFound } from './findings/changes.ts';
import { findAll } from './findings/find.ts';
import { probesReach, reachedPorts, withReachingProbes } from './findings/probe-trust.ts';
import { decideOnPlan, isHeldByOperators } from './gates/decide-on-plan.ts';
import { servesWithoutFault } from './incident/escalated.ts';
import { isMetricLag } from './incident/metric-lag.ts';
import { preempt } from './incident/pre-emption.ts';
import { isHealthy, isSuspect, judgeIncident, OBSERVATIONS_TO_RESOLVE } from './incident/recovery.ts';
import { noHealthyTargetSince } from './incident/silent-outage.ts';
import { type Assessment, type Decided, wait, withoutGates } from './model/decision.ts';
import type { Diagnosis } from './model/diagnosis.ts';
import type { Assessed, Diagnosed, Evidence } from './model/evidence.ts';
import type { HealthReport, HealthState } from './model/health-report.ts';
import { hasPendingFor, type OpenIncident } from './model/incident.ts';
import { valueIn } from './model/part.ts';
import type { Reason } from './model/reasons.ts';
import { MINUTE } from './model/time.ts';
import { continueAttempt } from './planning/continue.ts';
import { planFor } from './planning/plan.ts';
import type { Progress } from './planning/progress.ts';
import type { Proposal } from './planning/proposal.ts';
import { scoreService } from './score/score.ts';

/** An incident that is not resolved after this long, or an attempt that pends for as long, needs an operator (engineering judgement). */
const RECOVERY_LIMIT_MS = 20 * MINUTE;
const RECHECK_SECONDS = 5;

/**
 * Decides what happens next with one service. Live checks, dry runs, replay and simulation all call this function. It is pure, and
 * `evidence.now` is the only clock. It scores, finds, diagnoses, judges the pending attempt, plans, and passes the plan through the gates.
 */
export const decide = (evidence: Evidence): Assessment => {
  const open = openIncidentOf(evidence);
  const assessed = assess(evidence, open);
  const diagnosis = diagnose(assessed);
  const report = reportOf(evidence, assessed, diagnosis);
  const progress = open && progressOf(open, assessed, diagnosis);
  const incident = open && judgeIncident({ incident: open, report, diagnosis, progress });
  const decided = nextDecision({ ...assessed, diagnosis, incident }, report, progress);
  const usual = valueIn(evidence.observation.baseline)?.usual;
  return { report, diagnosis, ...decided, ...(incident && { incident }), ...(usual && { usual }) };
};

const openIncidentOf = ({ history: { incident } }: Evidence): OpenIncident | undefined =>
  incident?.status === 'open' ? incident : undefined;

/** Scores and finds on plausible data. While an incident is open, probes that reached no task are evidence as well. */
const assess = (evidence: Evidence, open: OpenIncident | undefined): Assessed => {
  const trusted = open === undefined ? withReachingProbes(evidence) : evidence.observation;
  const plausible = { ...evidence, observation: sanitize(trusted, evidence.now) };
  return {
    ...plausible,
    score: scoreService(plausible),
    findings: [...findAll(plausible), ...recentChangeFound(plausible)],
  };
};

const reportOf = ({ observation }: Evidence, assessed: Assessed, diagnosis: Diagnosis): HealthReport => {
  const considered = consideredIn(diagnosis);
  const noTargetSince = noHealthyTargetSince(observation, assessed.now);
  const ports = reachedPorts(observation);
  return {
    service: assessed.policy.name,
    at: assessed.now,
    ...assessed.score,
    findings: assessed.findings,
    cause: diagnosis.cause,
    ...(considered !== undefined && { considered }),
    probesReach: probesReach(observation),
    ...(ports.length > 0 && { reachedPorts: ports }),
    ...(noTargetSince !== undefined && { noHealthyTargetSince: noTargetSince }),
  };
};

/** Judges the pending attempt, which a more severe cause may end; undefined when there is none. */
const progressOf = (open: OpenIncident, assessed: Assessed, diagnosis: Diagnosis): Progress | undefined => {
  const last = open.attempts.at(-1);
  if (last?.verdict !== 'pending') return undefined;
  return preempt(last, { ...assessed, diagnosis, incident: open }) ?? continueAttempt(last, assessed);
};

const nextDecision = (diagnosed: Diagnosed, report: HealthReport, progress: Progress | undefined): Decided => {
  const { incident, now } = diagnosed;
  if (incident === undefined) return decideFromScratch(diagnosed);
  if (progress !== undefined && progress.kind !== 'ended')
    return hasPendingFor(incident, RECOVERY_LIMIT_MS, now) ? TOOK_TOO_LONG : proceed(diagnosed, progress);
  if (isHealthy(report, incident.before) && !isSuspect(report, incident.before)) return resolveOrVerify(incident);
  const decided = decideFromScratch(diagnosed);
  if (now - incident.openedAt <= RECOVERY_LIMIT_MS || isHeldByOperators(decided)) return decided;
  return isGone(diagnosed, report) ? RESTORED : TOOK_TOO_LONG;
};

/** True when the last checks found no fault at all, so that nothing is left to escalate, whatever the score is. */
const isGone = ({ diagnosis, observation }: Diagnosed, report: HealthReport): boolean => {
  const recent = [report, ...observation.previous].slice(0, OBSERVATIONS_TO_RESOLVE);
  return diagnosis.cause === 'none' && recent.length === OBSERVATIONS_TO_RESOLVE && recent.every(servesWithoutFault);
};

const RESTORED: Decided = withoutGates({ kind: 'resolved', reason: 'restored' });
const TOOK_TOO_LONG: Decided = withoutGates({ kind: 'escalate', reason: 'took-too-long' });

const resolveOrVerify = ({ healthyObservations }: OpenIncident): Decided =>
  healthyObservations >= OBSERVATIONS_TO_RESOLVE ? RESTORED : withoutGates(wait('verifying', RECHECK_SECONDS));

const REASON_FOR_NOTHING: Readonly<Record<HealthState, Reason>> = {
  healthy: 'healthy',
  degraded: 'nothing-found',
  critical: 'nothing-found',
  unknown: 'insufficient-data',
};

const decideFromScratch = (diagnosed: Diagnosed): Decided => {
  const { diagnosis, incident, score } = diagnosed;
  if (diagnosis.cause === 'none' && incident === undefined)
    return withoutGates({ kind: 'none', reason: REASON_FOR_NOTHING[score.state] });
  if (!diagnosis.confirmed) return withoutGates(wait('not-confirmed', RECHECK_SECONDS));
  if (isMetricLag(diagnosed)) return withoutGates(wait('verifying', RECHECK_SECONDS));
  if (mayStillBeExplained(diagnosed)) return withoutGates(wait('cause-unknown', RECHECK_SECONDS));
  return proceed(diagnosed, planFor(diagnosed));
};

const proceed = (diagnosed: Diagnosed, proposal: Proposal): Decided => {
  switch (proposal.kind) {
    case 'wait':
      return withoutGates(wait(proposal.reason, proposal.recheckAfterSeconds));
    case 'escalate':
      return withoutGates({ kind: 'escalate', reason: proposal.reason });
    case 'plan':
      return decideOnPlan(diagnosed, proposal);
  }
};
