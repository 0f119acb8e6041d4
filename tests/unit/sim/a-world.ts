import { createRandom } from '#local-aws/clock/random.ts';
import { createVirtualClock, type VirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { WorldServiceSpec } from '#sim/world/ecs/service-spec.ts';
import { aliveTasks } from '#sim/world/ecs/tasks.ts';
import type { EcsEvent } from '#sim/world/ecs-event.ts';
import type { MetricName, Statistic } from '#sim/world/metrics/metric-store.ts';
import { REGISTRY, REGISTRY_CLUSTER, REGISTRY_DEPENDENCIES } from '#sim/world/registry.ts';
import type { ServiceState, Task } from '#sim/world/state.ts';
import { createWorld, type World, type WorldOptions } from '#sim/world/world.ts';

export const START = Date.parse('2026-11-23T10:00:00Z');

export interface AWorld {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly service: ServiceState;
  readonly events: readonly EcsEvent[];
  readonly runFor: (seconds: number) => Promise<void>;
  readonly alive: () => readonly Task[];
  readonly firstTask: () => Task;
  readonly targetStates: () => readonly string[];
  readonly healthyTargets: () => number;
  /** Share of the failed requests in the latest second. */
  readonly failedShare: () => number;
  /** Share of the failed requests since the start. */
  readonly failedShareSoFar: () => number;
  readonly messages: () => readonly string[];
  /** Data points of a metric that can be read now, by minutes since the start. */
  readonly points: (
    metric: MetricName,
    stat: Statistic,
  ) => readonly { readonly minute: number; readonly value: number }[];
}

interface Given {
  readonly seed?: number;
  readonly service?: Partial<WorldServiceSpec>;
  readonly options?: Partial<WorldOptions>;
}

/** The registry in a steady state, on a virtual clock. */
export const aWorld = ({ seed = 1, service: changes = {}, options = {} }: Given = {}): AWorld => {
  const clock = createVirtualClock(START);
  const events: EcsEvent[] = [];
  const spec: WorldServiceSpec = { ...REGISTRY, ...changes };
  const world = createWorld({
    clock,
    random: createRandom(seed),
    cluster: REGISTRY_CLUSTER,
    services: [spec],
    dependencies: REGISTRY_DEPENDENCIES,
    emit: (event) => events.push(event),
    ...options,
  });
  const service = world.service(spec.name);
  const alive = () => aliveTasks(world, service);
  const targetStates = () => [...service.targetGroup.targets.values()].map(({ state }) => state);
  const traffic = () => world.traffic(spec.name);
  return {
    world,
    clock,
    service,
    events,
    runFor: (seconds) => clock.runUntil(clock.now() + seconds * SECOND),
    alive,
    firstTask: () => present(alive()[0]),
    targetStates,
    healthyTargets: () => targetStates().filter((state) => state === 'healthy').length,
    failedShare: () => traffic().lastSecond.failed / traffic().lastSecond.requests,
    failedShareSoFar: () => traffic().failed / traffic().total,
    messages: () => service.events.map(({ message }) => message),
    points: (metric, stat) => {
      const span = { start: START, end: clock.now(), asOf: clock.now() };
      const points = world.metrics.query({ ...metric, stat, periodSeconds: 60, ...span });
      return points.map(({ at, value }) => ({ minute: (at - START) / MINUTE, value }));
    },
  };
};

/** Unwraps a value that the test relies on. */
export const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('the test relies on a value that is undefined');
  return value;
};
