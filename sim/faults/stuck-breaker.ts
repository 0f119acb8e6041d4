import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import { isBackendHealthy } from './database-down.ts';
import { type Fault, serviceNamed } from './fault.ts';

/** The dependency is back, and the breaker that opened meanwhile has nobody to close it. */
export const stuckBreaker: Fault = {
  name: 'stuck-breaker',
  summary: 'a short database outage leaves the shared breaker open',
  plan: (random) => {
    const outageSeconds = random.integer(20, 40);
    return {
      name: 'stuck-breaker',
      details: { outageSeconds },
      inject: (world, name) => {
        const service = serviceNamed(world, name);
        let onset: Instant | undefined;
        world.dependencies.set('database', 'down');
        world.clock.after(outageSeconds * SECOND, () => {
          world.dependencies.set('database', 'up');
          onset = world.clock.now();
        });
        return { onset: () => onset, cured: () => onset !== undefined && isBackendHealthy(world, service) };
      },
    };
  },
};
