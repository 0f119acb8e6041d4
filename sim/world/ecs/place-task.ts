import { taskArn } from '../arns.ts';
import type { Deployment, ServiceState, Task, WorldState, Zone } from '../state.ts';
import { aliveTasks } from './tasks.ts';

/** Creates a task in status PROVISIONING, in one of the zones with the fewest tasks of its deployment. */
export const placeTask = (world: WorldState, service: ServiceState, deployment: Deployment): Task => {
  const id = world.ids.hex(32);
  const zone = pickZone(world, service, deployment);
  const task: Task = {
    id,
    arn: taskArn(world, world.cluster.name, id),
    service: service.name,
    deploymentId: deployment.id,
    definition: deployment.revision.definition,
    zone,
    ip: pickAddress(world, zone),
    attachmentId: world.ids.uuid(),
    networkInterfaceId: `eni-0${world.ids.hex(16)}`,
    containerId: world.ids.uuid(),
    createdAt: world.clock.now(),
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    version: 1,
    load: { arrived: 0, requestsPerSecond: 0, stolenShare: 0, leakedShare: 0 },
    condition: 'ok',
    markedUnhealthy: false,
    hasBeenHealthy: false,
    isEndCounted: false,
    logPausedUntil: new Map(),
  };
  world.tasks.set(id, task);
  return task;
};

/**
 * ECS spreads the tasks of a deployment over the zones, so that no rebalancing is needed.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
 */
const pickZone = (world: WorldState, service: ServiceState, { id }: Deployment): Zone => {
  const siblings = aliveTasks(world, service).filter(({ deploymentId }) => deploymentId === id);
  const load = (zone: Zone): number => siblings.filter((task) => task.zone === zone).length;
  const fewest = Math.min(...world.zones.map(load));
  return world.random.pick(world.zones.filter((zone) => load(zone) === fewest));
};

/** Host numbers of a subnet that tasks may get. */
const HOSTS = Array.from({ length: 231 }, (_, index) => index + 20);

const pickAddress = (world: WorldState, { network }: Zone): string => {
  const running = [...world.tasks.values()].filter(({ stoppedAt }) => stoppedAt === undefined);
  const taken = new Set(running.map(({ ip }) => ip));
  return world.random.pick(HOSTS.map((host) => `${network}.${host}`).filter((address) => !taken.has(address)));
};
