import { previousReport } from '../evidence/previous-report.ts';
import type { Snapshot } from '../model/evidence.ts';
import { type Detection, type Finding, FRESH_AFTER_MS } from '../model/finding.ts';
import type { HealthReport } from '../model/health-report.ts';
import { pluralize } from '../model/plural.ts';
import { alarmFiring } from './alarms.ts';
import { backlogAboveObjective } from './backlog.ts';
import { breakerHalfOpenStalled, breakerOpen, breakerOpenDependencyBack } from './breakers.ts';
import { clientErrorsRising } from './client-errors.ts';
import { deploymentCompletedEarly } from './completed-early.ts';
import { containerUnhealthy } from './container-health.ts';
import { dependencySlow, dependencyUnreachable, namesUnresolved } from './dependencies.ts';
import { deploymentOverdue } from './deployment-overdue.ts';
import { deploymentFailed, deploymentInProgress, deploymentWaits, goingBack } from './deployments.ts';
import { revisionDeregistered } from './deregistered.ts';
import { gatewayErrors } from './gateway-errors.ts';
import { hostFailing, tasksDisconnected } from './hosts.ts';
import { improving } from './improving.ts';
import { hostNotOk, hostUnderRepair } from './instance-health.ts';
import { noTasksDesired, serviceInactive } from './intent.ts';
import { killLoop } from './kill-loop.ts';
import { logErrorsInOneTask, logErrorsUnmatched } from './log-errors.ts';
import { logErrorsLasting } from './log-errors-lasting.ts';
import { logPatternFound } from './logs.ts';
import { tasksOutOfContact } from './lost-contact.ts';
import { repeatedOutOfMemory, taskMemoryFull } from './memory.ts';
import { replacementUnderWay, tasksMissing } from './movement.ts';
import { permissionMissing } from './permissions.ts';
import { rebalancingZones } from './rebalancing.ts';
import { deployedLately, scaledLately, tasksStoppedLately } from './recent-activity.ts';
import { releaseAnswersWorse } from './release-answers.ts';
import { releaseOutOfMemory } from './release-memory.ts';
import { releaseFailingTasks, releaseNotWorking } from './releases.ts';
import { routedToEmptyGroup } from './routing.ts';
import type { FindingRule } from './rule.ts';
import { cpuSaturated, memoryRising, memorySaturated, requestsRising } from './saturation.ts';
import { scaledOnSchedule, scaledToMaximum, scaledToZero, scaleOutUnderWay } from './scaling.ts';
import { schedulerMessage } from './scheduler.ts';
import { worseSinceRelease } from './since-release.ts';
import { tasksFailingFor } from './stopped-tasks.ts';
import { targetAnomalous, targetGroupGone, targetRefused } from './targets.ts';
import { targetsFailAlike } from './targets-fail-alike.ts';
import {
  allTargetsUnhealthy,
  essentialsUnreadable,
  noTargetsRegistered,
  targetUnhealthy,
  taskCrashed,
  taskNotWorking,
  tasksNotStarting,
} from './tasks.ts';
import { errorsAboveObjective, foreignBalancerErrors, latencyAboveObjective, loadBalancer503 } from './traffic.ts';
import { desiredCountLowered, workPerTaskRising } from './work.ts';
import { zoneFailing } from './zones.ts';

const FINDING_RULES: readonly FindingRule[] = [
  essentialsUnreadable,
  permissionMissing,
  serviceInactive,
  noTasksDesired,
  taskNotWorking,
  targetUnhealthy,
  containerUnhealthy,
  allTargetsUnhealthy,
  noTargetsRegistered,
  tasksMissing,
  replacementUnderWay,
  tasksNotStarting,
  taskCrashed,
  tasksFailingFor,
  killLoop,
  tasksDisconnected,
  tasksOutOfContact,
  hostFailing,
  hostUnderRepair,
  hostNotOk,
  repeatedOutOfMemory,
  taskMemoryFull,
  schedulerMessage,
  targetRefused,
  targetsFailAlike,
  deploymentInProgress,
  deploymentCompletedEarly,
  deploymentOverdue,
  deploymentFailed,
  deploymentWaits,
  goingBack,
  revisionDeregistered,
  rebalancingZones,
  releaseFailingTasks,
  releaseNotWorking,
  releaseOutOfMemory,
  releaseAnswersWorse,
  workPerTaskRising,
  desiredCountLowered,
  errorsAboveObjective,
  latencyAboveObjective,
  loadBalancer503,
  gatewayErrors,
  clientErrorsRising,
  backlogAboveObjective,
  foreignBalancerErrors,
  improving,
  memoryRising,
  cpuSaturated,
  memorySaturated,
  requestsRising,
  scaledToMaximum,
  scaledOnSchedule,
  scaledToZero,
  scaleOutUnderWay,
  routedToEmptyGroup,
  worseSinceRelease,
  dependencyUnreachable,
  dependencySlow,
  namesUnresolved,
  breakerOpen,
  breakerOpenDependencyBack,
  breakerHalfOpenStalled,
  zoneFailing,
  targetAnomalous,
  targetGroupGone,
  logPatternFound,
  logErrorsInOneTask,
  logErrorsLasting,
  logErrorsUnmatched,
  alarmFiring,
  tasksStoppedLately,
  deployedLately,
  scaledLately,
];

/** Twenty tasks or targets in one condition show as much as two thousand. The limit bounds the report (engineering judgement). */
export const MOST_OF_ONE_ID = 20;

/**
 * Applies every finding rule to one snapshot. Each finding carries since when and in how many checks in a row it was seen. Of one id
 * the first ones are listed, and the last of these counts the others.
 */
export const findAll = (snapshot: Snapshot): readonly Finding[] => {
  const before = previousReport(snapshot.observation, snapshot.now);
  return FINDING_RULES.flatMap((rule) => bounded(rule(snapshot))).map((detection) => withDuration(detection, before));
};

/** A rule finds one id, and most rules find it once. */
const bounded = (detections: readonly Detection[]): readonly Detection[] => {
  const unlisted = detections.length - MOST_OF_ONE_ID;
  if (unlisted <= 0) return detections;
  return detections.slice(0, MOST_OF_ONE_ID).map((detection, index) => {
    if (index < MOST_OF_ONE_ID - 1) return detection;
    const message = `${detection.message} (${pluralize(unlisted, 'more finding')} of this kind)`;
    return { ...detection, numbers: { ...detection.numbers, unlisted }, message };
  });
};

const withDuration = (detection: Detection, before: HealthReport | undefined): Finding => {
  const earlier = before?.findings.find((finding) => isSame(finding, detection));
  if (earlier === undefined) return { ...detection, since: detection.since ?? detection.at, seen: detection.seen ?? 1 };
  const isFresh = detection.at - earlier.at >= FRESH_AFTER_MS;
  return {
    ...detection,
    at: isFresh ? detection.at : earlier.at,
    since: Math.min(earlier.since, detection.since ?? earlier.since),
    seen: Math.max(earlier.seen + (isFresh ? 1 : 0), detection.seen ?? 1),
  };
};

const isSame = (a: Detection, b: Detection): boolean =>
  a.id === b.id && a.subject === b.subject && a.meaning === b.meaning;
