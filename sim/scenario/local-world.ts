import type { WorldClock } from '#local-aws/clock/clock.ts';
import { createIds } from '#local-aws/clock/ids.ts';
import { createRandom } from '#local-aws/clock/random.ts';
import { createAuthorizer } from '#local-aws/iam/iam.ts';
import type { FunctionRuntime } from '#local-aws/lambda/invoker.ts';
import { type Call, type Caller, OPERATOR, type Operations } from '#local-aws/operation.ts';
import { createPlatform, type Platform } from '#local-aws/platform.ts';
import { ACCOUNT_ID, REGION } from '#local-aws/stack/account.ts';
import type { DeployedStack } from '#local-aws/stack/deployed-stack.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { routableTasks } from '../faults/fault.ts';
import { applicationAutoScalingOperations } from '../operations/application-autoscaling.ts';
import { cloudtrailOperations } from '../operations/cloudtrail.ts';
import { cloudwatchMetricsOperations } from '../operations/cloudwatch-metrics.ts';
import { ecsOperations } from '../operations/ecs.ts';
import { elbv2Operations } from '../operations/elbv2.ts';
import { logsOperations } from '../operations/logs.ts';
import { recorded } from '../operations/record-calls.ts';
import type { BreakerRecords } from '../world/application/breaker-records.ts';
import { isStatistic } from '../world/metrics/metric-store.ts';
import { REGISTRY, REGISTRY_CLUSTER, REGISTRY_DEPENDENCIES } from '../world/registry.ts';
import { createWorld, type World } from '../world/world.ts';

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
  readonly authorize: (call: Call) => void;
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
