import type { ServiceState, Task, WorldState } from '../state.ts';
import { logServiceEvent, SERVICE_EVENT_MESSAGES } from './service-events.ts';
import type { TaskGroups } from './task-groups.ts';
import { stopTask } from './tasks.ts';

/** Stops the tasks that the service no longer needs: replaced ones, those of earlier deployments, and those above the desired count. */
export const stopSurplus = (world: WorldState, service: ServiceState, groups: TaskGroups): void => {
  stopReplaced(world, service, groups);
  stopOlder(world, service, groups);
  scaleIn(world, service, groups);
};

/** Stops an unhealthy task once its replacement is healthy. */
const stopReplaced = (world: WorldState, service: ServiceState, { current, unhealthy, healthy }: TaskGroups): void => {
  const replaced = current.filter((task) => healthy.has(task)).length + unhealthy.length - service.desiredCount;
  if (replaced > 0) stopUnhealthy(world, service, unhealthy.slice(0, replaced));
};

/**
 * Stops tasks of earlier deployments while `minimumHealthyPercent` (rounded up) of the desired count stays healthy,
 * unhealthy ones first. Protected tasks keep running, and the deployment waits for them.
 */
const stopOlder = (world: WorldState, service: ServiceState, { primary, older, healthy }: TaskGroups): void => {
  const minimum = Math.ceil((service.desiredCount * service.spec.minimumHealthyPercent) / 100);
  const unprotected = older.filter((task) => !isProtected(world, task));
  const notHealthy = unprotected.filter((task) => !healthy.has(task));
  const serving = unprotected.filter((task) => healthy.has(task));
  const spare = healthy.size - minimum;
  const leaving = [
    ...notHealthy.filter(({ lastStatus }) => lastStatus !== 'RUNNING' || spare >= 0),
    ...serving.slice(0, Math.max(spare, 0)),
  ];
  stopTogether(world, service, leaving, `Scaling activity initiated by (deployment ${primary.id})`);
};

/** Stops tasks above the desired count: first those that are not healthy yet, then those in the fullest zone, never a protected one. */
const scaleIn = (world: WorldState, service: ServiceState, { primary, current, healthy }: TaskGroups): void => {
  const surplus = current.length - service.desiredCount;
  if (surplus <= 0) return;
  const staying = new Set(current);
  const leaving: Task[] = [];
  while (leaving.length < surplus) {
    const candidates = [...staying].filter((task) => !isProtected(world, task));
    if (candidates.length === 0) break;
    const notHealthy = candidates.filter((task) => !healthy.has(task));
    const chosen = world.random.pick(notHealthy.length > 0 ? notHealthy : inFullestZone(candidates, staying));
    staying.delete(chosen);
    leaving.push(chosen);
  }
  stopTogether(world, service, leaving, `Scaling activity initiated by (deployment ${primary.id})`);
};

const inFullestZone = (candidates: readonly Task[], staying: ReadonlySet<Task>): readonly Task[] => {
  const load = ({ zone }: Task): number => [...staying].filter((task) => task.zone === zone).length;
  const most = Math.max(...candidates.map(load));
  return candidates.filter((task) => load(task) === most);
};

const isProtected = (world: WorldState, { protectedUntil }: Task): boolean =>
  protectedUntil !== undefined && protectedUntil > world.clock.now();

export const stopUnhealthy = (world: WorldState, service: ServiceState, tasks: readonly Task[]): void =>
  stopTogether(world, service, tasks, `Task failed ELB health checks in (target-group ${service.targetGroup.arn})`);

const stopTogether = (world: WorldState, service: ServiceState, tasks: readonly Task[], reason: string): void => {
  if (tasks.length === 0) return;
  for (const task of tasks) stopTask(world, service, task, { code: 'ServiceSchedulerInitiated', reason });
  logServiceEvent(world, service, SERVICE_EVENT_MESSAGES.stopped(tasks));
};
