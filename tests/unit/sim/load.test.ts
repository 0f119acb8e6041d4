// Unit layer: what a task has to do and holds: its CPU, how fast it answers, its memory, and its end when that is full.

import { demandOn, latencyUnderLoad, memoryShareOf, servedShare } from '#sim/world/application/load.ts';
import { updateService } from '#sim/world/ecs/deployments.ts';
import type { Statistic } from '#sim/world/metrics/metric-store.ts';
import type { Task } from '#sim/world/state.ts';
import { type AWorld, aWorld, present, START } from './a-world.ts';

const SEEDS = [1, 2, 3, 4, 5];

const firstTask = (a: AWorld): Task => present(a.alive()[0]);

/** A task with so many requests a second, of which one takes 1.2 % of its CPU, and nothing takes 4 %. */
const loaded = (requestsPerSecond: number): { readonly a: AWorld; readonly task: Task } => {
  const a = aWorld();
  const task = firstTask(a);
  task.load.requestsPerSecond = requestsPerSecond;
  return { a, task };
};

const utilisation = (a: AWorld, name: string, stat: Statistic): readonly number[] =>
  a.world.metrics
    .query({
      namespace: 'AWS/ECS',
      name,
      dimensions: { ClusterName: a.world.cluster.name, ServiceName: a.service.name },
      stat,
      periodSeconds: 60,
      start: START,
      end: a.clock.now(),
      asOf: a.clock.now(),
    })
    .map(({ value }) => value);

describe('what is asked of a CPU', () => {
  it.each([
    { requests: 0, demand: 0.04, served: 1, latencyMs: 27 },
    { requests: 25, demand: 0.34, served: 1, latencyMs: 39 },
    { requests: 75, demand: 0.94, served: 1, latencyMs: 433 },
    { requests: 80, demand: 1, served: 1, latencyMs: 10_000 },
    { requests: 130, demand: 1.6, served: 0.625, latencyMs: 10_000 },
  ])('for $requests requests a second is $demand: served $served, in $latencyMs ms', (row) => {
    const { a, task } = loaded(row.requests);
    expect(demandOn(a.world, task)).toBeCloseTo(row.demand, 9);
    expect(servedShare(a.world, task)).toBeCloseTo(row.served, 9);
    expect(latencyUnderLoad(a.world, task, a.world.constants.answerLatencyMs)).toBe(row.latencyMs);
  });

  it('weighs more on what a neighbour leaves of it', () => {
    const { a, task } = loaded(25);
    task.load.stolenShare = 0.4;
    expect(demandOn(a.world, task)).toBeCloseTo(0.34 / 0.6, 9);
  });

  it('is next to nothing of a task that hangs, and of one that nobody reaches', () => {
    const { a, task } = loaded(25);
    task.condition = 'hung';
    expect(demandOn(a.world, task)).toBeCloseTo(0.04, 9);
    task.condition = 'ok';
    a.world.unreachableZones.add(task.zone.name);
    expect(demandOn(a.world, task)).toBeCloseTo(0.04, 9);
  });
});

describe('a service whose users ask for more', () => {
  it.each([
    { demand: 1, least: 31, most: 37, failedFrom: 0, failedTo: 0.01 },
    { demand: 3, least: 88, most: 99, failedFrom: 0, failedTo: 0.05 },
    { demand: 5, least: 96, most: 100, failedFrom: 0.3, failedTo: 0.4 },
  ])('$demand times as much, has its CPU between $least and $most %', async ({ demand, ...row }) => {
    const a = aWorld();
    a.service.demand = demand;
    await a.runFor(300);
    const cpu = present(utilisation(a, 'CPUUtilization', 'Average').at(-1));
    expect(cpu).toBeGreaterThan(row.least);
    expect(cpu).toBeLessThanOrEqual(row.most);
    const { requests, failed } = a.world.traffic(a.service.name).lastSecond;
    expect(failed / requests).toBeGreaterThanOrEqual(row.failedFrom);
    expect(failed / requests).toBeLessThan(row.failedTo);
  });

  it('keeps its health check green, and no worker is said to hang', async () => {
    const a = aWorld();
    a.service.demand = 5;
    await a.runFor(300);
    expect(a.targetStates()).toEqual(Array(4).fill('healthy'));
    expect(a.service.logs.filter(({ message }) => message.includes('WORKER TIMEOUT'))).toEqual([]);
  });

  it('answers as before within half a minute of their letting off', async () => {
    const a = aWorld();
    a.service.demand = 5;
    await a.runFor(300);
    a.service.demand = 1;
    await a.runFor(30);
    expect(demandOn(a.world, firstTask(a))).toBeLessThan(0.5);
  });
});

