// Unit layer: zones and addresses of simulated tasks.
import { updateService } from '#sim/world/ecs/deployments.ts';
import { aWorld } from '../../a-world.ts';

describe('four tasks in three zones', () => {
  it.each([1, 2, 3, 4, 5])('are spread as two, one and one, also after a rollout: seed %i', async (seed) => {
    const { world, service, runFor, alive } = aWorld({ seed });
    const perZone = () => [...Map.groupBy(alive(), ({ zone }) => zone).values()].map(({ length }) => length).sort();
    expect(perZone()).toEqual([1, 1, 2]);
    updateService(world, service, { forceNewDeployment: true });
    await runFor(240);
    expect(perZone()).toEqual([1, 1, 2]);
  });

  it('have an address each', () => {
    expect(
      new Set(
        aWorld()
          .alive()
          .map(({ ip }) => ip),
      ).size,
    ).toBe(4);
  });
});
