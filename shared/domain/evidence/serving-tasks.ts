import type { Observation, Target, Task, TaskProbe } from '../model/observation.ts';
import { isUnreadable, itemsOf } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/** True while the task runs and ECS means to keep it running. */
export const isRunning = (task: Task): boolean => task.lastStatus === 'RUNNING' && task.desiredStatus === 'RUNNING';

/** Answers the registered targets that are not draining. They receive requests now or will soon. */
export const registeredTargets = (observation: Observation): readonly Target[] =>
  itemsOf(observation.targetGroups).flatMap((group) => group.targets.filter((target) => !isDraining(target)));

const isDraining = (target: Target): boolean => target.state === 'draining' || target.state === 'unhealthy.draining';

/** Answers the target of a task, if it is registered. With several target groups, an unhealthy target comes first. */
export const targetOf = (observation: Observation, task: Task): Target | undefined => {
  const own = registeredTargets(observation).filter((target) => target.id === task.address);
  return own.find(({ state }) => state !== 'healthy') ?? own[0];
};

/** True when the task serves, as far as ECS, the load balancer and the work probe can tell. */
export const isServing = (observation: Observation, task: Task): boolean =>
  isPassing(observation, task) && passesProbe(observation, task);

/** True when the task runs and passes the health checks of ECS and of the load balancer. */
export const isPassing = (observation: Observation, task: Task): boolean =>
  isRunning(task) && task.healthStatus !== 'UNHEALTHY' && hasHealthyTarget(observation, task);

const hasHealthyTarget = (observation: Observation, task: Task): boolean => {
  if (observation.targetGroups.state !== 'observed' || observation.targetGroups.value.length === 0) return true;
  return targetOf(observation, task)?.state === 'healthy';
};

/** Answers the latest work probe of a task; undefined when it was not probed. */
export const probeOf = ({ taskProbes }: Observation, task: Task): TaskProbe | undefined =>
  itemsOf(taskProbes).find(({ taskId }) => taskId === task.id);

const passesProbe = (observation: Observation, task: Task): boolean => {
  const probe = probeOf(observation, task);
  return probe === undefined || probe.outcome === 'ok';
};

/** True when the serving tasks can be determined. Without an answer of the load balancer or the probe, every task seems to serve. */
export const canDetermineServing = ({ tasks, targetGroups, taskProbes }: Observation): boolean =>
  tasks.state === 'observed' && !isUnreadable(targetGroups) && !isUnreadable(taskProbes);

/** Answers the tasks that serve. */
export const servingTasks = (observation: Observation): readonly Task[] =>
  itemsOf(observation.tasks).filter((task) => isServing(observation, task));

/** A new task that does not serve by then is not expected to. Fargate starts take 20 to 47 s, the first health check little more. */
export const STARTS_WITHIN_MS = 3 * MINUTE;

/** True while a new task is within its start-up time, from its creation until it serves. */
export const isStartingUp = (observation: Observation, task: Task, now: Instant): boolean =>
  task.desiredStatus === 'RUNNING' && !isServing(observation, task) && now - task.createdAt < STARTS_WITHIN_MS;
