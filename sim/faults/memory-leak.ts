import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { updateService } from '../world/ecs/deployments.ts';
import { aliveTasks } from '../world/ecs/tasks.ts';
import type { ServiceState, Task } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { type Fault, isComplete, serviceNamed, usersAreServed } from './fault.ts';

/** Until a task that begins with nothing but what it always needs is killed. */
const MINUTES_TO_LIMIT = { low: 15, high: 25 } as const;
/** Not every task gets the requests that leak: the slowest leaks at this share of the fastest. */
const SLOWEST_LEAK = 0.85;

/** Recovery counts from the first kill; people who are told in time spare users that. */
export const memoryLeak: Fault = {
  name: 'memory-leak',
  summary: 'all tasks leak memory, until one after the other is killed; people replace them by a release that does not',
  plan: (random) => {
    const minutesToLimit = random.integer(MINUTES_TO_LIMIT.low, MINUTES_TO_LIMIT.high);
    return {
      name: 'memory-leak',
      details: { minutesToLimit },
      inject: (world, name) => {
        const service = serviceNamed(world, name);
        const began = world.clock.now();
        const leaking = world.clock.every(SECOND, () => leak(world, service, minutesToLimit));
        return {
          onset: () => firstKill(world, service, began),
          cured: () => isComplete(world, service) && usersAreServed(world, service),
          clear: () => {
            leaking.cancel();
            updateService(world, service, { forceNewDeployment: true });
          },
        };
      },
    };
  },
};

/** One second of it. */
const leak = (world: World, service: ServiceState, minutesToLimit: number): void => {
  const perSecond = ((1 - world.constants.memoryShare) * SECOND) / (minutesToLimit * MINUTE);
  for (const task of aliveTasks(world, service)) {
    if (task.lastStatus === 'RUNNING') task.load.leakedShare += perSecond * leakOf(world, task);
  }
};

const leakOf = ({ random }: World, { id }: Task): number => random.fork(`leak/${id}`).between(SLOWEST_LEAK, 1);

/** Since then. */
const firstKill = (world: World, { name }: ServiceState, began: Instant): Instant | undefined => {
  const kills = [...world.tasks.values()]
    .filter(({ service, containerReason }) => service === name && containerReason?.startsWith('OutOfMemoryError'))
    .flatMap(({ executionStoppedAt = 0 }) => (executionStoppedAt > began ? executionStoppedAt : []));
  return kills.length === 0 ? undefined : Math.min(...kills);
};
