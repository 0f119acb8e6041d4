import type { ServiceState } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { type Fault, serviceNamed, usersAreServed } from './fault.ts';

/** Nothing that can be done to the service will help. */
export const databaseDown: Fault = {
  name: 'database-down',
  summary: 'the database goes down and stays down',
  plan: () => ({
    name: 'database-down',
    details: {},
    inject: (world, name) => {
      const service = serviceNamed(world, name);
      const onset = world.clock.now();
      world.dependencies.set('database', 'down');
      return {
        onset: () => onset,
        cured: () => isBackendHealthy(world, service),
        clear: () => {
          world.dependencies.set('database', 'up');
        },
      };
    },
  }),
};

/** The database is there, the breaker lets everybody through, and users notice nothing. */
export const isBackendHealthy = (world: World, service: ServiceState): boolean =>
  world.dependency('database') === 'up' &&
  (service.breaker === undefined || service.breaker.record.state === 'closed') &&
  usersAreServed(world, service);
