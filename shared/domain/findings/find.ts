import { previousReport } from '../evidence/previous-report.ts';
import { type Evidence, type Finding, FRESH_AFTER_MS } from '../model/finding.ts';
import type { HealthReport } from '../model/health-report.ts';
import type { Observation } from '../model/observation.ts';
import type { ServicePolicy } from '../model/policy.ts';
import type { Instant } from '../model/time.ts';
import { alarmFiring } from './alarms.ts';
import {
  breakerOpen,
  breakerOpenDependencyBack,
  dependencySlow,
  dependencyUnreachable,
  namesUnresolved,
} from './dependencies.ts';
import { gatewayErrors } from './gateway-errors.ts';
import { logPatternFound } from './logs.ts';
import { permissionMissing } from './permissions.ts';
import { deploymentInProgress, releaseFailingTasks, releaseNotWorking } from './releases.ts';
import type { FindingRule } from './rule.ts';
import { cpuSaturated, memoryRising, memorySaturated, requestsRising } from './saturation.ts';
import { scaledToMaximum } from './scaling.ts';
import { schedulerMessage } from './scheduler.ts';
import { worseSinceRelease } from './since-release.ts';
import { tasksFailingFor } from './stopped-tasks.ts';
import { targetAnomalous, targetGroupGone, targetRefused, targetsFailAlike } from './targets.ts';
import {
  allTargetsUnhealthy,
  essentialsUnreadable,
  noTargetsRegistered,
  replacementUnderWay,
  targetUnhealthy,
  taskCrashed,
  taskNotWorking,
  tasksMissing,
  tasksNotStarting,
} from './tasks.ts';
import { errorsAboveObjective, latencyAboveObjective, loadBalancer503 } from './traffic.ts';
import { zoneFailing } from './zones.ts';

const FINDING_RULES: readonly FindingRule[] = [
  essentialsUnreadable,
  permissionMissing,
  taskNotWorking,
  targetUnhealthy,
  allTargetsUnhealthy,
  noTargetsRegistered,
  tasksMissing,
  replacementUnderWay,
  tasksNotStarting,
  taskCrashed,
  tasksFailingFor,
  schedulerMessage,
  targetRefused,
  targetsFailAlike,
  deploymentInProgress,
  releaseFailingTasks,
  releaseNotWorking,
  errorsAboveObjective,
  latencyAboveObjective,
  loadBalancer503,
  gatewayErrors,
  memoryRising,
  cpuSaturated,
  memorySaturated,
  requestsRising,
  scaledToMaximum,
  worseSinceRelease,
  dependencyUnreachable,
  dependencySlow,
  namesUnresolved,
  breakerOpen,
  breakerOpenDependencyBack,
  zoneFailing,
  targetAnomalous,
  targetGroupGone,
  logPatternFound,
  alarmFiring,
];

/** All evidence in one observation, each with how long and how often it was seen in a row. */
export const findAll = (observation: Observation, policy: ServicePolicy, now: Instant): readonly Finding[] => {
  const before = previousReport(observation, now);
  return FINDING_RULES.flatMap((rule) => rule(observation, policy, now)).map((evidence) => carryOn(evidence, before));
};
const carryOn = (evidence: Evidence, before: HealthReport | undefined): Finding => {
  const known = before?.findings.find((finding) => isSame(finding, evidence));
  if (known === undefined) return { ...evidence, since: evidence.since ?? evidence.at, seen: evidence.seen ?? 1 };
  const isFresh = evidence.at - known.at >= FRESH_AFTER_MS;
  return {
    ...evidence,
    at: isFresh ? evidence.at : known.at,
    since: Math.min(known.since, evidence.since ?? known.since),
    seen: Math.max(known.seen + (isFresh ? 1 : 0), evidence.seen ?? 1),
  };
};

const isSame = (a: Evidence, b: Evidence): boolean =>
  a.id === b.id && a.subject === b.subject && a.meaning === b.meaning;
