import type { FaultlessCheck, HealthyRevision, ServiceBaseline, TaskStart } from '../model/baseline.ts';
import type { FindingId } from '../model/finding.ts';
import type { HealthReport } from '../model/health-report.ts';
import type { Observation, Task } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { median } from '../model/statistics.ts';
import { DAY, type Instant, MINUTE } from '../model/time.ts';
import { previousReport } from './previous-report.ts';
import { canDetermineServing, isRunning, isServing, servingTasks } from './serving-tasks.ts';

/** One check of a service, with its report. */
export interface LearnedCheck {
  readonly observation: Observation;
  readonly report: HealthReport;
  /** True when the check found no cause and no incident is open. */
  readonly diagnosisIsNone: boolean;
  readonly now: Instant;
}

/**
 * Answers the baseline with what the check adds to it; the same object when it adds nothing that is worth a write. Mere progress of time
 * is added at most every ten minutes.
 */
export const learn = (baseline: ServiceBaseline, check: LearnedCheck): ServiceBaseline =>
  [learnStarts, learnRevision, learnUsual].reduce((learned, learnPart) => learnPart(learned, check), baseline);

/** Progress of time is written this seldom, so that a healthy service costs few writes (engineering judgement). */
const PROGRESS_EVERY_MS = 10 * MINUTE;

/** Fifty samples show the slow starts of a service, and its item stays small (engineering judgement). */
const MAX_STARTS = 50;

/** A task that first serves later than this was delayed by a fault, not by its start (engineering judgement). */
const START_WITHIN_MS = 30 * MINUTE;

/**
 * Adds the start of each task that serves for the first time. Only unbroken checks can tell which tasks those are, so after a gap, or
 * while the serving tasks cannot be determined, the tasks that exist already are left out.
 */
const learnStarts = (baseline: ServiceBaseline, { observation, now }: LearnedCheck): ServiceBaseline => {
  const { starts, startsFrom } = baseline;
  const isUnbroken = previousReport(observation, now) !== undefined && observation.tasks.state === 'observed';
  if (startsFrom === undefined || !isUnbroken) return { ...baseline, startsFrom: now };
  const known = new Set(starts.map(({ task }) => task));
  const candidates = itemsOf(observation.tasks).filter(
    ({ id, createdAt }) => !known.has(id) && isStartSince(startsFrom, createdAt, now),
  );
  if (candidates.length === 0) return baseline;
  if (!canDetermineServing(observation)) return { ...baseline, startsFrom: now };
  const started = candidates.filter((task) => isServing(observation, task));
  return started.length === 0 ? baseline : withStarts(baseline, { startsFrom, started, now });
};

const isStartSince = (startsFrom: Instant, createdAt: Instant, now: Instant): boolean =>
  createdAt >= startsFrom && createdAt <= now && now - createdAt <= START_WITHIN_MS;

interface NewStarts {
  readonly startsFrom: Instant;
  readonly started: readonly Task[];
  readonly now: Instant;
}

/** A dropped start must not return as a later and slower one, so where that could happen only new tasks count from now on. */
const withStarts = (baseline: ServiceBaseline, { startsFrom, started, now }: NewStarts): ServiceBaseline => {
  const added = started.map(({ id, createdAt }): TaskStart => ({ task: id, at: now, tookMs: now - createdAt }));
  const starts = [...added, ...baseline.starts];
  const mayReturn = starts.slice(MAX_STARTS).some(({ at, tookMs }) => isStartSince(startsFrom, at - tookMs, now));
  return { ...baseline, starts: starts.slice(0, MAX_STARTS), startsFrom: mayReturn ? now : startsFrom };
};

/** A longer time between two checks may hide a fault, so it does not count as healthy (engineering judgement). */
const LONGEST_GAP_MS = 5 * MINUTE;

/** A service seldom returns to a revision further back (engineering judgement). */
const MAX_REVISIONS = 10;

const REVISION_KEPT_MS = 365 * DAY;

/** Extends the healthy time of the revision that this check confirms; a check that confirms none ends the time. */
const learnRevision = (baseline: ServiceBaseline, check: LearnedCheck): ServiceBaseline => {
  const { now } = check;
  const taskDefinition = confirmedRevision(check);
  if (taskDefinition === undefined) return interrupted(baseline, check);
  const known = baseline.revisions.find((revision) => revision.taskDefinition === taskDefinition);
  const seen = known === undefined ? newRevision(taskDefinition, now) : seenAgain(known, baseline, check);
  if (seen === known) return baseline;
  const others = baseline.revisions.filter((other) => other !== known && now - other.lastAt <= REVISION_KEPT_MS);
  return { ...baseline, revisions: [seen, ...others].slice(0, MAX_REVISIONS) };
};

