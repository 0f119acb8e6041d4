// Simulation layer: good releases on services with other settings than the usual ones. The medic leaves each of them to ECS.
import { createRandom } from '#local-aws/clock/random.ts';
import { faultNamed } from '#sim/faults/catalogue.ts';
import { usersAreServed } from '#sim/world/service-health.ts';
import { registryIn, type ShapeName } from '#sim/world/shapes.ts';
import { aSimulation } from './a-simulation.ts';
import { deployedService } from './packaged-service.ts';

const service = await deployedService();

const SEEDS = [1, 2, 3, 4, 5, 6] as const;

/** Runs one fault in a service of this shape, and lists what the medic has done. */
const run = async ({ fault, shape, seed }: { fault: string; shape: ShapeName; seed: number }, minutes: number) => {
  const { spec } = faultNamed(fault);
  const simulation = await aSimulation({ ...service, seed, service: registryIn(shape, spec) });
  const { local, medic, policy, runFor, alerts, violations } = simulation;
  const world = () => local.world.service(policy.service);
  // The medic compares a release with the ten minutes before it.
  await runFor(10);
  const { inject } = faultNamed(fault).plan(createRandom(seed).fork('fault'));
  const injection = inject(local.world, policy.service);
  await runFor(minutes);
  return {
    result: {
      changes: local.mutations.map(({ operation }) => operation),
      actions: medic.incidents().flatMap(({ attempts }) => attempts.map(({ action }) => action)),
      violations: violations(),
      isServed: usersAreServed(world()),
    },
    isRecovered: injection.isRecovered(),
    alerts: alerts().map(({ kind }) => kind),
  };
};

const UNTOUCHED = { changes: [], actions: [], violations: [], isServed: true };

const cases = (shapes: readonly ShapeName[]) => shapes.flatMap((shape) => SEEDS.map((seed) => ({ shape, seed })));

describe('a good release', () => {
  it.each(cases(['usual', 'aws-defaults', 'long-grace', 'old-releases']))(
    'completes without a change or an alert by the medic: $shape, seed $seed',
    async (given) => {
      const { result, isRecovered, alerts } = await run({ fault: 'healthy-rollout', ...given }, 12);
      expect({ ...result, isRecovered, alerts }).toEqual({ ...UNTOUCHED, isRecovered: true, alerts: [] });
    },
  );
});

describe('a good release whose tasks take minutes until they answer', () => {
  it.each(cases(['long-grace']))('completes without a change by the medic: $shape, seed $seed', async (given) => {
    const { result, isRecovered } = await run({ fault: 'slow-rollout', ...given }, 25);
    expect({ ...result, isRecovered }).toEqual({ ...UNTOUCHED, isRecovered: true });
  });

  it.each(cases(['usual', 'aws-defaults']))(
    'is left to ECS, which stops the tasks before they answer: $shape, seed $seed',
    async (given) => {
      const { result } = await run({ fault: 'slow-rollout', ...given }, 25);
      expect(result).toEqual(UNTOUCHED);
    },
  );
});

describe('a good release after which fewer tasks do the same work', () => {
  it.each(cases(['usual', 'aws-defaults']))('is not rolled back: $shape, seed $seed', async (given) => {
    const { result, isRecovered } = await run({ fault: 'scale-in-after-release', ...given }, 25);
    expect({ ...result, isRecovered }).toEqual({ ...UNTOUCHED, isRecovered: true });
  });
});
