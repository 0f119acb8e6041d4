// Unit layer: every fault does what it says, and the world knows whether it is cured.
import { createHash } from 'node:crypto';
import { createRandom } from '#local-aws/clock/random.ts';
import { toHalfOpen } from '#shared/domain/breaker/state-machine.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { FAULTS, FAULTS_BY_NAME, faultNamed } from '#sim/faults/catalogue.ts';
import type { Injection } from '#sim/faults/fault.ts';
import { deploymentUnderWay, primaryOf, requestRollback, updateService } from '#sim/world/ecs/deployments.ts';
import { stopTask } from '#sim/world/ecs/tasks.ts';
import { type AWorld, aWorld, present, START } from './a-world.ts';

const ALL = [...FAULTS, ...FAULTS_BY_NAME];
const SEEDS = Array.from({ length: 10 }, (_, seed) => seed);

const inject = (a: AWorld, name: string, seed = 1): Injection =>
  faultNamed(name).plan(createRandom(seed)).inject(a.world, a.service.name);

const cureHungTask = async (a: AWorld): Promise<void> => {
  const hung = present(a.alive().find(({ condition }) => condition === 'hung'));
  stopTask(a.world, a.service, hung, { code: 'UserInitiated', reason: 'cure' });
};

const stopDeployment = async (a: AWorld): Promise<void> =>
  requestRollback(a.world, present(deploymentUnderWay(a.service)));

const deployProven = async (a: AWorld): Promise<void> => {
  const proven = [...a.world.definitions.values()].find(({ revision }) => revision === 41);
  updateService(a.world, a.service, { definition: proven });
};

const resetBreaker = async (a: AWorld): Promise<void> => {
  const { records } = present(a.service.breaker);
  const record = present(await records.read('backend'));
  await records.write('backend', toHalfOpen(record, a.clock.now()), record.version);
};

describe('a fault that needs help', () => {
  it.each([
    { name: 'hung-task', cure: cureHungTask },
    { name: 'bad-release-crashes', cure: stopDeployment },
    { name: 'bad-release-unhealthy', cure: stopDeployment },
    { name: 'bad-release-errors', cure: deployProven },
    { name: 'bad-release-errors-later', cure: deployProven },
    { name: 'stuck-breaker', cure: resetBreaker },
  ])('$name stays for an hour without help, and is cured with it', async ({ name, cure }) => {
    const a = aWorld();
    const injection = inject(a, name);
    await a.runFor(3_600);
    expect(injection.onset()).toBeDefined();
    expect(injection.cured()).toBe(false);
    await cure(a);
    await a.runFor(240);
    expect(injection.cured()).toBe(true);
  });

  it('database-down is cured by the database and the breaker, not by anything else', async () => {
    const a = aWorld();
    const injection = inject(a, 'database-down');
    await a.runFor(60);
    present(injection.clear)();
    await a.runFor(60);
    expect(injection.cured()).toBe(false);
    await resetBreaker(a);
    await a.runFor(90);
    expect(injection.cured()).toBe(true);
  });
});

describe('a fault that needs no help', () => {
  it.each(['healthy-rollout', 'slow-start', 'task-crash', 'unhealthy-task'])(
    '%s is over within four minutes by itself',
    async (name) => {
      const a = aWorld();
      const injection = inject(a, name);
      expect(injection.cured()).toBe(false);
      await a.runFor(240);
      expect(injection.cured()).toBe(true);
      const { failed, total } = a.world.traffic(a.service.name);
      expect(failed / total).toBeLessThan(0.02);
    },
  );

  it('slow-start never costs a task, whatever the seed', async () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const a = aWorld({ seed });
      inject(a, 'slow-start', seed);
      await a.runFor(240);
      expect(primaryOf(a.service)).toMatchObject({ rolloutState: 'COMPLETED', failedTasks: 0 });
      expect(a.messages().filter((message) => message.includes('is unhealthy'))).toEqual([]);
    }
  });
});

describe('a traffic surge', () => {
  it.each([
    { minute: 9, cured: false },
    { minute: 11, cured: true },
  ])('after $minute of its ten minutes is cured: $cured', async ({ minute, cured }) => {
    const a = aWorld();
    const injection = inject(a, 'traffic-surge', 3);
    await a.runFor(60 * minute);
    expect(injection.cured()).toBe(cured);
  });

  it('asks for three to five times as much', () => {
    const demands = SEEDS.map((seed) => Number(faultNamed('traffic-surge').plan(createRandom(seed)).details.demand));
    expect(Math.min(...demands)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...demands)).toBeLessThanOrEqual(5);
    expect(Math.max(...demands)).toBeGreaterThan(4);
  });
});

