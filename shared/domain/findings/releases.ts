import { errorRegression } from '../evidence/regression.ts';
import {
  failAlikeElsewhere,
  failuresOf,
  GOES_ON_WITHIN_MS,
  isHealthCheckKill,
  wasKilledEarly,
} from '../evidence/release-failures.ts';
import { isRollingOut, type NewRelease, suspectedRelease } from '../evidence/releases.ts';
import { isPassing, isRunning, isServing, probeOf, targetOf } from '../evidence/serving-tasks.ts';
import { answerWrongly, haveStarted } from '../evidence/start-proof.ts';
import { isStillStarting, patientStartTimeMs, startTimeAllowedMs } from '../evidence/start-time.ts';
import { endInWords, FAILURE_WINDOW_MS } from '../evidence/task-failures.ts';
import { areNearlyAll } from '../evidence/task-share.ts';
import type { Snapshot } from '../model/evidence.ts';
import type { Observation, StoppedTask, Task } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import type { FindingRule } from './rule.ts';

/** This many failed tasks of one release are more than chance. */
const MIN_FAILURES = 2;

/**
 * Tasks of the newest release exit by themselves or never start. While the release has not completed every failure counts.
 * Afterwards only those of the last ten minutes count, and only while fewer tasks are running and healthy than desired. A release that
 * recovered from its first failures is not reported, nor one whose revision fails like another.
 */
export const releaseFailingTasks: FindingRule = ({ observation, now }) => {
  const release = suspectedRelease(observation, now);
  if (release === undefined || hasRecovered(release, observation)) return [];
  const { ecs, primary } = release;
  const isOver = primary.rolloutState === 'COMPLETED' && !isRollingOut(ecs);
  const from = isOver ? Math.max(primary.createdAt, now - FAILURE_WINDOW_MS) : primary.createdAt;
  const all = failuresOf(observation, primary.taskDefinition, from);
  const failed = all.filter((task) => !wasKilledEarly(observation, task));
  const failures = isOver || failed.length < all.length ? failed.length : countWithEcs(release, failed);
  const newest = failed.at(-1);
  if (newest === undefined || failures < MIN_FAILURES || failAlikeElsewhere(failed, observation, now)) return [];
  return [
    {
      id: 'release-failing-tasks',
      strength: 'hard',
      subject: primary.taskDefinition,
      at: newest.stoppedAt,
      numbers: { failures, neverStarted: failed.filter(({ stopCode }) => stopCode === 'TaskFailedToStart').length },
      message: `${pluralize(failures, 'task')} of the new revision failed, last ${endInWords(newest)}: ${newest.stoppedReason}`,
    },
  ];
};

/**
 * ECS counts failures before it lists their tasks. It counts kills by health checks as well, so its count says nothing beside any of
 * those.
 */
const countWithEcs = ({ primary }: NewRelease, failed: readonly StoppedTask[]): number =>
  Math.max(failed.length, primary.failedTasks);

/** True when the release has every task that it should have, or when it is not in progress and enough tasks pass. */
const hasRecovered = ({ ecs, primary }: NewRelease, observation: Observation): boolean => {
  const passing = itemsOf(observation.tasks).filter((task) => isPassing(observation, task));
  const own = passing.filter(({ taskDefinition }) => taskDefinition === primary.taskDefinition);
  const isComplete = primary.desiredCount > 0 && own.length >= primary.desiredCount;
  return isComplete || (!isRollingOut(ecs) && passing.length >= ecs.desiredCount);
};

/**
 * Nearly all tasks of the newest release do not serve, while older tasks do or are all replaced. A new task counts once it had the time
 * to start. Tasks that ECS kills before that count only together, once the revision as a whole had the time: the time that earlier
 * starts needed while its tasks answer wrongly, and more where they only may be slow.
 */
