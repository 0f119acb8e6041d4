// Unit layer: CPU, latency and memory of simulated tasks.
import { cpuDemand, latencyUnderLoad, memoryShareOf, servedShare } from '#sim/world/application/load.ts';
import type { Statistic } from '#sim/world/metrics/metric-store.ts';
import { type AWorld, aWorld } from '../../a-world.ts';

const utilisation = ({ world, service, points }: AWorld, name: string, stat: Statistic): readonly number[] => {
  const dimensions = { ClusterName: world.cluster.name, ServiceName: service.name };
  return points({ namespace: 'AWS/ECS', name, dimensions }, stat).map(({ value }) => value);
};

describe('the CPU demand of a task', () => {
  const loaded = (requestsPerSecond: number) => {
    const { world, firstTask } = aWorld();
    const task = firstTask();
    task.load.requestsPerSecond = requestsPerSecond;
    return { world, task };
  };

  it.each([
    { requests: 0, demand: 0.04, served: 1, latencyMs: 27 },
    { requests: 25, demand: 0.34, served: 1, latencyMs: 39 },
    { requests: 75, demand: 0.94, served: 1, latencyMs: 433 },
    { requests: 80, demand: 1, served: 1, latencyMs: 10_000 },
    { requests: 130, demand: 1.6, served: 0.625, latencyMs: 10_000 },
  ])('is $demand at $requests requests a second: $served served, in $latencyMs ms', (row) => {
    const { world, task } = loaded(row.requests);
    expect(cpuDemand(world, task)).toBeCloseTo(row.demand, 9);
    expect(servedShare(world, task)).toBeCloseTo(row.served, 9);
    expect(latencyUnderLoad(world, task, world.constants.answerLatencyMs)).toBe(row.latencyMs);
  });

  it('counts against the CPU that a noisy neighbour leaves', () => {
    const { world, task } = loaded(25);
    task.load.stolenShare = 0.4;
    expect(cpuDemand(world, task)).toBeCloseTo(0.34 / 0.6, 9);
  });

  it('is that of an idle task while the task hangs or its zone has no network', () => {
    const { world, task } = loaded(25);
    task.condition = 'hung';
    expect(cpuDemand(world, task)).toBeCloseTo(0.04, 9);
    task.condition = 'ok';
    world.unreachableZones.add(task.zone.name);
    expect(cpuDemand(world, task)).toBeCloseTo(0.04, 9);
  });
});

describe('a service under load', () => {
  it.each([
    { demand: 1, lowest: 31, highest: 37, failedFrom: 0, failedTo: 0.01 },
    { demand: 3, lowest: 88, highest: 99, failedFrom: 0, failedTo: 0.05 },
    { demand: 5, lowest: 96, highest: 100, failedFrom: 0.3, failedTo: 0.4 },
  ])('uses $lowest to $highest % of its CPU at $demand times the usual traffic', async ({ demand, ...row }) => {
    const a = aWorld();
    a.service.demand = demand;
    await a.runFor(300);
    const cpu = utilisation(a, 'CPUUtilization', 'Average').at(-1);
    expect(cpu).toBeGreaterThan(row.lowest);
    expect(cpu).toBeLessThanOrEqual(row.highest);
    expect(a.failedShare()).toBeGreaterThanOrEqual(row.failedFrom);
    expect(a.failedShare()).toBeLessThan(row.failedTo);
  });

  it('passes its health checks, logs no hanging worker, and recovers within 30 s after the surge', async () => {
    const a = aWorld();
    a.service.demand = 5;
    await a.runFor(300);
    expect(a.healthyTargets()).toBe(4);
    expect(a.service.logs.filter(({ message }) => message.includes('WORKER TIMEOUT'))).toEqual([]);
    a.service.demand = 1;
    await a.runFor(30);
    expect(cpuDemand(a.world, a.firstTask())).toBeLessThan(0.5);
  });
});

describe('the memory of tasks', () => {
  it.each([
    { leakedShare: 0.539, isKilled: false },
    { leakedShare: 0.54, isKilled: true },
    { leakedShare: 0.6, isKilled: true },
  ])('of 46 % and a leak of $leakedShare: the task is killed is $isKilled', async ({ leakedShare, isKilled }) => {
    const { firstTask, runFor } = aWorld();
    const task = firstTask();
    task.load.leakedShare = leakedShare;
    await runFor(2);
    expect(task.executionStoppedAt !== undefined).toBe(isKilled);
  });

  it('above the limit ends the task as out of memory, and ECS starts another one without the leak', async () => {
    const { world, firstTask, runFor, healthyTargets, alive } = aWorld();
    const killed = firstTask();
    killed.load.leakedShare = 1;
    await runFor(120);
    expect(killed).toMatchObject({
      exitCode: 137,
      containerReason: 'OutOfMemoryError: Container killed due to memory usage',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      lastStatus: 'STOPPED',
    });
    expect(healthyTargets()).toBe(4);
    for (const task of alive()) expect(memoryShareOf(world.constants, task)).toBe(0.46);
  });

  it('is published with the average, minimum and maximum of all tasks', async () => {
    const a = aWorld();
    await a.runFor(120);
    a.firstTask().load.leakedShare = 0.4;
    await a.runFor(240);
    const statistics = (stat: Statistic) => utilisation(a, 'MemoryUtilization', stat).map(Math.round);
    expect(statistics('Average').slice(0, 1)).toEqual([46]);
    expect(statistics('Minimum').at(-1)).toBe(46);
    expect(statistics('Maximum').at(-1)).toBe(86);
  });
});