describe('a memory leak', () => {
  it('kills its first task after 15 to 30 minutes, and ECS replaces one after the other', async () => {
    for (const seed of SEEDS) {
      const a = aWorld({ seed });
      const injection = inject(a, 'memory-leak', seed);
      await a.runFor(15 * 60);
      expect(injection.onset()).toBeUndefined();
      await a.runFor(15 * 60);
      expect(present(injection.onset())).toBeGreaterThan(START + 15 * MINUTE);
      const { failed, total } = a.world.traffic(a.service.name);
      expect(failed / total).toBeLessThan(0.05);
    }
  });

  it('ends with the release that people make of it', async () => {
    const a = aWorld();
    const injection = inject(a, 'memory-leak');
    await a.runFor(600);
    present(injection.clear)();
    await a.runFor(240);
    expect(injection.cured()).toBe(true);
    expect(a.alive().map(({ load }) => load.leakedShare)).toEqual([0, 0, 0, 0]);
  });
});

describe('a zone that fails', () => {
  it('has two of the four tasks, and is empty once ECS has replaced them, until it is back', async () => {
    const a = aWorld();
    const injection = inject(a, 'zone-failure');
    const [zone] = a.world.unreachableZones;
    const inside = () => a.alive().filter((task) => task.zone.name === zone);
    expect(inside()).toHaveLength(2);
    expect(injection.cured()).toBe(true);
    await a.runFor(15);
    expect(injection.cured()).toBe(false);
    await a.runFor(105);
    expect(injection.cured()).toBe(true);
    expect(inside()).toEqual([]);
    await a.runFor(10 * 60);
    expect(a.world.unreachableZones.size).toBe(0);
  });
});

describe('a noisy neighbour', () => {
  it('costs one task some milliseconds for some minutes, and users nothing', async () => {
    const a = aWorld();
    const injection = inject(a, 'noisy-neighbour');
    await a.runFor(120);
    expect(a.alive().filter(({ load }) => load.stolenShare > 0)).toHaveLength(1);
    await a.runFor(200);
    expect(injection.onset()).toBeUndefined();
    expect(injection.cured()).toBe(true);
    const { failed, total } = a.world.traffic(a.service.name);
    expect(failed / total).toBeLessThan(0.001);
    expect(a.targetStates()).toEqual(Array(4).fill('healthy'));
  });
});

describe('the moment from which recovery counts', () => {
  it('of a stuck breaker is when the database is back', async () => {
    const a = aWorld();
    const planned = faultNamed('stuck-breaker').plan(createRandom(4));
    const injection = planned.inject(a.world, a.service.name);
    const began = a.clock.now();
    await a.runFor(60);
    expect(injection.onset()).toBe(began + Number(planned.details.outageSeconds) * 1_000);
  });

  it('of errors that come later is after the rollout has completed', async () => {
    const a = aWorld();
    const injection = inject(a, 'bad-release-errors-later');
    while (primaryOf(a.service).rolloutState !== 'COMPLETED') await a.runFor(1);
    const completedAt = a.clock.now();
    expect(injection.onset()).toBeUndefined();
    await a.runFor(100);
    expect(present(injection.onset()) - completedAt).toBeGreaterThanOrEqual(30_000);
  });
});

describe('a plan', () => {
  it.each(ALL.map(({ name }) => name))('of %s is the same for the same seed', (name) => {
    const plan = (seed: number) => faultNamed(name).plan(createRandom(seed)).details;
    expect(plan(7)).toEqual(plan(7));
  });

  it('of an unknown fault names those there are', () => {
    expect(() => faultNamed('gremlins')).toThrow(/no fault "gremlins"; there are: hung-task, bad-release, /);
  });
});

describe('history', () => {
  const historyOf = async (seed: number): Promise<string> => {
    const a = aWorld({ seed });
    for (const { name } of ALL) {
      const injection = inject(a, name, seed);
      await a.runFor(300);
      injection.clear?.();
      await resetBreaker(a).catch(() => undefined);
    }
    const told = JSON.stringify([
      a.events,
      a.service.events,
      a.world.traffic(a.service.name),
      [...a.world.tasks.values()],
    ]);
    return createHash('sha256').update(told).digest('hex');
  };

  it('is the same for the same seed, byte for byte, and another for another', async () => {
    expect(await historyOf(11)).toBe(await historyOf(11));
    expect(await historyOf(11)).not.toBe(await historyOf(12));
  });
});
