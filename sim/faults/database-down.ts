import { usersAreServed } from '../world/service-health.ts';
import type { ServiceState } from '../world/state.ts';
import type { World } from '../world/world.ts';
import type { Fault } from './fault.ts';

/** No action on the service helps. */
export const databaseDown: Fault = {
  name: 'database-down',
  summary: 'the database goes down and stays down',
  plan: () => ({
    name: 'database-down',
    details: {},
    inject: (world, name) => {
      const service = world.service(name);
      const onset = world.clock.now();
      world.dependencies.set('database', 'down');
      return {
        onset: () => onset,
        isRecovered: () => isBackendHealthy(world, service),
        clear: () => {
          world.dependencies.set('database', 'up');
        },
      };
    },
  }),
};

/** True when the database is up, the breaker is closed, and users are served. */
export const isBackendHealthy = (world: World, service: ServiceState): boolean =>
  world.dependency('database') === 'up' &&
  (service.breaker === undefined || service.breaker.record.state === 'closed') &&
  usersAreServed(service);
