import type { Observation, Target, Task } from '../model/observation.ts';
import { isUnreadable, itemsOf } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/** Running and meant to go on running. */
export const isRunning = (task: Task): boolean => task.lastStatus === 'RUNNING' && task.desiredStatus === 'RUNNING';

/** Targets that still get requests or are meant to: everything registered that is not on its way out. */
export const registeredTargets = (observation: Observation): readonly Target[] =>
  itemsOf(observation.targetGroups).flatMap((group) => group.targets.filter((target) => !isDraining(target)));

const isDraining = (target: Target): boolean => target.state === 'draining' || target.state === 'unhealthy.draining';

/** The load balancer's view of a task, where it is registered; the worst one when several target groups hold it. */
export const targetOf = (observation: Observation, task: Task): Target | undefined => {
  const own = registeredTargets(observation).filter((target) => target.id === task.address);
  return own.find(({ state }) => state !== 'healthy') ?? own[0];
};

/** Whether users get real work from this task, as far as ECS, the load balancer and the probe can tell. */
export const isServing = (observation: Observation, task: Task): boolean =>
  isPassing(observation, task) && answersProbe(observation, task);

/** Whether the task runs, and neither ECS's nor the load balancer's health check has anything against it. */
export const isPassing = (observation: Observation, task: Task): boolean =>
  isRunning(task) && task.healthStatus !== 'UNHEALTHY' && isServedBy(observation, task);

const isServedBy = (observation: Observation, task: Task): boolean => {
  if (observation.targetGroups.state !== 'observed' || observation.targetGroups.value.length === 0) return true;
  return targetOf(observation, task)?.state === 'healthy';
};

const answersProbe = (observation: Observation, task: Task): boolean => {
  const probe = itemsOf(observation.taskProbes).find(({ taskId }) => taskId === task.id);
  return probe === undefined || probe.outcome === 'ok';
};

/** Whether it can be told who is at work: where the load balancer or the probe gave no answer, every task seems to be. */
export const canDetermineServing = ({ tasks, targetGroups, taskProbes }: Observation): boolean =>
  tasks.state === 'observed' && !isUnreadable(targetGroups) && !isUnreadable(taskProbes);

/** The tasks that users get real work from. */
export const servingTasks = (observation: Observation): readonly Task[] =>
  itemsOf(observation.tasks).filter((task) => isServing(observation, task));

/** A new task that does no work by then is not coming. Fargate starts take 20 to 47 s, the first health check little more. */
export const STARTS_WITHIN_MS = 3 * MINUTE;

/** Whether a new task is still within its time for coming up: from its creation to its first work. */
export const isStartingUp = (observation: Observation, task: Task, now: Instant): boolean =>
  task.desiredStatus === 'RUNNING' && !isServing(observation, task) && now - task.createdAt < STARTS_WITHIN_MS;