describe('memory', () => {
  it('is level where nothing leaks', async () => {
    const a = aWorld();
    await a.runFor(600);
    for (const percent of utilisation(a, 'MemoryUtilization', 'Average')) expect(percent).toBeCloseTo(46, 0);
  });

  it.each([
    { leakedShare: 0.539, isKilled: false },
    { leakedShare: 0.54, isKilled: true },
    { leakedShare: 0.6, isKilled: true },
  ])('of 46 % and a leak of $leakedShare kills its task: $isKilled', async ({ leakedShare, isKilled }) => {
    const a = aWorld();
    const task = firstTask(a);
    task.load.leakedShare = leakedShare;
    await a.runFor(2);
    expect(task.executionStoppedAt !== undefined).toBe(isKilled);
  });

  it('that is full ends a task in the words of ECS, which starts another one with little memory', async () => {
    const a = aWorld();
    const killed = firstTask(a);
    killed.load.leakedShare = 1;
    await a.runFor(120);
    expect(killed).toMatchObject({
      exitCode: 137,
      containerReason: 'OutOfMemoryError: Container killed due to memory usage',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      lastStatus: 'STOPPED',
    });
    expect(a.targetStates().filter((state) => state === 'healthy')).toHaveLength(4);
    for (const task of a.alive()) expect(memoryShareOf(a.world.constants, task)).toBe(0.46);
  });

  it('is told with its lowest and highest task', async () => {
    const a = aWorld();
    firstTask(a).load.leakedShare = 0.4;
    await a.runFor(120);
    expect(utilisation(a, 'MemoryUtilization', 'Minimum')[0]).toBeCloseTo(46, 0);
    expect(utilisation(a, 'MemoryUtilization', 'Maximum')[0]).toBeCloseTo(86, -1);
  });
});

describe('zones', () => {
  it.each(SEEDS)('hold two, one and one of four tasks, also after a rollout: seed %i', async (seed) => {
    const a = aWorld({ seed });
    const inZones = () => [...Map.groupBy(a.alive(), ({ zone }) => zone).values()].map(({ length }) => length).sort();
    expect(inZones()).toEqual([1, 1, 2]);
    updateService(a.world, a.service, { forceNewDeployment: true });
    await a.runFor(240);
    expect(inZones()).toEqual([1, 1, 2]);
  });
});

describe('a zone in which nobody reaches anything', () => {
  it('has targets that time out, and tasks that ECS replaces elsewhere', async () => {
    const a = aWorld();
    const { zone } = firstTask(a);
    const inside = a.alive().filter((task) => task.zone === zone);
    a.world.unreachableZones.add(zone.name);
    await a.runFor(12);
    for (const { id } of inside)
      expect(a.service.targetGroup.targets.get(id)).toMatchObject({ state: 'unhealthy', reason: 'Target.Timeout' });
    expect(a.world.answer(present(inside[0]).id, a.service.spec.workPath)).toEqual({ kind: 'hang' });
    await a.runFor(90);
    const { failed } = a.world.traffic(a.service.name).lastSecond;
    expect(failed).toBeLessThan(5);
    expect(a.targetStates().filter((state) => state === 'healthy')).toHaveLength(4);
  });
});
