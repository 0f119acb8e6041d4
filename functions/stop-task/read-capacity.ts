import { isRunning, isTargetOf } from '#shared/domain/evidence/serving-tasks.ts';
import type { EcsService, Target, Task } from '#shared/domain/model/observation.ts';
import { itemsOf, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Services } from '#shared/ports/services.ts';
import { readService } from '#shared/procedures/read-service.ts';

export type CapacityReaders = Pick<Services, 'ecs' | 'targetGroups'>;

/** The capacity of a service, read just before the action. */
export interface Capacity {
  readonly service: EcsService;
  readonly tasks: readonly Task[];
  /** Running tasks that pass their container health check and every load-balancer health check. */
  readonly healthy: readonly Task[];
}

/** Reads the service with its tasks and targets; undefined unless all of it could be read. */
export const readCapacity = async (readers: CapacityReaders, policy: ServicePolicy): Promise<Capacity | undefined> => {
  const service = await readService(readers, policy);
  if (service === undefined || service.targetGroupsUnread !== undefined) return undefined;
  const [tasks, groups] = await Promise.all([
    readers.ecs.runningTasks([policy]).then((parts) => parts.get(policy.name)),
    readers.targetGroups.read(service.targetGroupArns),
  ]);
  const isComplete = service.targetGroupArns.every((arn) => groups.get(arn)?.state === 'observed');
  if (tasks?.state !== 'observed' || !isComplete) return undefined;
  const targets = [...groups.values()].map((group) => valueIn(group)?.targets ?? []);
  return { service, tasks: tasks.value, healthy: itemsOf(tasks).filter((task) => isHealthy(task, targets)) };
};

/** True when the task is healthy in every target group of the service: a task healthy in only one serves only some of the users. */
const isHealthy = (task: Task, groups: readonly (readonly Target[])[]): boolean =>
  isRunning(task) &&
  task.healthStatus !== 'UNHEALTHY' &&
  groups.every((targets) => targets.some((target) => isTargetOf(task, target) && target.state === 'healthy'));
