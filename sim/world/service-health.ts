import { routableTargets } from './load-balancer/target-group.ts';
import type { ServiceState, Task, WorldState } from './state.ts';

/** Lists the tasks that get requests. */
export const routableTasks = (world: WorldState, { targetGroup }: ServiceState): readonly Task[] =>
  routableTargets(targetGroup).flatMap(({ taskId }) => world.tasks.get(taskId) ?? []);

/** Users notice a higher share of failed requests in the latest second. */
const NOTICEABLE_FAILURE_SHARE = 0.05;

export const usersAreServed = ({ traffic }: ServiceState): boolean => {
  const { requests, failed } = traffic.counters.lastSecond;
  return failed <= requests * NOTICEABLE_FAILURE_SHARE;
};

/** True when the desired number of tasks get requests, all of them running and healthy. */
export const isComplete = (world: WorldState, service: ServiceState): boolean => {
  const serving = routableTasks(world, service);
  return serving.length === service.desiredCount && serving.every((task) => isHealthy(service, task));
};

/** True when the task runs and is healthy behind the load balancer. */
export const isHealthy = ({ targetGroup }: ServiceState, task: Task): boolean =>
  task.executionStoppedAt === undefined && targetGroup.targets.get(task.id)?.state === 'healthy';
