// Unit layer: the effect of every fault, and when the world counts it as recovered.
import { createHash } from 'node:crypto';
import { createRandom } from '#local-aws/clock/random.ts';
import { toHalfOpen } from '#shared/domain/breaker/state-machine.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { FAULTS, FAULTS_BY_NAME, faultNamed } from '#sim/faults/catalogue.ts';
import { deploymentUnderWay, primaryOf, requestRollback, updateService } from '#sim/world/ecs/deployments.ts';
import { stopTask } from '#sim/world/ecs/tasks.ts';
import { routableTasks } from '#sim/world/service-health.ts';
import { registryIn, type ShapeName } from '#sim/world/shapes.ts';
import { type AWorld, aWorld, present, START } from '../a-world.ts';

const ALL = [...FAULTS, ...FAULTS_BY_NAME].map(({ name }) => name);
const SEEDS = Array.from({ length: 10 }, (_, seed) => seed);

const aFault = (name: string, seed = 1, shape: ShapeName = 'usual') => {
  const { plan, spec } = faultNamed(name);
  const a = aWorld({ seed, service: registryIn(shape, spec) });
  const { details, inject } = plan(createRandom(seed));
  return { ...a, details, injection: inject(a.world, a.service.name) };
};

const stopHungTask = ({ world, service, alive }: AWorld): void => {
  const hung = present(alive().find(({ condition }) => condition === 'hung'));
  stopTask(world, service, hung, { code: 'UserInitiated', reason: 'hung' });
};
const rollBack = ({ service }: AWorld): void => requestRollback(present(deploymentUnderWay(service)));
const deployEarlierRevision = ({ world, service }: AWorld): void => {
  const definition = [...world.definitions.values()].find(({ revision }) => revision === 41);
  updateService(world, service, { definition });
};
const resetBreaker = async ({ service, clock }: AWorld): Promise<void> => {
  const { records } = present(service.breaker);
  const record = present(await records.read('backend'));
  await records.write('backend', toHalfOpen(record, clock.now()), record.version);
};

describe('a fault that needs an action', () => {
  it.each([
    { name: 'hung-task', act: stopHungTask },
    { name: 'bad-release-crashes', act: rollBack },
    { name: 'bad-release-unhealthy', act: rollBack },
    { name: 'bad-release-errors', act: deployEarlierRevision },
    { name: 'bad-release-errors-later', act: deployEarlierRevision },
    { name: 'stuck-breaker', act: resetBreaker },
  ])('lasts for an hour without the action, and recovers with it: $name', async ({ name, act }) => {
    const a = aFault(name);
    await a.runFor(3_600);
    expect(a.injection.onset()).toBeDefined();
    expect(a.injection.isRecovered()).toBe(false);
    await act(a);
    await a.runFor(240);
    expect(a.injection.isRecovered()).toBe(true);
  });

  it('needs both the database and the breaker restored if it is database-down', async () => {
    const a = aFault('database-down');
    await a.runFor(60);
    a.injection.clear?.();
    await a.runFor(60);
    expect(a.injection.isRecovered()).toBe(false);
    await resetBreaker(a);
    await a.runFor(90);
    expect(a.injection.isRecovered()).toBe(true);
  });
});

describe('a fault that needs no action', () => {
  it.each(['healthy-rollout', 'slow-start', 'task-crash', 'unhealthy-task'])(
    'recovers by itself within four minutes: %s',
    async (name) => {
      const { injection, runFor, failedShareSoFar } = aFault(name);
      expect(injection.isRecovered()).toBe(false);
      await runFor(240);
      expect(injection.isRecovered()).toBe(true);
      expect(failedShareSoFar()).toBeLessThan(0.02);
    },
  );

  it.each(SEEDS)('loses no task if it is slow-start: seed %i', async (seed) => {
    const { service, runFor, messages } = aFault('slow-start', seed);
    await runFor(240);
    expect(primaryOf(service)).toMatchObject({ rolloutState: 'COMPLETED', failedTasks: 0 });
    expect(messages().filter((message) => message.includes('is unhealthy'))).toEqual([]);
  });

  it('slows one task down for some minutes, and fails no request, if it is noisy-neighbour', async () => {
    const { injection, alive, runFor, healthyTargets, failedShareSoFar } = aFault('noisy-neighbour');
    await runFor(120);
    expect(alive().filter(({ load }) => load.stolenShare > 0)).toHaveLength(1);
    await runFor(200);
    expect(injection.onset()).toBeUndefined();
    expect(injection.isRecovered()).toBe(true);
    expect(failedShareSoFar()).toBeLessThan(0.001);
    expect(healthyTargets()).toBe(4);
  });
});

