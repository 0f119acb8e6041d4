import type { WorldClock } from '#local-aws/clock/clock.ts';
import { createIds, type Ids } from '#local-aws/clock/ids.ts';
import type { Random } from '#local-aws/clock/random.ts';
import type { EventEnvelope } from '#local-aws/eventbridge/event-envelope.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { type Answer, answer } from './application/application.ts';
import { type BreakerRecords, createBreakerRecords } from './application/breaker-records.ts';
import { tickBreaker } from './application/shared-breaker.ts';
import { tickLoad } from './application/tick-load.ts';
import { clusterArn } from './arns.ts';
import { WORLD_CONSTANTS, type WorldConstants } from './constants.ts';
import { reconcile } from './ecs/scheduler.ts';
import { seedService } from './ecs/seed-service.ts';
import type { WorldServiceSpec } from './ecs/service-spec.ts';
import { checkTargets } from './load-balancer/target-group.ts';
import { tickTraffic } from './load-balancer/traffic.ts';
import type { TrafficCounters } from './load-balancer/traffic-tally.ts';
import { createMetricStore } from './metrics/metric-store.ts';
import type { DependencyState, ServiceState, WorldState, Zone } from './state.ts';

export interface WorldOptions {
  readonly clock: WorldClock;
  readonly random: Random;
  /** Drawn from `random` unless given. */
  readonly ids?: Ids;
  readonly cluster: string;
  readonly account?: string;
  readonly region?: string;
  readonly services: readonly WorldServiceSpec[];
  /** Up in the beginning. Whatever a service needs must be among them. */
  readonly dependencies: readonly string[];
  /** Where shared breakers are kept; in memory unless given. */
  readonly breakers?: BreakerRecords;
  /** Gets every event that AWS would put on the default event bus. */
  readonly emit?: (event: EventEnvelope) => void;
  readonly constants?: Partial<WorldConstants>;
  /** The first two numbers of every task's address: `10.0` unless given. */
  readonly addressPrefix?: string;
}

/** One ECS cluster with everything that its services need, and the questions that others may ask of it. */
export interface World extends WorldState {
  /** What one request for `path` at the task's address would meet. */
  readonly answer: (taskId: string, path: string) => Answer;
  /** Throws a RangeError for an unknown service. */
  readonly traffic: (service: string) => TrafficCounters;
  /** Throws a RangeError for an unknown dependency. */
  readonly dependency: (name: string) => DependencyState;
}

const ZONES: readonly Zone[] = [
  { name: 'a', subnetId: 'subnet-0a11c4d7e0f2b3a01', network: '11' },
  { name: 'b', subnetId: 'subnet-0b22c4d7e0f2b3a02', network: '12' },
  { name: 'c', subnetId: 'subnet-0c33c4d7e0f2b3a03', network: '13' },
];

/** Makes the world, all services at rest, and lets it tick with its clock. The same random source makes the same history. */
export const createWorld = (options: WorldOptions): World => {
  const world = layOut(options);
  let ticks = 0;
  world.clock.every(world.constants.tickSeconds * SECOND, () => {
    ticks += 1;
    for (const service of world.services.values()) tick(world, service, ticks);
  });
  return {
    ...world,
    answer: (taskId, path) => answer(world, taskId, path),
    traffic: (name) => known(world.services, 'service', name).traffic.counters,
    dependency: (name) => known(world.dependencies, 'dependency', name),
  };
};

const layOut = (options: WorldOptions): WorldState => {
  const { clock, random, cluster, account = '123456789012', region = 'us-east-1', addressPrefix = '10.0' } = options;
  const services = new Map<string, ServiceState>();
  const constants: WorldConstants = { ...WORLD_CONSTANTS, ...options.constants };
  const world: WorldState = {
    clock,
    random: random.fork('world'),
    ids: options.ids ?? createIds(random.fork('ids')),
    constants,
    emit: options.emit ?? (() => undefined),
    account,
    region,
    cluster: { name: cluster, arn: clusterArn({ account, region }, cluster) },
    zones: ZONES.map((zone) => ({
      ...zone,
      name: `${region}${zone.name}`,
      network: `${addressPrefix}.${zone.network}`,
    })),
    services,
    tasks: new Map(),
    definitions: new Map(),
    dependencies: new Map(options.dependencies.map((name) => [name, 'up'])),
    unreachableZones: new Set(),
    metrics: createMetricStore(constants.metricsKeptSeconds),
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
