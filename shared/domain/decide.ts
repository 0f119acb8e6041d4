import { diagnose } from './diagnosis/diagnose.ts';
import { wereMeasuredSince } from './evidence/metric-minutes.ts';
import { sanitize } from './evidence/sanitize.ts';
import { recentChangeFound } from './findings/changes.ts';
import { findAll } from './findings/find.ts';
import { probesReach, withTrustedProbes } from './findings/probe-trust.ts';
import type { Situation } from './gates/gate.ts';
import { passGates } from './gates/gates.ts';
import { isHealthy, judgeIncident, OBSERVATIONS_TO_RESOLVE } from './incident/recovery.ts';
import type { Assessment, Decision, GateResult } from './model/decision.ts';
import type { Finding, FindingId } from './model/finding.ts';
import type { HealthReport, HealthState } from './model/health-report.ts';
import type { Incident, PastAction } from './model/incident.ts';
import type { Observation } from './model/observation.ts';
import type { Plan } from './model/plan.ts';
import type { ServicePolicy } from './model/policy.ts';
import type { Reason } from './model/reasons.ts';
import { type Instant, MINUTE, SECOND } from './model/time.ts';
import { continueAttempt } from './planning/continue.ts';
import { planFor } from './planning/plan.ts';
import type { Progress } from './planning/progress.ts';
import type { Proposal } from './planning/proposal.ts';
import { scoreService } from './score/score.ts';

/** What is remembered of the service: the incident under way, and the actions that the budget counts. */
export interface Memory {
  readonly incident: Incident | undefined;
  readonly pastActions: readonly PastAction[];
}

/** A service that is not well this long after its incident opened is a matter for people. */
const PATIENCE_MS = 20 * MINUTE;
/** A symptom that no rule explains may explain itself in the next looks; then people are told. */
const UNEXPLAINED_FOR_MS = 2 * MINUTE;
/** By then CloudWatch shows a whole minute since: up to one until it begins, itself, and half a one until it can be read. */
const MEASURED_WITHIN_MS = 3 * MINUTE;
/** Waiting longer than this with a degraded service is not waiting but giving up silently. */
const LONGEST_SILENT_WAIT_SECONDS = 300;
/** The load balancer's metrics show a cured fault for their delay and window; what they show later is new. */
const METRIC_LAG_MS = 5 * MINUTE;
/** A pause may be lifted and a breaker closed by hand meanwhile, so nobody sleeps through the whole of a long wait. */
const LONGEST_WAIT_SECONDS = 60;
const RECHECK_SECONDS = 5;

/**
 * The one decision function: live, dry run, replay and simulation all call this. Pure; `now` is the only time there is.
 * Scores, finds, diagnoses, judges the attempt under way, plans, and passes the plan through the gates.
 */
export const decide = (seen: Observation, memory: Memory, policy: ServicePolicy, now: Instant): Assessment => {
  const open = memory.incident?.status === 'open' ? memory.incident : undefined;
  const observation = sanitize(open === undefined ? withTrustedProbes(seen, policy, now) : seen, now);
  const score = scoreService(observation, policy, now);
  const findings = [...findAll(observation, policy, now), ...recentChangeFound({ observation, ...memory, now })];
  const diagnosis = diagnose({ observation, findings, policy, now });
  const report: HealthReport = {
    service: policy.name,
    at: now,
    ...score,
    findings,
    cause: diagnosis.cause,
    probesReach: probesReach(seen),
  };
  const progress = progressOf(open, observation, now);
  const incident = open && judgeIncident({ incident: open, report, diagnosis, progress });
  const curedAt = lastRecovery(incident ?? memory.incident);
  const look: Look = {
    observation,
    report,
    diagnosis,
    incident,
    curedAt,
    pastActions: memory.pastActions,
    policy,
    now,
  };
  return { report, diagnosis, ...decideOn(look, progress), ...(incident === undefined ? {} : { incident }) };
};

interface Look extends Omit<Situation, 'plan'> {
  /** When the service was last cured, as far as it was. */
  readonly curedAt: Instant | undefined;
}

type Decided = Pick<Assessment, 'decision' | 'gates'>;

const withoutGates = (decision: Decision): Decided => ({ decision, gates: [] });
const wait = (reason: Reason, seconds: number): Extract<Decision, { kind: 'wait' }> => ({
  kind: 'wait',
  reason,
  recheckAfterSeconds: Math.min(seconds, LONGEST_WAIT_SECONDS),
});
const waitFor = (reason: Reason, seconds: number): Decided => withoutGates(wait(reason, seconds));

/** How the attempt under way goes on; undefined when there is none. */
const progressOf = (incident: Incident | undefined, observation: Observation, now: Instant): Progress | undefined => {
  const last = incident?.attempts.at(-1);
  return last?.verdict === 'pending' ? continueAttempt(last, observation, now) : undefined;
};

const decideOn = (look: Look, progress: Progress | undefined): Decided => {
  const { incident, now, report } = look;
  if (incident === undefined) return decideFromScratch(look);
  if (progress !== undefined && progress.kind !== 'ended')
    return isStuck(incident, now) ? TOOK_TOO_LONG : proceed(look, progress);
  if (isHealthy(report)) return resolveOrVerify(incident);
  const decided = decideFromScratch(look);
  return now - incident.openedAt > PATIENCE_MS && !isHeldByOperators(decided) ? TOOK_TOO_LONG : decided;
};

/** Whoever paused the service or has to approve knows that it waits. */
const isHeldByOperators = ({ gates }: Decided): boolean => {
  const last = gates.at(-1);
  return last?.verdict === 'hold' && (last.gate === 'switches' || last.gate === 'approval');
};