describe('a good release that looks bad', () => {
  const isUnhealthy = (message: string): boolean => message.includes('is unhealthy');

  it.each(SEEDS)('completes with the defaults of AWS if its tasks start soon: seed %i', async (seed) => {
    const { injection, service, messages, runFor, failedShareSoFar } = aFault('healthy-rollout', seed, 'aws-defaults');
    await runFor(240);
    expect(primaryOf(service).rolloutState).toBe('IN_PROGRESS');
    await runFor(240);
    expect(injection.isRecovered()).toBe(true);
    expect(messages().filter(isUnhealthy)).toEqual([]);
    expect(failedShareSoFar()).toBeLessThan(0.001);
  });

  it.each([
    { shape: 'usual', completes: false },
    { shape: 'aws-defaults', completes: false },
    { shape: 'long-grace', completes: true },
  ] as const)('completes if its tasks start slowly, in the shape $shape: $completes', async ({ shape, completes }) => {
    for (const seed of SEEDS) {
      const { service, injection, messages, runFor, failedShareSoFar } = aFault('slow-rollout', seed, shape);
      await runFor(20 * 60);
      expect(injection.isOver?.()).toBe(completes);
      expect(messages().some(isUnhealthy)).toBe(!completes);
      expect(primaryOf(service).revision.definition.quality.kind).toBe('good');
      expect(failedShareSoFar()).toBeLessThan(0.001);
    }
  });

  it.each(SEEDS)('loses five of eight tasks, is slow, and answers every request: seed %i', async (seed) => {
    const { injection, service, world, clock, runFor, failedShareSoFar, points } = aFault(
      'scale-in-after-release',
      seed,
    );
    const { metricName: TargetGroup, loadBalancer } = service.targetGroup;
    const dimensions = { LoadBalancer: loadBalancer.metricName, TargetGroup };
    const p95 = () => points({ namespace: 'AWS/ApplicationELB', name: 'TargetResponseTime', dimensions }, 'p95');
    while (routableTasks(world, service).length !== 3 && clock.now() < START + 10 * MINUTE) await runFor(1);
    expect(routableTasks(world, service)).toHaveLength(3);
    await runFor(6 * 60);
    expect(injection.isOver?.()).toBe(false);
    expect(p95()[0]?.value).toBeLessThan(0.2);
    expect(p95().at(-1)?.value).toBeGreaterThan(0.5);
    await runFor(6 * 60);
    expect(injection.isRecovered()).toBe(true);
    expect(routableTasks(world, service)).toHaveLength(8);
    expect(failedShareSoFar()).toBeLessThan(0.01);
  });

  it('keeps its tasks if it is over before the loss', async () => {
    const { injection, service, world, runFor } = aFault('scale-in-after-release');
    injection.clear?.();
    await runFor(15 * 60);
    expect(routableTasks(world, service)).toHaveLength(8);
  });
});

describe('a traffic surge', () => {
  it.each([
    { minute: 9, isRecovered: false },
    { minute: 11, isRecovered: true },
  ])('of ten minutes has recovered after $minute minutes: $isRecovered', async ({ minute, isRecovered }) => {
    const { injection, runFor } = aFault('traffic-surge', 3);
    await runFor(60 * minute);
    expect(injection.isRecovered()).toBe(isRecovered);
  });

  it('sends three to five times the usual traffic', () => {
    const demands = SEEDS.map((seed) => Number(aFault('traffic-surge', seed).details.demand));
    expect(Math.min(...demands)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...demands)).toBeLessThanOrEqual(5);
    expect(Math.max(...demands)).toBeGreaterThan(4);
  });
});

describe('a memory leak', () => {
  it.each(SEEDS)('has its first kill after 15 to 30 minutes, and ECS replaces the tasks: seed %i', async (seed) => {
    const { injection, runFor, failedShareSoFar } = aFault('memory-leak', seed);
    await runFor(15 * 60);
    expect(injection.onset()).toBeUndefined();
    await runFor(15 * 60);
    expect(injection.onset()).toBeGreaterThan(START + 15 * MINUTE);
    expect(failedShareSoFar()).toBeLessThan(0.05);
  });

  it("ends with the operators' release", async () => {
    const { injection, alive, runFor } = aFault('memory-leak');
    await runFor(600);
    injection.clear?.();
    await runFor(240);
    expect(injection.isRecovered()).toBe(true);
    expect(alive().map(({ load }) => load.leakedShare)).toEqual([0, 0, 0, 0]);
  });
});

describe('a zone failure', () => {
  it('hits two of four tasks, which ECS replaces in other zones, and ends by itself', async () => {
    const { world, injection, alive, runFor } = aFault('zone-failure');
    const [zone] = world.unreachableZones;
    const inZone = () => alive().filter((task) => task.zone.name === zone).length;
    expect(inZone()).toBe(2);
    await runFor(15);
    expect(injection.isRecovered()).toBe(false);
    await runFor(105);
    expect(injection.isRecovered()).toBe(true);
    expect(inZone()).toBe(0);
    await runFor(10 * 60);
    expect(world.unreachableZones.size).toBe(0);
  });
});

describe('the recovery time', () => {
  it('of a stuck breaker counts from the end of the database outage', async () => {
    const { injection, details, runFor } = aFault('stuck-breaker', 4);
    await runFor(60);
    expect(injection.onset()).toBe(START + Number(details.outageSeconds) * SECOND);
  });

  it('of later errors counts from at least 30 s after the rollout', async () => {
    const { service, clock, injection, runFor } = aFault('bad-release-errors-later');
    while (primaryOf(service).rolloutState !== 'COMPLETED') await runFor(1);
    const completedAt = clock.now();
    expect(injection.onset()).toBeUndefined();
    await runFor(100);
    expect(injection.onset()).toBeGreaterThanOrEqual(completedAt + 30 * SECOND);
  });
});

it('an unknown fault is an error that names all faults', () => {
  expect(() => faultNamed('gremlins')).toThrow(/no fault "gremlins"; there are: hung-task, bad-release, /);
});

describe('the history of a service with all faults', () => {
  const historyOf = async (seed: number): Promise<string> => {
    const a = aWorld({ seed });
    for (const name of ALL) {
      const injection = faultNamed(name).plan(createRandom(seed)).inject(a.world, a.service.name);
      await a.runFor(300);
      injection.clear?.();
      await resetBreaker(a).catch(() => undefined);
    }
    const { events, logs, traffic } = a.service;
    const history = JSON.stringify([a.events, events, logs, traffic, [...a.world.tasks]]);
    return createHash('sha256').update(history).digest('hex');
  };

  it('is the same for the same seed, byte for byte, and differs for another', async () => {
    const history = await historyOf(11);
    expect(await historyOf(11)).toBe(history);
    expect(await historyOf(12)).not.toBe(history);
  });
});
