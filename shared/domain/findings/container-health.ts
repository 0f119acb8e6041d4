import { isInGracePeriod } from '../evidence/grace-period.ts';
import { isRunning, targetOf } from '../evidence/serving-tasks.ts';
import { isStillStarting } from '../evidence/start-time.ts';
import type { Observation, Task } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import type { Instant } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/**
 * A running task fails the health check of a container. ECS replaces it when the container is essential, and the load balancer tells
 * more where it sees the same. A container that is not essential counts only where no load balancer shows that the task serves:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
 */
export const containerUnhealthy: FindingRule = ({ observation, now }) => {
  const settled = itemsOf(observation.tasks).filter((task) => isSettled(observation, task, now));
  const failing = settled.filter((task) => failsContainerCheck(observation, task));
  const peers = settled.filter((task) => !failsContainerCheck(observation, task));
  const healthyPeers = peers.filter(({ healthStatus }) => healthStatus === 'HEALTHY').length;
  return failing
    .filter((task) => targetOf(observation, task)?.state !== 'unhealthy')
    .map((task) => ({
      id: 'container-unhealthy',
      strength: 'hard',
      subject: task.id,
      at: observation.at,
      numbers: { peers: peers.length, healthyPeers },
      message: `task ${task.id} fails the health check of ${containersOf(task)}`,
    }));
};

const isSettled = (observation: Observation, task: Task, now: Instant): boolean =>
  isRunning(task) &&
  !isInGracePeriod(observation, task, now) &&
  (isUnhealthy(task) || !isStillStarting(observation, task, now));

const isUnhealthy = ({ healthStatus }: { readonly healthStatus: Task['healthStatus'] }): boolean =>
  healthStatus === 'UNHEALTHY';

const failsContainerCheck = ({ targetGroups }: Observation, task: Task): boolean =>
  isUnhealthy(task) || (itemsOf(targetGroups).length === 0 && task.containers.some(isUnhealthy));

const containersOf = ({ containers }: Task): string => {
  const names = containers.filter(isUnhealthy).map(({ name }) => name);
  return names.length === 0 ? 'a container' : `container ${names.join(', ')}`;
};
