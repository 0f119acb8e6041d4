// Unit layer: every fault does what it says, and the world knows whether it is cured.
import { createHash } from 'node:crypto';
import { openDoor } from '#shared/domain/breaker.ts';
import { FAULTS, faultNamed } from '#sim/faults/catalogue.ts';
import type { Injection } from '#sim/faults/fault.ts';
import { deploymentUnderWay, primaryOf, requestRollback, updateService } from '#sim/world/deployments.ts';
import { createRandom } from '#sim/world/random.ts';
import { stopTask } from '#sim/world/tasks.ts';
import { type AWorld, aWorld, present } from './a-world.ts';

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
  await records.write('backend', openDoor(record, a.clock.now()), record.version);
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
  it.each(FAULTS.map(({ name }) => name))('of %s is the same for the same seed', (name) => {
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
    for (const { name } of FAULTS) {
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
