import { MINUTE } from '#shared/domain/model/time.ts';
import { isComplete, routableTasks, usersAreServed } from '../world/service-health.ts';
import type { ServiceState } from '../world/state.ts';
import type { World } from '../world/world.ts';
import type { Fault } from './fault.ts';

const DURATION_MINUTES = { low: 5, high: 10 } as const;

/** The fullest zone is chosen, which has two of four tasks; a zone with one task would look like a bad task. */
export const zoneFailure: Fault = {
  name: 'zone-failure',
  summary: 'the zone with the most tasks loses its network; ECS replaces its tasks in other zones',
  plan: (random) => {
    const minutes = random.integer(DURATION_MINUTES.low, DURATION_MINUTES.high);
    return {
      name: 'zone-failure',
      details: { minutes },
      inject: (world, name) => {
        const service = world.service(name);
        const zone = fullestZone(world, service);
        const onset = world.clock.now();
        const end = (): void => {
          world.unreachableZones.delete(zone);
        };
        world.unreachableZones.add(zone);
        world.clock.after(minutes * MINUTE, end);
        return {
          onset: () => onset,
          isRecovered: () => isComplete(world, service) && usersAreServed(service),
          clear: end,
        };
      },
    };
  },
};

/** Throws a RangeError when no task gets requests. */
const fullestZone = (world: World, service: ServiceState): string => {
  const byZone = Map.groupBy(routableTasks(world, service), ({ zone }) => zone.name);
  const [fullest] = [...byZone].sort(([, some], [, others]) => others.length - some.length);
  if (fullest === undefined) throw new RangeError(`service ${service.name} has no task that gets requests`);
  return fullest[0];
};
