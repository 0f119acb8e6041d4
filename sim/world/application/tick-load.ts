import type { WorldConstants } from '../constants.ts';
import { aliveTasks, killForMemory } from '../ecs/tasks.ts';
import { addSample } from '../load-balancer/traffic-tally.ts';
import type { ServiceState, Task, WorldState } from '../state.ts';
import { cpuDemand, memoryShareOf } from './load.ts';

/** Samples one second of the tasks' CPU and memory use, and kills tasks that exceed their memory limit. */
export const tickLoad = (world: WorldState, service: ServiceState): void => {
  const { minute } = service.traffic;
  for (const task of aliveTasks(world, service)) {
    if (task.lastStatus !== 'RUNNING') continue;
    averageRequests(world.constants, task);
    const memoryShare = memoryShareOf(world.constants, task);
    minute.cpu = addSample(minute.cpu, Math.min(1, cpuDemand(world, task)));
    minute.memory = addSample(minute.memory, Math.min(1, memoryShare));
    if (memoryShare >= 1) killForMemory(world, service, task);
  }
};

/** Requests queue for some seconds, so the load follows their moving average. */
const averageRequests = ({ loadAverageSeconds, tickSeconds }: WorldConstants, { load }: Task): void => {
  const newest = load.arrived / tickSeconds;
  load.requestsPerSecond += ((newest - load.requestsPerSecond) * tickSeconds) / loadAverageSeconds;
  load.arrived = 0;
};
