import type { WorldConstants } from '../constants.ts';
import type { Task, WorldState } from '../state.ts';

/** Computes a task's demand for CPU as a share of the CPU that it gets; above 1, the task is overloaded. A hung process is idle. */
export const cpuDemand = ({ constants, unreachableZones }: WorldState, { load, condition, zone }: Task): number => {
  const isIdle = condition === 'hung' || unreachableZones.has(zone.name);
  const { cpuIdleShare, cpuShareOfRequest } = constants;
  const share = cpuIdleShare + (isIdle ? 0 : cpuShareOfRequest * load.requestsPerSecond);
  return share / (1 - load.stolenShare);
};

/** Computes a task's memory use as a share of its limit. */
export const memoryShareOf = ({ memoryShare }: Pick<WorldConstants, 'memoryShare'>, { load }: Task): number =>
  memoryShare + load.leakedShare;

/** Computes the share of requests that a task answers; the others hang until their callers time out. */
export const servedShare = (world: WorldState, task: Task): number => 1 / Math.max(1, cpuDemand(world, task));

/** Computes the latency under load, as of a queue with one server: 1 / (1 - load), in whole milliseconds. */
export const latencyUnderLoad = (world: WorldState, task: Task, latencyMs: number): number => {
  const spare = Math.max(0, 1 - cpuDemand(world, task));
  return Math.round(Math.min(world.constants.answerLatencyMaximumMs, latencyMs / spare));
};