const TOOK_TOO_LONG: Decided = withoutGates({ kind: 'escalate', reason: 'took-too-long' });

const hasPending = (incident: Incident | undefined): boolean =>
  incident?.attempts.some(({ verdict }) => verdict === 'pending') ?? false;

/** An attempt that is blind or held for so long does not end by itself. */
const isStuck = ({ attempts }: Incident, now: Instant): boolean =>
  attempts.some(({ verdict, startedAt }) => verdict === 'pending' && now - startedAt > PATIENCE_MS);

const resolveOrVerify = ({ healthyObservations }: Incident): Decided =>
  healthyObservations >= OBSERVATIONS_TO_RESOLVE
    ? withoutGates({ kind: 'resolved', reason: 'restored' })
    : waitFor('verifying', RECHECK_SECONDS);

const WHY_NOTHING: Readonly<Record<HealthState, Reason>> = {
  healthy: 'healthy',
  degraded: 'nothing-found',
  critical: 'nothing-found',
  unknown: 'insufficient-data',
};

const decideFromScratch = (look: Look): Decided => {
  const { diagnosis, incident, report } = look;
  if (diagnosis.cause === 'none' && incident === undefined)
    return withoutGates({ kind: 'none', reason: WHY_NOTHING[report.state] });
  if (!diagnosis.confirmed) return waitFor('not-confirmed', RECHECK_SECONDS);
  if (isMetricLag(look)) return waitFor('verifying', RECHECK_SECONDS);
  if (mayStillBeExplained(look)) return waitFor('cause-unknown', RECHECK_SECONDS);
  return proceed(look, planFor(look));
};

/** After a cure the load balancer's metrics still show the minutes before it; that is no new fault. */
const isMetricLag = ({ curedAt, diagnosis, now }: Look): boolean =>
  curedAt !== undefined &&
  now - curedAt <= METRIC_LAG_MS &&
  diagnosis.because.every(({ id }) => LAGGING_FINDINGS.has(id));

/** When the last attempt worked, or else when the service was well again by itself. */
const lastRecovery = (incident: Incident | undefined): Instant | undefined => {
  const last = incident?.attempts.at(-1);
  return last?.verdict === 'worked' ? last.endedAt : incident?.healthySince;
};

const LAGGING_FINDINGS: ReadonlySet<FindingId> = new Set<FindingId>([
  'errors-above-objective',
  'latency-above-objective',
  'load-balancer-503',
  'task-crashed',
  'replacement-under-way',
  'log-pattern',
  'cpu-saturated',
  'memory-saturated',
  'requests-rising',
  'worse-since-release',
]);

/**
 * Symptoms without a cause, or a call that failed, and none seen for long enough to trouble people with; or newer than what
 * CloudWatch shows of the tasks, which may be the explanation.
 */
const mayStillBeExplained = ({ diagnosis: { cause, because }, observation, now }: Look): boolean => {
  if (cause !== 'unknown') return false;
  const since = Math.min(...because.map((finding) => finding.since));
  const isMeasured = wereMeasuredSince(observation, since, now) || now - since >= MEASURED_WITHIN_MS;
  return !isMeasured || because.every((finding) => lasted(finding, now) < UNEXPLAINED_FOR_MS);
};

/** What CloudWatch tells lasted until the end of the minute it tells of; the rest lasts still. */
const lasted = ({ id, at, since }: Finding, now: Instant): number => (LAGGING_FINDINGS.has(id) ? at : now) - since;

const proceed = (look: Look, proposal: Exclude<Progress, { kind: 'ended' }>): Decided => {
  switch (proposal.kind) {
    case 'wait':
      return waitFor(proposal.reason, proposal.recheckAfterSeconds);
    case 'escalate':
      return withoutGates({ kind: 'escalate', reason: proposal.reason });
    case 'plan':
      return throughGates(look, proposal);
  }
};

const throughGates = (look: Look, { plan, reason }: Extract<Proposal, { kind: 'plan' }>): Decided => {
  const gates = passGates({ ...look, plan });
  const obstacle = gates.find(isObstacle);
  return { gates, decision: obstacle === undefined ? { kind: 'act', reason, plan } : blockedBy(look, plan, obstacle) };
};

type Obstacle = Exclude<GateResult, { verdict: 'pass' }>;

const isObstacle = (result: GateResult): result is Obstacle => result.verdict !== 'pass';

const blockedBy = (look: Look, plan: Plan, obstacle: Obstacle): Decision => {
  const { gate, reason } = obstacle;
  if (obstacle.verdict === 'refuse') {
    return gate === 'mode' || gate === 'intent' ? { kind: 'none', reason, would: plan } : { kind: 'escalate', reason };
  }
  return isTooLong(look, obstacle)
    ? { kind: 'escalate', reason }
    : { ...wait(reason, obstacle.recheckAfterSeconds), would: plan };
};

/** Of a budget it is known how long it holds; of what cannot be seen only how long it has been so. An attempt under way ends itself. */
const isTooLong = (
  { incident, now }: Look,
  { gate, recheckAfterSeconds }: Extract<Obstacle, { verdict: 'hold' }>,
): boolean => {
  switch (gate) {
    case 'budget':
      return recheckAfterSeconds > LONGEST_SILENT_WAIT_SECONDS;
    case 'evidence':
    case 'capacity':
      return !hasPending(incident) && now - (incident?.openedAt ?? now) > LONGEST_SILENT_WAIT_SECONDS * SECOND;
    default:
      return false;
  }
};
