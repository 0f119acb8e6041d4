import { type CheckResult, checkReports, isSameResult, resultOf } from '../evidence/check-results.ts';
import { isInGracePeriod } from '../evidence/grace-period.ts';
import { newRelease } from '../evidence/releases.ts';
import { lastProven } from '../evidence/revisions.ts';
import { isDraining, isRunning, isTargetOf, probeOf } from '../evidence/serving-tasks.ts';
import { recentKills } from '../evidence/task-failures.ts';
import type { Snapshot } from '../model/evidence.ts';
import type { Detection } from '../model/finding.ts';
import { type MeaningId, meaningOf } from '../model/message-meaning.ts';
import type { Observation, StoppedTask, Target, TargetGroup, Task } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import type { Instant } from '../model/time.ts';
import type { FindingRule } from './rule.ts';
import { cpuSaturated } from './saturation.ts';
import { haveTimedOutTogether } from './timed-out-together.ts';

/** Two failures for the same reason, now or recently, are not one bad task. If the first task was replaced, its replacement failed too. */
const MIN_FAILURES = 2;

/** One task that fails the health check of a target group, or that ECS has stopped for failing it. */
interface CheckFailure {
  /** Undefined where no text says how it failed. */
  readonly result?: CheckResult;
  readonly text?: string;
  /** When ECS reported it. */
  readonly at: Instant | undefined;
  readonly taskDefinition: string | undefined;
  /** A task in its grace period may still come to pass. */
  readonly isSettled: boolean;
  readonly isKilled: boolean;
}

/**
 * All tasks fail the health check of one target group in the same way although they show no other fault. Either they answer with an
 * unexpected code, or they pass every other check. The fault is in the health check or in the network path to the tasks. A new
 * release that replaced a passing one is blamed itself, and tasks without spare CPU time out.
 */
export const targetsFailAlike: FindingRule = (snapshot) =>
  itemsOf(snapshot.observation.targetGroups).flatMap((group) => failAlike(group, snapshot));

const failAlike = (group: TargetGroup, snapshot: Snapshot): readonly Detection[] => {
  const { observation, now } = snapshot;
  const targets = group.targets.filter((target) => !isDraining(target));
  if (targets.some(({ state }) => state !== 'unhealthy' && state !== 'initial')) return [];
  const failures = [...redTargets(targets, observation, now), ...killedTasks(group, observation, now)];
  const result = failures.find((failure) => failure.result !== undefined)?.result;
  const areEnough = failures.length >= MIN_FAILURES && failures.some(({ isSettled }) => isSettled);
  if (result === undefined || result.kind === 'other' || !areEnough || !areAlike(failures, result)) return [];
  if (isFaultOfRelease(failures, observation, now)) return [];
  const meaning = meaningFor(result, group, snapshot);
  return meaning === undefined ? [] : [toDetection({ group, targets, failures, meaning, observation })];
};

const areAlike = (failures: readonly CheckFailure[], first: CheckResult): boolean =>
  failures.every(({ result }) => result === undefined || isSameResult(first, result));

const redTargets = (targets: readonly Target[], observation: Observation, now: Instant): readonly CheckFailure[] => {
  const reports = reportsOf(observation);
  return targets
    .filter(({ state }) => state === 'unhealthy')
    .flatMap((target) => {
      const task = itemsOf(observation.tasks).find((one) => isRunning(one) && isTargetOf(one, target));
      return {
        result: resultOf(target),
        text: `${target.reason}${target.description === undefined ? '' : `, "${target.description}"`}`,
        at: reports.find((report) => report.task === task?.id)?.at,
        taskDefinition: task?.taskDefinition,
        isSettled: task !== undefined && !isInGracePeriod(observation, task, now),
        isKilled: false,
      };
    });
};

const reportsOf = ({ ecs }: Observation) => {
  const service = valueIn(ecs);
  return service === undefined ? [] : checkReports(service);
};

/** Answers the tasks that ECS stopped for the check of this group, with the reason that its service event gave. */
const killedTasks = (group: TargetGroup, observation: Observation, now: Instant): readonly CheckFailure[] => {
  const reports = reportsOf(observation).filter(({ targetGroup }) => targetGroup === group.arn);
  return recentKills(observation, now)
    .filter((task) => isAboutGroup(task, group))
    .map(({ id, taskDefinition, stoppedAt }) => {
      const report = reports.find(({ task }) => task === id);
      return {
        ...(report && { result: report.result, text: `"${report.reason}"` }),
        at: report?.at ?? stoppedAt,
        taskDefinition,
        isSettled: true,
        isKilled: true,
      };
    });
};