export const releaseNotWorking: FindingRule = (snapshot) => {
  const { observation, now } = snapshot;
  const release = suspectedRelease(observation, now);
  if (release === undefined) return [];
  const { primary } = release;
  const attempts = attemptsOf(release, snapshot);
  const { settled, others, killedEarly } = attempts;
  const idle = settled.filter((task) => !isServing(observation, task));
  const count = idle.length + killedEarly.length;
  const isNearlyAll = areNearlyAll(count, settled.length + killedEarly.length);
  if (count === 0 || !isNearlyAll || !canCompare(attempts, release, snapshot)) return [];
  return [
    {
      id: 'release-not-working',
      strength: killedEarly.length > 0 ? 'hard' : 'soft',
      subject: primary.taskDefinition,
      at: observation.at,
      numbers: {
        newTasks: settled.length,
        idle: idle.length,
        silent: idle.filter((task) => isSilent(observation, task)).length,
        olderTasks: others.length,
        ...(killedEarly.length > 0 && { killedEarly: killedEarly.length }),
      },
      message: describe(attempts, idle.length),
    },
  ];
};

interface Attempts {
  /** Running tasks of the new revision that had the time to start. */
  readonly settled: readonly Task[];
  /** Tasks of the new revision that ECS killed while they were starting, if the revision as a whole had the time to start. */
  readonly killedEarly: readonly StoppedTask[];
  readonly others: readonly Task[];
}

const attemptsOf = ({ ecs, primary }: NewRelease, snapshot: Snapshot): Attempts => {
  const { observation, now } = snapshot;
  const running = itemsOf(observation.tasks).filter(isRunning);
  const own = running.filter(({ taskDefinition }) => taskDefinition === primary.taskDefinition);
  const others = running.filter((task) => !own.includes(task));
  const areOthersServing = others.some((task) => isServing(observation, task));
  const allowedMs = areOthersServing ? patientStartTimeMs(observation) : startTimeAllowedMs(observation);
  const killed = failuresOf(observation, primary.taskDefinition, primary.createdAt).filter((task) =>
    wasKilledEarly(observation, task),
  );
  const neededMs = answerWrongly(killed, observation, ecs) ? startTimeAllowedMs(observation) : allowedMs;
  const hadTime =
    killed.length >= MIN_FAILURES && hasTriedFor(killed, now) >= neededMs && haveStarted(killed, observation, ecs);
  const hasNoneServed = own.every((task) => !isServing(observation, task));
  const isHarmful = hasNoneServed && harmsUsers(primary.createdAt, snapshot);
  return {
    settled: own.filter((task) => hadTime || isHarmful || !isStillStarting(observation, task, now, allowedMs)),
    killedEarly: hadTime && hasNoneServed ? killed : [],
    others,
  };
};

const hasTriedFor = (killed: readonly StoppedTask[], now: number): number =>
  now - Math.min(...killed.map(({ createdAt, startedAt, stoppedAt }) => createdAt ?? startedAt ?? stoppedAt));

/** True when the tasks have answered far more requests with errors since the release began. */
const harmsUsers = (moment: number, snapshot: Snapshot): boolean =>
  errorRegression({ ...snapshot, moment }) !== undefined;

/** True when older tasks serve, or when all are replaced and no other revision has failed its health checks as well. */
const canCompare = ({ others }: Attempts, { ecs, primary }: NewRelease, { observation, now }: Snapshot): boolean => {
  if (others.length > 0) return others.some((task) => isServing(observation, task));
  const killedElsewhere = itemsOf(observation.stoppedTasks).filter(
    (task) =>
      task.taskDefinition !== primary.taskDefinition &&
      now - task.stoppedAt < GOES_ON_WITHIN_MS &&
      isHealthCheckKill(task),
  );
  return killedElsewhere.length < Math.min(MIN_FAILURES, ecs.desiredCount);
};

const describe = ({ settled, killedEarly, others }: Attempts, idle: number): string => {
  const running = `new revision: ${idle} of ${pluralize(settled.length, 'task')} ${idle === 1 ? 'does' : 'do'} not serve`;
  const killed =
    killedEarly.length > 0 ? `, and ${killedEarly.length} more failed their health check before they served` : '';
  return `${running}${killed}${others.length > 0 ? '; tasks of the older revision serve' : ''}`;
};

/** True when the task gives no answer, as an overloaded task does. A wrong answer has another cause. */
const isSilent = (observation: Observation, task: Task): boolean => {
  const probe = probeOf(observation, task);
  return probe === undefined ? targetOf(observation, task)?.reason === 'Target.Timeout' : probe.outcome === 'timeout';
};
