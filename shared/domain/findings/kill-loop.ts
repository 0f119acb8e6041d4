import { suspectedRelease } from '../evidence/releases.ts';
import { servingTasks, targetOf } from '../evidence/serving-tasks.ts';
import { startTimeAllowedMs } from '../evidence/start-time.ts';
import { recentKills } from '../evidence/task-failures.ts';
import type { Snapshot } from '../model/evidence.ts';
import type { Detection } from '../model/finding.ts';
import type { EcsService, Observation, StoppedTask } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** ECS replaces a bad task once. Three kills of one revision in ten minutes are a loop (engineering judgement). */
const MIN_KILLS = 3;
/** A loop has ended when every desired task serves and none was killed for this long (engineering judgement). */
const OVER_AFTER_MS = 5 * MINUTE;

/** ECS kills the tasks of one revision for their health checks again and again, so the replacements are no better. */
export const killLoop: FindingRule = ({ observation, now }) => {
  const service = valueIn(observation.ecs);
  if (service === undefined) return [];
  const kills = Map.groupBy(recentKills(observation, now), ({ taskDefinition }) => taskDefinition);
  return [...kills]
    .filter(([revision, { length }]) => length >= MIN_KILLS && isWanted(revision, service))
    .filter(
      ([, [newest]]) =>
        newest !== undefined && !isOver(newest, servingTasks(observation).length - service.desiredCount, now),
    )
    .map(([revision, killed]) => toDetection(revision, killed, { observation, now }));
};

/** True while ECS runs or wants tasks of the revision. The kills of a revision that was rolled back are over. */
const isWanted = (revision: string, { deployments }: EcsService): boolean =>
  deployments.some(
    ({ taskDefinition, status, runningCount, pendingCount, desiredCount }) =>
      taskDefinition === revision && (status === 'PRIMARY' || runningCount + pendingCount + desiredCount > 0),
  );

const isOver = (newest: StoppedTask, surplus: number, now: Instant): boolean =>
  now - newest.stoppedAt >= OVER_AFTER_MS && surplus >= 0;

const toDetection = (
  revision: string,
  killed: readonly StoppedTask[],
  { observation, now }: Pick<Snapshot, 'observation' | 'now'>,
): Detection => {
  const allowedMs = startTimeAllowedMs(observation);
  const beforeServing = killed.filter((task) => isYoung(task, allowedMs)).length;
  const beforeRunning = killed.filter(({ startedAt }) => startedAt === undefined).length;
  const redNow = itemsOf(observation.tasks).filter(
    (task) => task.taskDefinition === revision && targetOf(observation, task)?.state === 'unhealthy',
  ).length;
  const times = killed.map(({ stoppedAt }) => stoppedAt);
  return {
    id: 'kill-loop',
    strength: 'hard',
    subject: revision,
    at: Math.max(...times),
    since: Math.min(...times),
    numbers: {
      kills: killed.length,
      beforeServing,
      beforeRunning,
      redNow,
      ...(isOfNewRelease(revision, observation, now) && { olderServing: olderServing(revision, observation) }),
    },
    message: `ECS stopped ${killed.length} tasks for their health checks in ten minutes, ${beforeServing} of them before they could serve; ${redNow} fail now`,
  };
};

const isOfNewRelease = (revision: string, observation: Observation, now: Instant): boolean =>
  suspectedRelease(observation, now)?.primary.taskDefinition === revision;

/** Counts the serving tasks of other revisions, with which the killed ones compare. */
const olderServing = (revision: string, observation: Observation): number =>
  servingTasks(observation).filter(({ taskDefinition }) => taskDefinition !== revision).length;

/** True when the task was killed before it had started, or sooner than the tasks of the service need to serve. */
const isYoung = ({ createdAt, startedAt, stoppedAt }: StoppedTask, allowedMs: number): boolean =>
  startedAt === undefined || stoppedAt - (createdAt ?? startedAt) < allowedMs;
