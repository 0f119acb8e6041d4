import type { WorldClock } from '#local-aws/clock/clock.ts';
import { createIds } from '#local-aws/clock/ids.ts';
import { createRandom } from '#local-aws/clock/random.ts';
import type { QueryMetrics } from '#local-aws/cloudwatch/evaluate.ts';
import { createAuthorizer } from '#local-aws/iam/iam.ts';
import type { FunctionRuntime } from '#local-aws/lambda/invoker.ts';
import type { Call, Operations } from '#local-aws/operation.ts';
import { createPlatform, type Platform } from '#local-aws/platform.ts';
import { ACCOUNT_ID, REGION } from '#local-aws/stack/account.ts';
import type { DeployedStack } from '#local-aws/stack/deployed-stack.ts';
import { applicationAutoScalingOperations } from '../operations/application-autoscaling.ts';
import { cloudtrailOperations } from '../operations/cloudtrail.ts';
import { cloudwatchMetricsOperations } from '../operations/cloudwatch-metrics.ts';
import { ecsOperations } from '../operations/ecs.ts';
import { elbv2Operations } from '../operations/elbv2.ts';
import { logsOperations } from '../operations/logs.ts';
import { recorded } from '../operations/record-calls.ts';
import type { BreakerRecords } from '../world/application/breaker-records.ts';
import type { WorldServiceSpec } from '../world/ecs/service-spec.ts';
import { isStatistic } from '../world/metrics/metric-store.ts';
import { REGISTRY, REGISTRY_CLUSTER, REGISTRY_DEPENDENCIES } from '../world/registry.ts';
import { createWorld, type World } from '../world/world.ts';
import { type Mutation, mutationContext, recordMutations } from './mutations.ts';

export interface LocalWorldOptions {
  readonly clock: WorldClock;
  readonly seed: number;
  readonly stack: DeployedStack;
  readonly breakers: BreakerRecords;
  /** Runs the functions. The first invocation comes after `createLocalWorld` has returned. */
  readonly runtime: FunctionRuntime;
  readonly isIncidentOpen: () => boolean;
  /** The simulated service; the registry by default. */
  readonly service?: WorldServiceSpec;
  readonly addressPrefix?: string;
  readonly deliveries?: number;
}

/** The registry in its cluster, and the medic's deployed stack, in one simulated AWS account. */
export interface LocalWorld {
  readonly world: World;
  readonly platform: Platform;
  /** All AWS operations of the account. */
  readonly operations: Operations;
  readonly authorize: (call: Call) => void;
  /** The medic's changes to ECS, oldest first. */
  readonly mutations: readonly Mutation[];
}

/** Creates the world and the platform on one clock. All random numbers derive from the seed. */
export const createLocalWorld = (options: LocalWorldOptions): LocalWorld => {
  const { clock, stack, breakers, runtime, service = REGISTRY, addressPrefix, deliveries } = options;
  const random = createRandom(options.seed);
  const authorize = createAuthorizer({ policies: policiesOf(stack), account: ACCOUNT_ID, region: REGION });
  const world: World = createWorld({
    clock,
    random,
    cluster: REGISTRY_CLUSTER,
    services: [service],
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
    query: metricQueryOver(world),
    ...(deliveries !== undefined && { deliveries }),
  });
  const mutations: Mutation[] = [];
  const ecs = recordMutations(recorded(world, ecsOperations(world)), {
    context: () => mutationContext(world, options.isIncidentOpen()),
    record: (mutation) => mutations.push({ at: clock.now(), ...mutation }),
  });
  return { world, platform, authorize, mutations, operations: { ...operationsOf(world, platform), ecs } };
};

const policiesOf = ({ roles }: DeployedStack) =>
  Object.fromEntries(roles.map(({ name, statements }) => [name, statements]));

const metricQueryOver =
  ({ metrics, clock }: World): QueryMetrics =>
  (query) =>
    isStatistic(query.stat) ? metrics.query({ ...query, stat: query.stat, asOf: clock.now() }) : [];

const operationsOf = (world: World, { operations }: Platform): Operations => ({
  ...operations,
  elbv2: elbv2Operations(world),
  logs: logsOperations(world),
  cloudtrail: cloudtrailOperations(world),
  'application-autoscaling': applicationAutoScalingOperations(world),
  cloudwatch: { ...operations.cloudwatch, ...cloudwatchMetricsOperations(world) },
});
