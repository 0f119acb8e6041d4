import type { Observation, Target, Task } from '../model/observation.ts';
import { isUnreadable, itemsOf } from '../model/part.ts';
import type { TaskProbe } from '../model/probe.ts';
import { rememberLast } from '../model/remember-last.ts';

/** True while the task runs and ECS means to keep it running. */
export const isRunning = (task: Task): boolean => task.lastStatus === 'RUNNING' && task.desiredStatus === 'RUNNING';

/** Answers the registered targets that are not draining. They receive requests now or will soon. */
export const registeredTargets = ({ targetGroups }: Pick<Observation, 'targetGroups'>): readonly Target[] =>
  itemsOf(targetGroups).flatMap((group) => group.targets.filter((target) => !isDraining(target)));

/** True while the load balancer sends the target no new requests because it is about to leave. */
export const isDraining = (target: Target): boolean =>
  target.state === 'draining' || target.state === 'unhealthy.draining';

/**
 * True for the target that the task is registered as: its own address, or its EC2 instance with one of its host ports. A task whose
 * ports ECS does not report is the only one of its kind on the instance, because host networking allows no second one.
 */
export const isTargetOf = ({ address, hostPorts }: Task, target: Target): boolean =>
  target.id === address && (hostPorts === undefined || hostPorts.includes(target.port));

/** True when the task shares the network of an EC2 instance, so that it has no address of its own. */
export const isOnInstance = ({ address, containerInstance }: Task): boolean =>
  address === undefined ? containerInstance !== undefined : /^m?i-[0-9a-f]+$/.test(address);

/** True when the EC2 instance of the task could not be read. Then its target is not known. */
const isTargetUnknown = (task: Task): boolean => task.address === undefined && isOnInstance(task);

/** Answers the target of a task, if it is registered. With several target groups, an unhealthy target comes first. */
export const targetOf = (observation: Observation, task: Task): Target | undefined => {
  const own = targetsAt(observation, task.address).filter((target) => isTargetOf(task, target));
  return own.find(({ state }) => state !== 'healthy') ?? own[0];
};

const targetsAt = ({ targetGroups }: Observation, address: string | undefined): readonly Target[] =>
  address === undefined ? [] : (targetsById(targetGroups).get(address) ?? []);

/** A service of thousands of tasks has as many targets, and every rule asks for the target of every task. */
const targetsById = rememberLast((targetGroups: Observation['targetGroups']) =>
  Map.groupBy(registeredTargets({ targetGroups }), ({ id }) => id),
);

/** True when the task serves, as far as ECS, the load balancer and the work probe can tell. */
export const isServing = (observation: Observation, task: Task): boolean =>
  isPassing(observation, task) && passesProbe(observation, task);

/** True when the task runs and passes the health checks of ECS and of the load balancer. */
export const isPassing = (observation: Observation, task: Task): boolean =>
  isRunning(task) && task.healthStatus !== 'UNHEALTHY' && hasHealthyTarget(observation, task);

const hasHealthyTarget = (observation: Observation, task: Task): boolean => {
  if (itemsOf(observation.targetGroups).length === 0 || isTargetUnknown(task)) return true;
  return targetOf(observation, task)?.state === 'healthy';
};

/** Answers the latest work probe of a task; undefined when it was not probed. */
export const probeOf = ({ taskProbes }: Observation, task: Task): TaskProbe | undefined =>
  probesByTask(taskProbes).get(task.id)?.[0];

const probesByTask = rememberLast((taskProbes: Observation['taskProbes']) =>
  Map.groupBy(itemsOf(taskProbes), ({ taskId }) => taskId),
);

/** True when the work probe of the task succeeded, and for a task that was not probed. */
export const passesProbe = (observation: Observation, task: Task): boolean => {
  const probe = probeOf(observation, task);
  return probe === undefined || probe.outcome === 'ok';
};

/**
 * True when the serving tasks can be determined. Without an answer of the load balancer or the probe, or without the targets of the
 * tasks, every task seems to serve.
 */
export const canDetermineServing = ({ tasks, targetGroups, taskProbes }: Observation): boolean =>
  tasks.state === 'observed' &&
  !isUnreadable(targetGroups) &&
  !isUnreadable(taskProbes) &&
  (itemsOf(targetGroups).length === 0 || !tasks.value.some((task) => isRunning(task) && isTargetUnknown(task)));

/** Answers the tasks that serve. */
export const servingTasks = (observation: Observation): readonly Task[] =>
  itemsOf(observation.tasks).filter((task) => isServing(observation, task));
