import type { Instant } from '#shared/domain/time.ts';
import { applicationAutoScalingOperations } from '#sim/aws/application-autoscaling.ts';
import { cloudtrailOperations, recorded } from '#sim/aws/cloudtrail.ts';
import { cloudwatchMetricsOperations } from '#sim/aws/cloudwatch-metrics.ts';
import { ecsOperations } from '#sim/aws/ecs.ts';
import { elbv2Operations } from '#sim/aws/elbv2.ts';
import { logsOperations } from '#sim/aws/logs.ts';
import { type Caller, OPERATOR, type Operations } from '#sim/aws/operations.ts';
import { routableTasks } from '#sim/faults/fault.ts';
import { createAuthorizer } from '#sim/gateway/iam.ts';
import { ACCOUNT_ID, REGION } from '#sim/platform/account.ts';
import type { DeployedStack } from '#sim/platform/deployed-stack.ts';
import type { FunctionRuntime } from '#sim/platform/invoker.ts';
import { type AuthorizedCall, createPlatform, type Platform } from '#sim/platform/platform.ts';
import type { BreakerRecords } from '#sim/world/breaker-records.ts';
import type { WorldClock } from '#sim/world/clock.ts';
import { createIds } from '#sim/world/ids.ts';
import { isStatistic } from '#sim/world/metric-store.ts';
import { createRandom } from '#sim/world/random.ts';
import { REGISTRY, REGISTRY_CLUSTER, REGISTRY_DEPENDENCIES } from '#sim/world/registry.ts';
import { createWorld, type World } from '#sim/world/world.ts';

export interface LocalWorldOptions {
  readonly clock: WorldClock;
  readonly seed: number;
  readonly stack: DeployedStack;
  readonly breakers: BreakerRecords;
  /** What runs the functions; it is asked for nothing before the world is there. */
  readonly runtime: FunctionRuntime;
  readonly isIncidentOpen: () => boolean;
  readonly addressPrefix?: string;
  readonly deliveries?: number;
}

/** A call by one of the medic's functions that changed something. */
export interface Mutation {
  readonly at: Instant;
  readonly role: string;
  readonly operation: string;
  readonly input: unknown;
  /** How things stood just before. */
  readonly before: MutationContext;
}

export interface MutationContext {
  readonly desiredCount: number;
  /** Tasks that users really get work from. */
  readonly serving: number;
  readonly isDatabaseUp: boolean;
  readonly isIncidentOpen: boolean;
}

/** The registry in its cluster, and a deployed medic that watches it. */
export interface LocalWorld {
  readonly world: World;
  readonly platform: Platform;
  /** Every AWS operation on offer. */
  readonly operations: Operations;
  readonly authorize: (call: AuthorizedCall) => void;
  /** What the medic has changed in ECS, oldest first. */
  readonly mutations: readonly Mutation[];
}

/** Puts the registry and the deployed stack into one world on one clock; everything that chance decides comes from the seed. */
export const createLocalWorld = (options: LocalWorldOptions): LocalWorld => {
  const { clock, stack, breakers, runtime, addressPrefix, deliveries } = options;
  const random = createRandom(options.seed);
  const authorize = createAuthorizer({
    policies: Object.fromEntries(stack.roles.map(({ name, statements }) => [name, statements])),
    account: ACCOUNT_ID,
    region: REGION,
  });
  const world: World = createWorld({
    clock,
    random,
    cluster: REGISTRY_CLUSTER,
    services: [REGISTRY],
    dependencies: REGISTRY_DEPENDENCIES,
    breakers,
    emit: (event) => platform.emit(event),
    ...(addressPrefix !== undefined && { addressPrefix }),
  });
  const platform: Platform = createPlatform({
    stack,
    clock,
    runtime,
    authorize,
    random: random.fork('platform'),
    ids: createIds(random.fork('platform-ids')),
    query: (query) =>
      isStatistic(query.stat) ? world.metrics.query({ ...query, stat: query.stat, asOf: clock.now() }) : [],
    ...(deliveries !== undefined && { deliveries }),
  });
  const mutations: Mutation[] = [];
  const context = (): MutationContext => ({ ...standing(world), isIncidentOpen: options.isIncidentOpen() });
  return {
    world,
    platform,
    authorize,
    mutations,
    operations: {
      ...platform.operations,
      ecs: noted(recorded(world, ecsOperations(world)), context, (mutation) =>
        mutations.push({ at: clock.now(), ...mutation }),
      ),
      elbv2: elbv2Operations(world),
      logs: logsOperations(world),
      cloudtrail: cloudtrailOperations(world),
      'application-autoscaling': applicationAutoScalingOperations(world),
      cloudwatch: { ...platform.operations.cloudwatch, ...cloudwatchMetricsOperations(world) },
    },
  };
};

const MUTATING = new Set(['UpdateService', 'StopTask', 'UpdateTaskProtection', 'StopServiceDeployment']);

type Note = (mutation: Omit<Mutation, 'at'>) => void;

/** Keeps what functions change, with how things stood before. */
const noted = (operations: Operations[string], context: () => MutationContext, note: Note): Operations[string] =>
  Object.fromEntries(
    Object.entries(operations).map(([operation, run]) => {
      if (!MUTATING.has(operation)) return [operation, run];
      const andNote = async (input: never, caller: Caller): Promise<unknown> => {
        const before = context();
        const output = await run(input, caller);
        if (caller.role !== OPERATOR.role) note({ role: caller.role, operation, input, before });
        return output;
      };
      return [operation, andNote];
    }),
  );

const standing = (world: World): Omit<MutationContext, 'isIncidentOpen'> => {
  const [service] = world.services.values();
  if (service === undefined) throw new Error('the world has no service');
  const serving = routableTasks(world, service).filter(
    ({ condition, definition }) => condition === 'ok' && definition.quality.kind === 'good',
  );
  return {
    desiredCount: service.desiredCount,
    serving: serving.length,
    isDatabaseUp: world.dependency('database') === 'up',
  };
};
