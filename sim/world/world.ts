import type { WorldClock } from '#local-aws/clock/clock.ts';
import { createIds } from '#local-aws/clock/ids.ts';
import type { Random } from '#local-aws/clock/random.ts';
import { ACCOUNT_ID, REGION } from '#local-aws/stack/account.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { answer } from './application/application.ts';
import { type BreakerRecords, createBreakerRecords } from './application/breaker-records.ts';
import type { Answer } from './application/outcome.ts';
import { tickBreaker } from './application/shared-breaker.ts';
import { tickLoad } from './application/tick-load.ts';
import { clusterArn } from './arns.ts';
import { WORLD_CONSTANTS, type WorldConstants } from './constants.ts';
import { reconcile } from './ecs/scheduler.ts';
import { seedService } from './ecs/seed-service.ts';
import type { WorldServiceSpec } from './ecs/service-spec.ts';
import type { EcsEvent } from './ecs-event.ts';
import { checkTargets } from './load-balancer/target-group.ts';
import { tickTraffic } from './load-balancer/traffic.ts';
import type { TrafficCounters } from './load-balancer/traffic-tally.ts';
import { createMetricStore } from './metrics/metric-store.ts';
import type { DependencyState, ServiceState, WorldState } from './state.ts';
import { zonesOf } from './zones.ts';

export interface WorldOptions {
  readonly clock: WorldClock;
  readonly random: Random;
  readonly cluster: string;
  readonly services: readonly WorldServiceSpec[];
  /** Names of all dependencies of the services; each is up at first. */
  readonly dependencies: readonly string[];
  /** Store of the shared breakers' records; in memory by default. */
  readonly breakers?: BreakerRecords;
  /** Receives every event that ECS puts on the default event bus. */
  readonly emit?: (event: EcsEvent) => void;
  readonly constants?: Partial<WorldConstants>;
  /** First two octets of task addresses; `10.0` by default. */
  readonly addressPrefix?: string;
}

/** One simulated ECS cluster with its services, load balancers, metrics, logs and dependencies. */
export interface World extends WorldState {
  /** Answers one request for `path` to a task. */
  readonly answer: (taskId: string, path: string) => Answer;
  /** Throws a RangeError for an unknown service. */
  readonly service: (name: string) => ServiceState;
  /** Throws a RangeError for an unknown service. */
  readonly traffic: (service: string) => TrafficCounters;
  /** Throws a RangeError for an unknown dependency. */
  readonly dependency: (name: string) => DependencyState;
}

/** Creates a world whose services are in a steady state and advance with the clock. The same random source gives the same history. */
export const createWorld = (options: WorldOptions): World => {
  const world = initialState(options);
  let ticks = 0;
  world.clock.every(world.constants.tickSeconds * SECOND, () => {
    ticks += 1;
    for (const service of world.services.values()) tick(world, service, ticks);
  });
  const service = (name: string): ServiceState => known(world.services, 'service', name);
  return {
    ...world,
    answer: (taskId, path) => answer(world, taskId, path),
    service,
    traffic: (name) => service(name).traffic.counters,
    dependency: (name) => known(world.dependencies, 'dependency', name),
  };
};

const initialState = (options: WorldOptions): WorldState => {
  const { clock, random, cluster, addressPrefix = '10.0' } = options;
  const services = new Map<string, ServiceState>();
  const constants: WorldConstants = { ...WORLD_CONSTANTS, ...options.constants };
  const world: WorldState = {
    clock,
    random: random.fork('world'),
    ids: createIds(random.fork('ids')),
    constants,
    emit: options.emit ?? (() => undefined),
    account: ACCOUNT_ID,
    region: REGION,
    cluster: { name: cluster, arn: clusterArn({ account: ACCOUNT_ID, region: REGION }, cluster) },
    zones: zonesOf(REGION, addressPrefix),
    services,
    tasks: new Map(),
    definitions: new Map(),
    dependencies: new Map(options.dependencies.map((name) => [name, 'up'])),
    unreachableZones: new Set(),
    metrics: createMetricStore(constants.metricsRetainedSeconds),
    calls: [],
  };
  const breakers = options.breakers ?? createBreakerRecords();
  for (const spec of options.services) services.set(spec.name, seedService(world, spec, breakers));
  return world;
};

const tick = (world: WorldState, service: ServiceState, ticks: number): void => {
  checkTargets(world, service);
  const calls = tickTraffic(world, service);
  tickLoad(world, service);
  if (service.breaker) tickBreaker(world, service.breaker, calls);
  if (ticks % world.constants.schedulerPeriodSeconds === 0) reconcile(world, service);
};

const known = <T>(things: ReadonlyMap<string, T>, kind: string, name: string): T => {
  const thing = things.get(name);
  if (thing === undefined)
    throw new RangeError(`no ${kind} "${name}" in this world; there are: ${[...things.keys()].join(', ')}`);
  return thing;
};
