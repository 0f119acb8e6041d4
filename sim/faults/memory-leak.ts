import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { updateService } from '../world/ecs/deployments.ts';
import { aliveTasks } from '../world/ecs/tasks.ts';
import { isComplete, usersAreServed } from '../world/service-health.ts';
import type { ServiceState, Task } from '../world/state.ts';
import type { World } from '../world/world.ts';
import type { Fault } from './fault.ts';

/** From the usual memory use of a task until it is killed. */
const MINUTES_TO_LIMIT = { low: 15, high: 25 } as const;
/** Leak rate of the slowest task, relative to the fastest: requests that leak are not spread evenly. */
const SLOWEST_LEAK = 0.85;

/** The recovery time counts from the first kill. An operator who is alerted in time prevents it. */
export const memoryLeak: Fault = {
  name: 'memory-leak',
  summary:
    'all tasks leak memory until they are killed one after the other; operators deploy a release without the leak',
  plan: (random) => {
    const minutesToLimit = random.integer(MINUTES_TO_LIMIT.low, MINUTES_TO_LIMIT.high);
    return {
      name: 'memory-leak',
      details: { minutesToLimit },
      inject: (world, name) => {
        const service = world.service(name);
        const startedAt = world.clock.now();
        const leaking = world.clock.every(SECOND, () => leakForOneSecond(world, service, minutesToLimit));
        return {
          onset: () => firstKill(world, service, startedAt),
          isRecovered: () => isComplete(world, service) && usersAreServed(service),
          clear: () => {
            leaking.cancel();
            updateService(world, service, { forceNewDeployment: true });
          },
        };
      },
    };
  },
};

const leakForOneSecond = (world: World, service: ServiceState, minutesToLimit: number): void => {
  const perSecond = ((1 - world.constants.memoryShare) * SECOND) / (minutesToLimit * MINUTE);
  for (const task of aliveTasks(world, service)) {
    if (task.lastStatus === 'RUNNING') task.load.leakedShare += perSecond * leakRateOf(world, task);
  }
};

const leakRateOf = ({ random }: World, { id }: Task): number => random.fork(`leak/${id}`).between(SLOWEST_LEAK, 1);

const firstKill = (world: World, { name }: ServiceState, since: Instant): Instant | undefined => {
  const kills = [...world.tasks.values()]
    .filter(({ service, containerReason }) => service === name && containerReason?.startsWith('OutOfMemoryError'))
    .flatMap(({ executionStoppedAt = 0 }) => (executionStoppedAt > since ? executionStoppedAt : []));
  return kills.length === 0 ? undefined : Math.min(...kills);
};
