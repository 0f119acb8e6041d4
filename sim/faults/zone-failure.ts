import { MINUTE } from '#shared/domain/model/time.ts';
import type { ServiceState } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { type Fault, isComplete, routableTasks, serviceNamed, usersAreServed } from './fault.ts';

const LASTS_MINUTES = { low: 5, high: 10 } as const;

/** With fewer tasks in it, a zone looks like a bad task; the fullest one of four tasks in three zones has two. */
export const zoneFailure: Fault = {
  name: 'zone-failure',
  summary: 'nothing reaches the tasks in the zone with the most of them; ECS replaces them elsewhere',
  plan: (random) => {
    const minutes = random.integer(LASTS_MINUTES.low, LASTS_MINUTES.high);
    return {
      name: 'zone-failure',
      details: { minutes },
      inject: (world, name) => {
        const service = serviceNamed(world, name);
        const zone = fullestZone(world, service);
        const onset = world.clock.now();
        const end = (): void => {
          world.unreachableZones.delete(zone);
        };
        world.unreachableZones.add(zone);
        world.clock.after(minutes * MINUTE, end);
        return {
          onset: () => onset,
          cured: () => isComplete(world, service) && usersAreServed(world, service),
          clear: end,
        };
      },
    };
  },
};

/** Of those in which tasks get requests; throws a RangeError when none does. */
const fullestZone = (world: World, service: ServiceState): string => {
  const byZone = Map.groupBy(routableTasks(world, service), ({ zone }) => zone.name);
  const [fullest] = [...byZone].sort(([, some], [, others]) => others.length - some.length);
  if (fullest === undefined) throw new RangeError(`service ${service.name} has no task that gets requests`);
  return fullest[0];
};
