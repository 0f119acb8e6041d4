import type { WorldConstants } from '../constants.ts';
import { aliveTasks, killForMemory } from '../ecs/tasks.ts';
import { addSample } from '../load-balancer/traffic-tally.ts';
import type { ServiceState, Task, WorldState } from '../state.ts';
import { demandOn, memoryShareOf } from './load.ts';

/** One second of what the tasks' processes do and hold: it is measured, and a task whose memory is full is killed. */
export const tickLoad = (world: WorldState, service: ServiceState): void => {
  const { minute } = service.traffic;
  for (const task of aliveTasks(world, service)) {
    if (task.lastStatus !== 'RUNNING') continue;
    settleArrivals(world.constants, task);
    const memoryShare = memoryShareOf(world.constants, task);
    minute.cpu = addSample(minute.cpu, Math.min(1, demandOn(world, task)));
    minute.memory = addSample(minute.memory, Math.min(1, memoryShare));
    if (memoryShare >= 1) killForMemory(world, service, task);
  }
};

/** A queue evens out what single seconds bring. */
const settleArrivals = ({ loadMemorySeconds, tickSeconds }: WorldConstants, { load }: Task): void => {
  const newest = load.arrived / tickSeconds;
  load.requestsPerSecond += ((newest - load.requestsPerSecond) * tickSeconds) / loadMemorySeconds;
  load.arrived = 0;
};
