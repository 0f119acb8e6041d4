import { isInGracePeriod } from '../evidence/grace-period.ts';
import { previousReport } from '../evidence/previous-report.ts';
import { isDraining, isRunning, isServing, isTargetOf, servingTasks, targetOf } from '../evidence/serving-tasks.ts';
import { isStillStarting, startDeadline, startTimeAllowedMs } from '../evidence/start-time.ts';
import { recentFailures } from '../evidence/task-failures.ts';
import type { Observation, Target, Task } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** Answers the tasks that ECS has created, that do not serve yet, and that still have time to start. */
const movingTasks = (observation: Observation, now: Instant): readonly Task[] =>
  itemsOf(observation.tasks).filter(
    (task) =>
      isStillStarting(observation, task, now) ||
      isSettling(observation, task, now) ||
      isRegisteredAgain(observation, task, now),
  );

/** True for a task that had served and waits for the first health check of a new registration. */
const isRegisteredAgain = (observation: Observation, task: Task, now: Instant): boolean =>
  isRunning(task) && now >= startDeadline(observation, task) && targetOf(observation, task)?.state === 'initial';

/** True for a task that passes its first health checks but not yet its work probe. */
const isSettling = (observation: Observation, task: Task, now: Instant): boolean =>
  isRunning(task) &&
  isInGracePeriod(observation, task, now) &&
  now < startDeadline(observation, task) &&
  !isServing(observation, task);

/** Fewer tasks serve than desired. The tasks that are still starting are on their way. */
export const tasksMissing: FindingRule = ({ observation, now }) => {
  const ecs = valueIn(observation.ecs);
  if (ecs === undefined || observation.tasks.state !== 'observed') return [];
  const serving = servingTasks(observation).length;
  if (serving >= ecs.desiredCount) return [];
  return [
    {
      id: 'tasks-missing',
      strength: 'soft',
      at: observation.at,
      numbers: { serving, desired: ecs.desiredCount, starting: movingTasks(observation, now).length },
      message: `${serving} of ${ecs.desiredCount} tasks serve`,
    },
  ];
};

/** A start hangs after this long, whatever the service needs, and `tasks-not-starting` reports it (engineering judgement). */
const MAX_START_MS = 10 * MINUTE;

/** Failing tasks that are replaced for longer than this many starts are no longer movement (engineering judgement). */
const MAX_STARTS_IN_A_ROW = 2;

/**
 * ECS is replacing tasks. Some are starting, waiting for their first health check, or do not serve yet. Each explains a missing task
 * for the time that a start may take. Afterwards, or when replacements fail again and again, `overdue` is 1.
 */
export const replacementUnderWay: FindingRule = ({ observation, now }) => {
  const moving = movingTasks(observation, now);
  const late = itemsOf(observation.tasks).filter((task) => isLate(observation, task, now));
  if (moving.length + late.length === 0) return [];
  const starting = moving.filter((task) => !isRunning(task));
  const settling = moving.filter(isRunning);
  const isOverdue =
    moving.every((task) => isRegisteredAgain(observation, task, now) && isSeenForLong(observation, now)) ||
    areFailingInARow(observation, moving, now);
  return [
    {
      id: 'replacement-under-way',
      strength: 'hard',
      at: observation.at,
      numbers: { starting: starting.length, settling: settling.length, ...(isOverdue && { overdue: 1 }) },
      message: `ECS is replacing tasks: starting ${listed(starting)}, not serving yet ${listed(settling, (task) => stateOf(observation, task))}${leavingIn(observation)}${isOverdue ? ', for longer than a start may take' : ''}`,
    },
  ];
};

/** So many tasks are named. */
const MOST_NAMED = 3;

/** `0`, or `2 (1f5855a862c084727364b89ea6042851 unhealthy, …)` */
const listed = (tasks: readonly Task[], stateIn: (task: Task) => string = ({ lastStatus }) => lastStatus): string => {
  const named = tasks.slice(0, MOST_NAMED).map((task) => `${task.id} ${stateIn(task)}`);
  const more = tasks.length > named.length ? ', …' : '';
  return tasks.length === 0 ? '0' : `${tasks.length} (${named.join(', ')}${more})`;
};

/** The state of its target with the reason, or that of the task. */
const stateOf = (observation: Observation, task: Task): string => {
  const target = targetOf(observation, task);
  return target === undefined ? task.lastStatus : [target.state, target.reason].filter(Boolean).join(' ');
};

/** Names the tasks that ECS stops or drains; empty for none. */
const leavingIn = (observation: Observation): string => {
  const drained = itemsOf(observation.targetGroups).flatMap(({ targets }) => targets.filter(isDraining));
  const targetIn = (task: Task): Target | undefined => drained.find((target) => isTargetOf(task, target));
  const leaving = itemsOf(observation.tasks).filter(
    (task) =>
      task.lastStatus !== 'STOPPED' && (task.desiredStatus === 'STOPPED' || (isRunning(task) && targetIn(task))),
  );
  const stateIn = (task: Task): string => targetIn(task)?.state ?? task.lastStatus;
  return leaving.length === 0 ? '' : `, stopping ${listed(leaving, stateIn)}`;
};

/** True for a task that should run by now but is still pending. */
const isLate = (observation: Observation, task: Task, now: Instant): boolean =>
  task.desiredStatus === 'RUNNING' &&
  !isRunning(task) &&
  now >= startDeadline(observation, task) &&
  now - task.createdAt < MAX_START_MS;

/** True when earlier checks have reported the replacement for longer than a start may take. */
const isSeenForLong = (observation: Observation, now: Instant): boolean =>
  now - reportedSince(observation, now) >= startTimeAllowedMs(observation);

const reportedSince = (observation: Observation, now: Instant): Instant =>
  previousReport(observation, now)?.findings.find(({ id }) => id === 'replacement-under-way')?.since ?? now;

/** One failed start is chance. */
const MIN_FAILED_STARTS = 2;

/** True when starts have failed and have been repeated without a pause for longer than two starts. */
const areFailingInARow = (observation: Observation, moving: readonly Task[], now: Instant): boolean => {
  const allowedMs = startTimeAllowedMs(observation);
  const failed = recentFailures(observation, now).flatMap(({ createdAt, stoppedAt }) =>
    createdAt !== undefined && stoppedAt - createdAt < allowedMs ? createdAt : [],
  );
  if (failed.length < MIN_FAILED_STARTS) return false;
  const since = Math.min(...failed, ...moving.map(({ createdAt }) => createdAt), reportedSince(observation, now));
  return now - since > MAX_STARTS_IN_A_ROW * allowedMs;
};
