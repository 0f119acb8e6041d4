import type { WorldConstants } from '../constants.ts';
import type { Task, WorldState } from '../state.ts';

/** What is asked of the task's CPU, as a share of what it gets; above 1, it is asked for more than it can. A hung process does nothing. */
export const demandOn = ({ constants, unreachableZones }: WorldState, { load, condition, zone }: Task): number => {
  const isIdle = condition === 'hung' || unreachableZones.has(zone.name);
  const { cpuIdleShare, cpuShareOfRequest } = constants;
  const share = cpuIdleShare + (isIdle ? 0 : cpuShareOfRequest * load.requestsPerSecond);
  return share / (1 - load.stolenShare);
};

/** As a share of the task's limit. */
export const memoryShareOf = ({ memoryShare }: Pick<WorldConstants, 'memoryShare'>, { load }: Task): number =>
  memoryShare + load.leakedShare;

/** How many of the requests are answered at all; the others wait until their callers give up. */
export const servedShare = (world: WorldState, task: Task): number => 1 / Math.max(1, demandOn(world, task));

/** An answer takes so long where it waits for CPU as in a queue with one server: 1 / (1 - load), in whole milliseconds. */
export const latencyUnderLoad = (world: WorldState, task: Task, latencyMs: number): number => {
  const spare = Math.max(0, 1 - demandOn(world, task));
  return Math.round(Math.min(world.constants.answerLatencyMaximumMs, latencyMs / spare));
};
