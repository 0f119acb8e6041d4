import { createRandom } from '#local-aws/clock/random.ts';
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { HOUR } from '#shared/domain/model/time.ts';
import { REGISTRY, REGISTRY_CLUSTER, REGISTRY_DEPENDENCIES } from './registry.ts';
import { createWorld } from './world.ts';

/** Prints how long the world takes to simulate 24 hours without the medic: `node sim/world/measure-speed.ts`. */
const start = Date.parse('2026-11-23T00:00:00Z');
const clock = createVirtualClock(start);
const world = createWorld({
  clock,
  random: createRandom(1),
  cluster: REGISTRY_CLUSTER,
  services: [REGISTRY],
  dependencies: REGISTRY_DEPENDENCIES,
});
const startedAt = performance.now();
await clock.runUntil(start + 24 * HOUR);
const seconds = (performance.now() - startedAt) / 1000;
console.log(`24 simulated hours in ${seconds.toFixed(2)} s; ${JSON.stringify(world.traffic(REGISTRY.name))}`);