/** `Task failed ELB health checks in (target-group arn:…)`; a text that is cut off or names none is about every group. */
const isAboutGroup = ({ stoppedReason }: StoppedTask, { arn }: TargetGroup): boolean =>
  stoppedReason.includes('ELB') && (!/target-group arn:\S+\)/.test(stoppedReason) || stoppedReason.includes(arn));

/**
 * True when only tasks of the newest release fail, and it is new and replaced a proven one or its history cannot be read. When an
 * earlier revision fails in the same way, neither of them is at fault.
 */
const isFaultOfRelease = (failures: readonly CheckFailure[], observation: Observation, now: Instant): boolean => {
  const release = newRelease(observation, now);
  if (release === undefined) return false;
  const isOther = (revision?: string): boolean => revision !== undefined && revision !== release.primary.taskDefinition;
  if (failures.some(({ result, taskDefinition }) => result !== undefined && isOther(taskDefinition))) return false;
  return (
    observation.releases.state !== 'observed' ||
    release.ecs.deployments.some(({ taskDefinition }) => isOther(taskDefinition)) ||
    lastProven(observation, release.primary.taskDefinition) !== undefined
  );
};

const meaningFor = (
  result: Exclude<CheckResult, { kind: 'other' }>,
  group: TargetGroup,
  snapshot: Snapshot,
): MeaningId | undefined => {
  const passOtherChecks = doPassOtherChecks(group, snapshot.observation);
  switch (result.kind) {
    case 'rejected':
      return 'check-answered-otherwise';
    case 'server-error':
      return passOtherChecks ? 'check-answers-5xx' : undefined;
    case 'refused':
      return passOtherChecks ? 'check-refused' : undefined;
    case 'unanswered':
      return (passOtherChecks && cpuSaturated(snapshot).length === 0) || haveTimedOutTogether(group, snapshot)
        ? 'check-unanswered'
        : undefined;
  }
};

/** True when every task that is checked in another way passes: by its work probe, its containers, or another target group. */
const doPassOtherChecks = (group: TargetGroup, observation: Observation): boolean => {
  const answers = itemsOf(observation.tasks)
    .filter(isRunning)
    .flatMap((task) => passesOtherCheck(task, group, observation) ?? []);
  return answers.length > 0 && answers.every(Boolean);
};

const passesOtherCheck = (task: Task, group: TargetGroup, observation: Observation): boolean | undefined => {
  const probe = probeOf(observation, task);
  if (probe !== undefined) return probe.outcome === 'ok';
  if (task.healthStatus !== 'UNKNOWN') return task.healthStatus === 'HEALTHY';
  const elsewhere = itemsOf(observation.targetGroups)
    .filter(({ arn }) => arn !== group.arn)
    .flatMap(({ targets }) => targets.filter((target) => isTargetOf(task, target) && isChecked(target)));
  return elsewhere.length === 0 ? undefined : elsewhere.every(({ state }) => state === 'healthy');
};

const isChecked = ({ state }: Target): boolean => state === 'healthy' || state === 'unhealthy';

interface Found {
  readonly group: TargetGroup;
  readonly targets: readonly Target[];
  readonly failures: readonly CheckFailure[];
  readonly meaning: MeaningId;
  readonly observation: Observation;
}

const toDetection = ({ group, targets, failures, meaning, observation }: Found): Detection => {
  const red = failures.filter(({ isKilled }) => !isKilled).length;
  const killed = failures.length - red;
  const times = failures.flatMap(({ at }) => at ?? []);
  const who = [
    ...(red > 0 ? [pluralize(red, 'target')] : []),
    ...(killed > 0 ? [`${pluralize(killed, 'task')} that ECS stopped`] : []),
  ];
  const text = failures.find((failure) => failure.text !== undefined)?.text;
  return {
    id: 'targets-fail-alike',
    strength: 'hard',
    subject: group.arn,
    at: observation.at,
    ...(times.length > 0 && { since: Math.min(...times) }),
    meaning,
    numbers: { targets: targets.length, failures: failures.length },
    message: `${meaningOf(meaning).message}: ${who.join(' and ')}, all ${text}`,
  };
};
