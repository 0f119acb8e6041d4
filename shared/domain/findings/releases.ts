import { isInGracePeriod } from '../evidence/grace-period.ts';
import { isRollingOut, newRelease, primaryOf } from '../evidence/releases.ts';
import { isPassing, isRunning, isServing, probeOf, STARTS_WITHIN_MS, targetOf } from '../evidence/serving-tasks.ts';
import { FAILURE_WINDOW_MS, isTaskFailure } from '../evidence/task-failures.ts';
import { areNearlyAll } from '../evidence/task-share.ts';
import type { Observation, Task } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import type { Instant } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** This many failed tasks of one release are more than chance. */
const MIN_FAILURES = 2;

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
 * Tasks of the newest release exit by themselves or never start. During the rollout every failure counts. Afterwards only those of
 * the last ten minutes count, and only while fewer tasks are running and healthy than desired. A release that recovered from its
 * first failures is not reported.
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
  if (failures < MIN_FAILURES) return [];
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

/** Nearly all running tasks of the newest release do not serve, while older tasks do or are all replaced. */
export const releaseNotWorking: FindingRule = ({ observation, now }) => {
  const release = newRelease(observation, now);
  if (release === undefined) return [];
  const { primary } = release;
  const isNew = ({ taskDefinition }: Task) => taskDefinition === primary.taskDefinition;
  const running = itemsOf(observation.tasks).filter(isRunning);
  const settled = running.filter((task) => isNew(task) && isSettled(observation, task, now));
  const others = running.filter((task) => !isNew(task));
  const othersServe = others.length === 0 || others.some((task) => isServing(observation, task));
  const idle = settled.filter((task) => !isServing(observation, task));
  if (idle.length === 0 || !othersServe || !areNearlyAll(idle.length, settled.length)) return [];
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

/** True when the task gives no answer, as an overloaded task does. A wrong answer has another cause. */
const isSilent = (observation: Observation, task: Task): boolean => {
  const probe = probeOf(observation, task);
  return probe === undefined ? targetOf(observation, task)?.reason === 'Target.Timeout' : probe.outcome === 'timeout';
};

/**
 * A new task is settled once its target is healthy, or once it is registered and its grace period is over. A task that is never
 * registered settles when the time for a start has passed.
 */
const isSettled = (observation: Observation, task: Task, now: Instant): boolean => {
  const target = targetOf(observation, task);
  if (target?.state === 'healthy') return true;
  const isRegistered = target !== undefined || itemsOf(observation.targetGroups).length === 0;
  return !isInGracePeriod(observation, task, now) && (isRegistered || now - task.createdAt >= STARTS_WITHIN_MS);
};
