// Unit layer: what a simulated medic knows about its service when the world begins.
import { memoryStores } from '#shared/adapters/stores/memory-stores.ts';
import { lastProven } from '#shared/domain/evidence/revisions.ts';
import { EMPTY_BASELINE } from '#shared/domain/model/baseline.ts';
import { DAY, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { seedBaseline } from '#sim/scenario/seed-baseline.ts';
import { REGISTRY } from '#sim/world/registry.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { service } from '#tests/builders/given.ts';
import { aWorld, START } from '../a-world.ts';

const policy = aPolicy({ service: REGISTRY.name, cadenceSeconds: 15 });

const seeded = async (seed: number, given: Parameters<typeof aWorld>[0] = {}) => {
  const { world } = aWorld({ seed, ...given });
  const { table, baselines } = memoryStores();
  await seedBaseline({ world, policy, table, seed });
  return (await baselines.read([policy.name])).get(policy.name) ?? EMPTY_BASELINE;
};

const revision = (number: number): unknown => expect.stringMatching(new RegExp(`/mlflow-registry:${number}$`));

it('it has seen twenty starts in the last week, none faster or slower than the world has them', async () => {
  const { starts } = await seeded(1);
  expect(new Set(starts.map(({ task }) => task)).size).toBe(20);
  for (const { at, tookMs } of starts) {
    expect(at).toBeGreaterThan(START - 7 * DAY);
    expect(at).toBeLessThan(START);
    expect(tookMs).toBeGreaterThanOrEqual((20 + 3) * SECOND);
    expect(tookMs).toBeLessThanOrEqual((47 + 3 + 10 + 15) * SECOND);
  }
});

it('it has seen the current revision and the one before healthy', async () => {
  const released = START - 6 * DAY;
  expect((await seeded(1)).revisions).toEqual([
    {
      taskDefinition: revision(41),
      firstAt: released + 4 * MINUTE,
      lastAt: START,
      healthyMs: 6 * DAY - 4 * MINUTE,
    },
    { taskDefinition: revision(40), firstAt: START - 7 * DAY, lastAt: released, healthyMs: DAY },
  ]);
});

it('the revision before the current one is proven, and start times are known', async () => {
  const baseline = await seeded(3);
  const observation = service({ releases: [], baseline });
  expect(lastProven(observation, baseline.revisions[0]?.taskDefinition ?? '')).toEqual(revision(40));
  expect(baseline.starts).toHaveLength(20);
});

it('a service with a single release has a single revision', async () => {
  const releases = REGISTRY.releases.slice(0, 1);
  expect((await seeded(1, { service: { releases } })).revisions).toHaveLength(1);
});

it('the same seed gives the same baseline, and another seed another', async () => {
  expect(await seeded(1)).toEqual(await seeded(1));
  expect((await seeded(2)).starts).not.toEqual((await seeded(1)).starts);
});
