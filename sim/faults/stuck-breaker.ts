import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import { isBackendHealthy } from './database-down.ts';
import type { Fault } from './fault.ts';

/** The dependency recovers, but the breaker that opened meanwhile has no timer that would close it. */
export const stuckBreaker: Fault = {
  name: 'stuck-breaker',
  summary: 'a short database outage leaves the shared breaker open',
  plan: (random) => {
    const outageSeconds = random.integer(20, 40);
    return {
      name: 'stuck-breaker',
      details: { outageSeconds },
      inject: (world, name) => {
        const service = world.service(name);
        let onset: Instant | undefined;
        world.dependencies.set('database', 'down');
        world.clock.after(outageSeconds * SECOND, () => {
          world.dependencies.set('database', 'up');
          onset = world.clock.now();
        });
        return { onset: () => onset, isRecovered: () => onset !== undefined && isBackendHealthy(world, service) };
      },
    };
  },
};
