import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { type Fault, serviceNamed, usersAreServed } from './fault.ts';

const LASTS_MINUTES = 10;

/** More than the tasks can do; nothing that is done to any of them makes it less. */
export const trafficSurge: Fault = {
  name: 'traffic-surge',
  summary: `users ask for three to five times as much as usual, for ${LASTS_MINUTES} minutes`,
  plan: (random) => {
    const demand = Number(random.between(3, 5).toFixed(1));
    return {
      name: 'traffic-surge',
      details: { demand },
      inject: (world, name) => {
        const service = serviceNamed(world, name);
        let onset: Instant | undefined;
        service.demand = demand;
        const end = (): void => {
          service.demand = 1;
          onset ??= world.clock.now();
        };
        world.clock.after(LASTS_MINUTES * MINUTE, end);
        return { onset: () => onset, cured: () => onset !== undefined && usersAreServed(world, service), clear: end };
      },
    };
  },
};