/**
 * Answers the revision that runs every desired task, alone and without a fault. ECS may report a deployment as completed before all of
 * its tasks are healthy, so each task is looked at: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/early-success-criteria.html
 */
const confirmedRevision = ({ observation, report, diagnosisIsNone }: LearnedCheck): string | undefined => {
  const ecs = valueIn(observation.ecs);
  const [deployment, ...others] = ecs?.deployments ?? [];
  if (ecs === undefined || deployment === undefined || others.length > 0) return undefined;
  const { taskDefinition, rolloutState } = deployment;
  const isWithoutFault = diagnosisIsNone && report.state === 'healthy';
  if (!isWithoutFault || rolloutState !== 'COMPLETED' || !canDetermineServing(observation)) return undefined;
  const runsAlone = itemsOf(observation.tasks).every(
    (task) => !isRunning(task) || task.taskDefinition === taskDefinition,
  );
  const isComplete = ecs.desiredCount > 0 && servingTasks(observation).length >= ecs.desiredCount;
  return runsAlone && isComplete ? taskDefinition : undefined;
};

const newRevision = (taskDefinition: string, now: Instant): HealthyRevision => ({
  taskDefinition,
  firstAt: now,
  lastAt: now,
  healthyMs: 0,
});

const seenAgain = (
  known: HealthyRevision,
  baseline: ServiceBaseline,
  { observation, now }: LearnedCheck,
): HealthyRevision => {
  const passedMs = now - known.lastAt;
  const isContinued = isUninterrupted(known, baseline) && checkWithinGap(observation, now) !== undefined;
  if (!isContinued) return { ...known, lastAt: now };
  return passedMs < PROGRESS_EVERY_MS ? known : { ...known, lastAt: now, healthyMs: known.healthyMs + passedMs };
};

/** True while no check since has contradicted the revision, and no other revision was seen. */
const isUninterrupted = (revision: HealthyRevision, { revisions, interruptedAt }: ServiceBaseline): boolean =>
  revision === revisions[0] && (interruptedAt === undefined || revision.lastAt > interruptedAt);

const checkWithinGap = ({ previous: [last] }: Observation, now: Instant): HealthReport | undefined =>
  last !== undefined && now - last.at <= LONGEST_GAP_MS ? last : undefined;

/** Ends the healthy time of the newest revision with the check before, which was the last to confirm it. */
const interrupted = (baseline: ServiceBaseline, { observation, now }: LearnedCheck): ServiceBaseline => {
  const [newest, ...others] = baseline.revisions;
  if (newest === undefined || !isUninterrupted(newest, baseline)) return baseline;
  const last = checkWithinGap(observation, now);
  const wasHealthy = last?.cause === 'none' && last.state === 'healthy';
  const lastAt = wasHealthy ? Math.max(newest.lastAt, Math.min(last.at, now)) : newest.lastAt;
  const ended = { ...newest, lastAt, healthyMs: newest.healthyMs + lastAt - newest.lastAt };
  return { ...baseline, revisions: [ended, ...others], interruptedAt: now };
};

/** Thirty checks cover the last five hours without a fault, in which a passing peak does not move the median (engineering judgement). */
const MAX_FAULTLESS_CHECKS = 30;

/** Adds a check without a fault to those that the usual state is computed from. */
const learnUsual = (baseline: ServiceBaseline, { report, diagnosisIsNone, now }: LearnedCheck): ServiceBaseline => {
  if (!diagnosisIsNone || report.state === 'unknown') return baseline;
  if (baseline.usual !== undefined && now - baseline.usual.at < PROGRESS_EVERY_MS) return baseline;
  const { score, findings } = report;
  const check: FaultlessCheck = { score, findings: [...new Set(findings.map(({ id }) => id))] };
  const faultlessChecks = [check, ...baseline.faultlessChecks].slice(0, MAX_FAULTLESS_CHECKS);
  const usual = {
    at: now,
    score: median(faultlessChecks.map((each) => each.score)),
    findings: usualFindings(faultlessChecks),
  };
  return { ...baseline, faultlessChecks, usual };
};

/** Answers the findings that at least half of the checks have. */
const usualFindings = (checks: readonly FaultlessCheck[]): readonly FindingId[] => {
  const counts = new Map<FindingId, number>();
  for (const id of checks.flatMap(({ findings }) => findings)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].flatMap(([id, count]) => (2 * count >= checks.length ? [id] : []));
};
