import { isRollingOut, newRelease, primaryOf } from '../evidence/releases.ts';
import { isPassing, isRunning, isServing, STARTS_WITHIN_MS, targetOf } from '../evidence/serving-tasks.ts';
import { FAILURE_WINDOW_MS, isTaskFailure } from '../evidence/task-failures.ts';
import { areNearlyAll } from '../evidence/task-share.ts';
import type { Observation, Task } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import type { Instant } from '../model/time.ts';
import type { FindingRule } from './rule.ts';
import { isInGrace } from './tasks.ts';

/** Failures of a release's tasks that cannot be chance any more. */
const FAILURES_THAT_PROVE = 2;
export const deploymentInProgress: FindingRule = ({ observation }) => {
  const ecs = valueIn(observation.ecs);
  const primary = ecs && primaryOf(ecs);
  if (ecs === undefined || primary === undefined || !isRollingOut(ecs)) return [];
  return [
    {
      id: 'deployment-in-progress',
      strength: 'hard',
      subject: primary.id,
      at: observation.at,
      numbers: { running: primary.runningCount, desired: primary.desiredCount, failed: primary.failedTasks },
      message: `deployment ${primary.id} is in progress: ${primary.runningCount} of ${primary.desiredCount} tasks run`,
    },
  ];
};

/**
 * Tasks of the newest release end by themselves or never start: any while it rolls out, and those of the last ten minutes once it
 * has, as long as fewer run and are healthy than are wanted. A release that got over its first failures is left alone.
 */
export const releaseFailingTasks: FindingRule = ({ observation, now }) => {
  const release = newRelease(observation, now);
  if (release === undefined) return [];
  const { ecs, primary } = release;
  const isOver = !isRollingOut(ecs);
  const healthy = itemsOf(observation.tasks).filter((task) => isPassing(observation, task)).length;
  if (isOver && healthy >= ecs.desiredCount) return [];
  const from = isOver ? Math.max(primary.createdAt, now - FAILURE_WINDOW_MS) : primary.createdAt;
  const failed = itemsOf(observation.stoppedTasks).filter(
    (task) => task.taskDefinition === primary.taskDefinition && task.stoppedAt >= from && isTaskFailure(task),
  );
  const failures = isOver ? failed.length : Math.max(failed.length, primary.failedTasks);
  if (failures < FAILURES_THAT_PROVE) return [];
  const [newest] = [...failed].sort((a, b) => b.stoppedAt - a.stoppedAt);
  return [
    {
      id: 'release-failing-tasks',
      strength: 'hard',
      subject: primary.taskDefinition,
      at: newest?.stoppedAt ?? observation.at,
      numbers: { failures, neverStarted: failed.filter(({ stopCode }) => stopCode === 'TaskFailedToStart').length },
      message: `${pluralize(failures, 'task')} of the new revision failed${newest ? `, last: ${newest.stoppedReason}` : ''}`,
    },
  ];
};

/** Tasks of the newest release run, but nearly none does work, while older tasks do or the release has replaced them all. */
export const releaseNotWorking: FindingRule = ({ observation, now }) => {
  const release = newRelease(observation, now);
  if (release === undefined) return [];
  const { ecs, primary } = release;
  const isNew = ({ taskDefinition }: Task) => taskDefinition === primary.taskDefinition;
  const running = itemsOf(observation.tasks).filter(isRunning);
  const settled = running.filter(
    (task) => isNew(task) && isSettled(observation, task, ecs.healthCheckGracePeriodSeconds, now),
  );
  const others = running.filter((task) => !isNew(task));
  const othersWork = others.length === 0 || others.some((task) => isServing(observation, task));
  const idle = settled.filter((task) => !isServing(observation, task));
  if (idle.length === 0 || !othersWork || !areNearlyAll(idle.length, settled.length)) return [];
  return [
    {
      id: 'release-not-working',
      strength: 'soft',
      subject: primary.taskDefinition,
      at: observation.at,
      numbers: {
        newTasks: settled.length,
        idle: idle.length,
        silent: idle.filter((task) => isSilent(observation, task)).length,
        olderTasks: others.length,
      },
      message: `${idle.length} of the ${pluralize(settled.length, 'task')} of the new revision ${idle.length === 1 ? 'does' : 'do'} not serve${others.length > 0 ? ', the older ones do' : ''}`,
    },
  ];
};

/** Whether it gives no answer at all, as a task does that has too much to do; a wrong answer is another matter. */
const isSilent = (observation: Observation, task: Task): boolean => {
  const probe = itemsOf(observation.taskProbes).find(({ taskId }) => taskId === task.id);
  return probe === undefined ? targetOf(observation, task)?.reason === 'Target.Timeout' : probe.outcome === 'timeout';
};

/**
 * A new task has had its chance once the load balancer has judged it, or its grace period is over and it is registered; one that
 * never is has no more time than a start takes.
 */
const isSettled = (observation: Observation, task: Task, graceSeconds: number, now: Instant): boolean => {
  const target = targetOf(observation, task);
  if (target?.state === 'healthy') return true;
  const isRegistered = target !== undefined || itemsOf(observation.targetGroups).length === 0;
  return !isInGrace(task, graceSeconds, now) && (isRegistered || now - task.createdAt >= STARTS_WITHIN_MS);
};
