import { createIds } from '#local-aws/clock/ids.ts';
import { createRandom } from '#local-aws/clock/random.ts';
import { createVirtualClock, type VirtualClock } from '#local-aws/clock/virtual-clock.ts';
import type { FunctionRuntime } from '#local-aws/lambda/invoker.ts';
import type { Call, Caller, Operation, Operations } from '#local-aws/operation.ts';
import type { DeployedStack } from '#local-aws/stack/deployed-stack.ts';
import { memoryStores } from '#shared/adapters/stores/memory-stores.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { createLocalWorld, type LocalWorld } from '../scenario/local-world.ts';
import { createMedicView, type MedicRecord, type MedicView } from '../scenario/medic-view.ts';
import { type Stage, stageIn } from '../scenario/stage.ts';
import { breakerRecordsIn } from '../world/application/breaker-store.ts';
import { inProcessRuntime } from './in-process-runtime.ts';
import { worldNetwork } from './world-network.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly start: Instant;
  readonly stack: DeployedStack;
  readonly policy: ServicePolicy;
  readonly deliveries?: number;
  /** Trouble with AWS itself: sees every call by a function first, and throws what AWS is to answer instead. */
  readonly interfere?: (call: Call) => void;
  /** Trouble with the medic's own code: stands in for the runtime of the functions. */
  readonly replaceRuntime?: (runtime: FunctionRuntime) => FunctionRuntime;
  readonly onChange?: (before: MedicRecord, after: MedicRecord) => void;
}

export interface Simulation {
  readonly clock: VirtualClock;
  readonly local: LocalWorld;
  readonly medic: MedicView;
  readonly stage: Stage;
}

/** CloudWatch shows nothing of the first minutes; the medic begins to look once it does. */
const WARM_UP_MS = 5 * MINUTE;

/** A world in virtual time, in one process: the functions' own stories, over the real adapters, without a wire. */
export const createSimulation = async (options: SimulationOptions): Promise<Simulation> => {
  const { seed, start, stack, policy, deliveries, onChange = () => undefined } = options;
  const { interfere = () => undefined, replaceRuntime = (runtime) => runtime } = options;
  const clock = createVirtualClock(start);
  const stores = memoryStores();
  const medic = createMedicView(stores.table, policy.name, onChange);
  const policies = [policy];
  const ids = { next: createIds(createRandom(seed).fork('function-ids')).uuid };
  const functions = replaceRuntime(
    inProcessRuntime(stack.functions, () => ({
      operations: judged(local, interfere),
      clock,
      ids,
      network: worldNetwork(local.world, policies),
      stores,
      policies,
    })),
  );
  const runtime: FunctionRuntime = {
    invoke: async (name, event) => {
      const outcome = await functions.invoke(name, event);
      await medic.refresh();
      return outcome;
    },
  };
  const local: LocalWorld = createLocalWorld({
    clock,
    seed,
    stack,
    runtime,
    isIncidentOpen: () => medic.record().incident?.status === 'open',
    breakers: breakerRecordsIn(stores.table, policy.name),
    ...(deliveries !== undefined && { deliveries }),
  });
  await clock.runUntil(start + WARM_UP_MS);
  local.platform.start();
  return {
    clock,
    local,
    medic,
    stage: stageIn(local, medic, policy.service),
  };
};

/** Every call by a function is first held against its role, as the gateway does. */
const judged = (
  { operations, authorize }: LocalWorld,
  interfere: NonNullable<SimulationOptions['interfere']>,
): Operations =>
  Object.fromEntries(
    Object.entries(operations).map(([service, offered]) => [
      service,
      Object.fromEntries(
        Object.entries(offered).map(([operation, run]): [string, Operation] => [
          operation,
          (input: never, caller: Caller) => {
            const call = { caller, service, operation, input };
            authorize(call);
            interfere(call);
            return run(input, caller);
          },
        ]),
      ),
    ]),
  );
