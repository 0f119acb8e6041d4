import { createVirtualClock, type VirtualClock } from '#local-aws/clock/virtual-clock.ts';
import type { FunctionRuntime } from '#local-aws/lambda/invoker.ts';
import type { Call } from '#local-aws/operation.ts';
import type { DeployedStack } from '#local-aws/stack/deployed-stack.ts';
import { memoryStores } from '#shared/adapters/stores/memory-stores.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { MedicRecord } from '../scenario/medic-view.ts';
import { createScenario, type Scenario, WARM_UP_MS } from '../scenario/scenario.ts';
import { seedBaseline } from '../scenario/seed-baseline.ts';
import { breakerRecordsIn } from '../world/application/breaker-store.ts';
import type { WorldServiceSpec } from '../world/ecs/service-spec.ts';
import { authorizedOperations } from './authorized-operations.ts';
import { inProcessRuntime } from './in-process-runtime.ts';
import { worldNetwork } from './world-network.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly start: Instant;
  readonly stack: DeployedStack;
  readonly policy: ServicePolicy;
  /** The simulated service; the registry by default. */
  readonly service?: WorldServiceSpec;
  readonly deliveries?: number;
  /** Receives every AWS call by a function first, and may throw the error that AWS answers with. */
  readonly interfere?: (call: Call) => void;
  /** Replaces the runtime of the functions, so that a test can make them fail. */
  readonly replaceRuntime?: (runtime: FunctionRuntime) => FunctionRuntime;
  readonly onChange?: (before: MedicRecord, after: MedicRecord) => void;
}

export type Simulation = Scenario<VirtualClock>;

/** Runs the functions in this process and in virtual time, with the real adapters over in-process clients. */
export const createSimulation = async (options: SimulationOptions): Promise<Simulation> => {
  const { seed, start, stack, policy, service, deliveries, onChange } = options;
  const { interfere = () => undefined, replaceRuntime = (runtime) => runtime } = options;
  const clock = createVirtualClock(start);
  const stores = memoryStores();
  const policies = [policy];
  const runtime = inProcessRuntime(stack.functions, () => ({
    operations: authorizedOperations(simulation.local, interfere),
    clock,
    network: worldNetwork(simulation.local.world, policies),
    stores,
    policies,
  }));
  const simulation: Simulation = createScenario({
    clock,
    seed,
    stack,
    policy,
    table: stores.table,
    breakers: breakerRecordsIn(stores.table, policy.name),
    runtime: replaceRuntime(runtime),
    ...(service && { service }),
    ...(onChange && { onChange }),
    ...(deliveries !== undefined && { deliveries }),
  });
  await seedBaseline({ world: simulation.local.world, policy, table: stores.table, seed });
  await clock.runUntil(start + WARM_UP_MS);
  simulation.local.platform.start();
  return simulation;
};
