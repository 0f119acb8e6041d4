import { isHealthy } from '../service-health.ts';
import type { Deployment, ServiceState, Task, WorldState } from '../state.ts';
import { primaryOf } from './deployments.ts';
import { aliveTasks } from './tasks.ts';

/** A service's alive tasks, grouped as the scheduler needs them. */
export interface TaskGroups {
  readonly primary: Deployment;
  readonly alive: readonly Task[];
  /** Tasks of the primary deployment that are not marked unhealthy. */
  readonly current: readonly Task[];
  /** Tasks of the primary deployment that are marked unhealthy and get replaced. */
  readonly unhealthy: readonly Task[];
  /** Tasks of earlier deployments. */
  readonly older: readonly Task[];
  /** Tasks of all deployments that run and are healthy behind the load balancer. */
  readonly healthy: ReadonlySet<Task>;
}

export const groupTasks = (world: WorldState, service: ServiceState): TaskGroups => {
  const primary = primaryOf(service);
  const alive = aliveTasks(world, service);
  const ofPrimary = alive.filter(({ deploymentId }) => deploymentId === primary.id);
  return {
    primary,
    alive,
    current: ofPrimary.filter(({ markedUnhealthy }) => !markedUnhealthy),
    unhealthy: ofPrimary.filter(({ markedUnhealthy }) => markedUnhealthy),
    older: alive.filter(({ deploymentId }) => deploymentId !== primary.id),
    healthy: new Set(alive.filter((task) => isHealthy(service, task))),
  };
};
