import type { Observation, StoppedTask, Task } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import type { Instant } from '../model/time.ts';
import { isPassing, isRunning, targetOf } from './serving-tasks.ts';
import { isStillStarting } from './start-time.ts';
import { recentKills } from './task-failures.ts';

/** Few tasks fail up to this share; a single one always counts as few. The cause is then in these tasks. */
const MAX_FEW_SHARE = 0.34;
/** Nearly all tasks fail from this share. The cause is then outside the tasks. */
const MIN_NEARLY_ALL_SHARE = 0.67;

/** A task that is still starting shows neither a fault nor health, so it makes no share smaller. */
const runningIn = (observation: Observation): number =>
  itemsOf(observation.tasks).filter((task) => isRunning(task) && !isStillStarting(observation, task, observation.at))
    .length;

/** True when so few tasks fail that each can be treated by itself. */
export const areFew = (count: number, observation: Observation): boolean => isFewOf(count, runningIn(observation));

const isFewOf = (count: number, all: number): boolean => count <= Math.max(1, Math.floor(MAX_FEW_SHARE * all));

export const areNearlyAll = (count: number, all: number): boolean => count >= MIN_NEARLY_ALL_SHARE * all;

/** True when so many tasks fail that they have a common cause. */
export const isSystemic = (count: number, observation: Observation): boolean =>
  !areFew(count, observation) && areNearlyAll(count, runningIn(observation));

/** The tasks that fail their health checks, and those that pass. A replacement that fails counts like the task it replaces. */
export interface HealthCheckFailures {
  /** Tasks that run and fail, also within their grace period. */
  readonly failing: readonly Task[];
  /** Tasks of the running revisions that ECS stopped for their health checks in the last ten minutes. */
  readonly killed: readonly StoppedTask[];
  readonly passing: readonly Task[];
  readonly areFew: boolean;
  /** True when so many fail that they have a common cause. */
  readonly isSystemic: boolean;
}

export const healthCheckFailures = (observation: Observation, now: Instant): HealthCheckFailures => {
  const running = itemsOf(observation.tasks).filter(isRunning);
  const failing = running.filter((task) => failsHealthCheck(observation, task));
  const passing = running.filter((task) => isPassing(observation, task));
  const revisions = new Set(itemsOf(observation.tasks).map(({ taskDefinition }) => taskDefinition));
  const killed = recentKills(observation, now).filter(({ taskDefinition }) => revisions.has(taskDefinition));
  const count = failing.length + killed.length;
  const few = isFewOf(count, running.length);
  return {
    failing,
    killed,
    passing,
    areFew: few,
    isSystemic: !few && areNearlyAll(count, count + passing.length),
  };
};

/** True when the task fails the check of a load balancer or of its containers. A fault of the load balancer itself is none. */
const failsHealthCheck = (observation: Observation, task: Task): boolean => {
  const target = targetOf(observation, task);
  const isRed = target?.state === 'unhealthy' && target.reason?.startsWith('Elb.') !== true;
  return isRed || task.healthStatus === 'UNHEALTHY';
};
