import { createRandom } from '#local-aws/clock/random.ts';
import { createVirtualClock, type VirtualClock } from '#local-aws/clock/virtual-clock.ts';
import type { EventEnvelope } from '#local-aws/eventbridge/event-envelope.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import type { WorldServiceSpec } from '#sim/world/ecs/service-spec.ts';
import { aliveTasks } from '#sim/world/ecs/tasks.ts';
import { REGISTRY, REGISTRY_CLUSTER, REGISTRY_DEPENDENCIES } from '#sim/world/registry.ts';
import type { ServiceState, Task } from '#sim/world/state.ts';
import { createWorld, type World, type WorldOptions } from '#sim/world/world.ts';

export const START = Date.parse('2026-11-23T10:00:00Z');

export interface AWorld {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly service: ServiceState;
  readonly events: readonly EventEnvelope[];
  readonly runFor: (seconds: number) => Promise<void>;
  readonly alive: () => readonly Task[];
  readonly targetStates: () => readonly string[];
  readonly messages: () => readonly string[];
}

interface Wishes {
  readonly seed?: number;
  readonly service?: Partial<WorldServiceSpec>;
  readonly options?: Partial<WorldOptions>;
}

/** The registry at rest, on a virtual clock, changed in what the test cares about. */
export const aWorld = ({ seed = 1, service: different = {}, options = {} }: Wishes = {}): AWorld => {
  const clock = createVirtualClock(START);
  const events: EventEnvelope[] = [];
  const spec: WorldServiceSpec = { ...REGISTRY, ...different };
  const world = createWorld({
    clock,
    random: createRandom(seed),
    cluster: REGISTRY_CLUSTER,
    services: [spec],
    dependencies: REGISTRY_DEPENDENCIES,
    emit: (event) => events.push(event),
    ...options,
  });
  const service = present(world.services.get(spec.name));
  return {
    world,
    clock,
    service,
    events,
    runFor: (seconds) => clock.runUntil(clock.now() + seconds * SECOND),
    alive: () => aliveTasks(world, service),
    targetStates: () => [...service.targetGroup.targets.values()].map(({ state }) => state),
    messages: () => service.events.map(({ message }) => message),
  };
};

/** What must be there for the test to make sense. */
export const present = <T>(thing: T | undefined): T => {
  if (thing === undefined) throw new Error('the test needs something that is not there');
  return thing;
};
