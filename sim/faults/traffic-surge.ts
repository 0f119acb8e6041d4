import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { usersAreServed } from '../world/service-health.ts';
import type { Fault } from './fault.ts';

const DURATION_MINUTES = 10;

/** The surge exceeds the capacity of all tasks, so no action on one of them helps. */
export const trafficSurge: Fault = {
  name: 'traffic-surge',
  summary: `users send three to five times the usual traffic for ${DURATION_MINUTES} minutes`,
  plan: (random) => {
    const demand = Number(random.between(3, 5).toFixed(1));
    return {
      name: 'traffic-surge',
      details: { demand },
      inject: (world, name) => {
        const service = world.service(name);
        let onset: Instant | undefined;
        service.demand = demand;
        const end = (): void => {
          service.demand = 1;
          onset ??= world.clock.now();
        };
        world.clock.after(DURATION_MINUTES * MINUTE, end);
        return { onset: () => onset, isRecovered: () => onset !== undefined && usersAreServed(service), clear: end };
      },
    };
  },
};
