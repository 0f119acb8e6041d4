import { primaryOf, updateService } from '../world/ecs/deployments.ts';
import { registerTaskDefinition } from '../world/ecs/task-definitions.ts';
import { usersAreServed } from '../world/service-health.ts';
import type { ServiceState, TaskDefinition, WorldState } from '../world/state.ts';
import type { World } from '../world/world.ts';
import type { Fault, Injection } from './fault.ts';

/** Registers the next revision, which differs from the live one in `changes`, and deploys it as a pipeline does. */
export const release = (
  world: WorldState,
  service: ServiceState,
  changes: Partial<Pick<TaskDefinition, 'quality' | 'bootSeconds'>> = {},
): TaskDefinition => {
  const live = primaryOf(service).revision.definition;
  const definition = registerTaskDefinition(world, {
    family: live.family,
    image: live.image.replace(/[^.]+(?=\.0$)/, String(live.revision + 1)),
    bootSeconds: live.bootSeconds,
    ...changes,
  });
  updateService(world, service, { definition });
  return definition;
};

/** True when the release's rollout has completed. */
export const isLive = (service: ServiceState, definition: TaskDefinition): boolean => {
  const { revision, rolloutState } = primaryOf(service);
  return revision.definition === definition && rolloutState === 'COMPLETED';
};

const injectGoodRelease = (world: World, name: string, changes?: Pick<TaskDefinition, 'bootSeconds'>): Injection => {
  const service = world.service(name);
  const onset = world.clock.now();
  const definition = release(world, service, changes);
  const isRecovered = (): boolean => isLive(service, definition) && usersAreServed(service);
  return { onset: () => onset, isRecovered, isOver: isRecovered };
};

/** Tasks start and stop because of the release, so the medic has nothing to do. */
export const healthyRollout: Fault = {
  name: 'healthy-rollout',
  summary: 'a good release rolls out',
  plan: () => ({ name: 'healthy-rollout', details: {}, inject: injectGoodRelease }),
};

/** The tasks are unhealthy while they boot, but only within their grace period, so the medic has nothing to do. */
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

/** From RUNNING until the slowest task answers; the fastest one needs four fifths of that, but not less than the minute below. */
const SLOW_START_SECONDS = { low: 75, high: 240 } as const;
const FASTEST_SECONDS = 60;

/**
 * The earlier revision starts as slowly. Without a grace period that covers the start, ECS stops the tasks before they answer and
 * never completes the rollout: that is for the owner to configure, and no reason to go back.
 */
export const slowRollout: Fault = {
  name: 'slow-rollout',
  summary: 'a good release of a service whose tasks take one to four minutes from RUNNING until they answer',
  plan: (random) => {
    const slowest = random.integer(SLOW_START_SECONDS.low, SLOW_START_SECONDS.high);
    const bootSeconds = { low: Math.max(FASTEST_SECONDS, Math.round(slowest * 0.8)), high: slowest };
    return {
      name: 'slow-rollout',
      details: { bootSeconds: slowest },
      inject: (world, name) => {
        primaryOf(world.service(name)).revision.definition.bootSeconds = bootSeconds;
        return injectGoodRelease(world, name);
      },
    };
  },
};
