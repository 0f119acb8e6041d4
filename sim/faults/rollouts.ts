import { primaryOf, registerTaskDefinition, updateService } from '../world/ecs/deployments.ts';
import type { ServiceState, TaskDefinition, WorldState } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { type Fault, type Injection, serviceNamed, usersAreServed } from './fault.ts';

/** Registers the next revision, different from the live one in what is given, and deploys it as a pipeline would. */
export const release = (
  world: WorldState,
  service: ServiceState,
  different: Partial<Pick<TaskDefinition, 'quality' | 'bootSeconds'>> = {},
): TaskDefinition => {
  const live = primaryOf(service).revision.definition;
  const definition = registerTaskDefinition(world, {
    family: live.family,
    image: live.image.replace(/[^.]+(?=\.0$)/, String(live.revision + 1)),
    bootSeconds: live.bootSeconds,
    ...different,
  });
  updateService(world, service, { definition });
  return definition;
};

/** The release is live everywhere: its rollout has come to its end. */
export const isLive = (service: ServiceState, definition: TaskDefinition): boolean => {
  const { revision, rolloutState } = primaryOf(service);
  return revision.definition === definition && rolloutState === 'COMPLETED';
};

const injectGoodRelease = (world: World, name: string, different?: Pick<TaskDefinition, 'bootSeconds'>): Injection => {
  const service = serviceNamed(world, name);
  const onset = world.clock.now();
  const definition = release(world, service, different);
  return { onset: () => onset, cured: () => isLive(service, definition) && usersAreServed(world, service) };
};

/** Nothing to do: tasks come and go because somebody released. */
export const healthyRollout: Fault = {
  name: 'healthy-rollout',
  summary: 'a good release rolls out',
  plan: () => ({ name: 'healthy-rollout', details: {}, inject: injectGoodRelease }),
};

/** Nothing to do: the tasks are unhealthy while they boot, but within their grace period. */
export const slowStart: Fault = {
  name: 'slow-start',
  summary: 'a good release whose tasks boot slowly, within the grace period',
  plan: (random) => {
    const slowest = random.integer(14, 18);
    return {
      name: 'slow-start',
      details: { bootSeconds: slowest },
      inject: (world, name) => injectGoodRelease(world, name, { bootSeconds: { low: slowest - 4, high: slowest } }),
    };
  },
};
