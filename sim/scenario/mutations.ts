import { type Caller, OPERATOR, type Operations } from '#local-aws/operation.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { routableTasks } from '../world/service-health.ts';
import type { World } from '../world/world.ts';

/** A call by one of the medic's functions that changed ECS. */
export interface Mutation {
  readonly at: Instant;
  readonly role: string;
  readonly operation: string;
  readonly input: unknown;
  /** State of the world just before the call. */
  readonly before: MutationContext;
}

export interface MutationContext {
  readonly desiredCount: number;
  /** Tasks that serve user requests. */
  readonly serving: number;
  readonly isDatabaseUp: boolean;
  readonly isIncidentOpen: boolean;
}

const MUTATING = new Set(['UpdateService', 'StopTask', 'UpdateTaskProtection', 'StopServiceDeployment']);

/** Wraps the mutating operations, so that calls by functions are recorded with their context. */
export const recordMutations = (
  operations: Operations[string],
  { context, record }: { context: () => MutationContext; record: (mutation: Omit<Mutation, 'at'>) => void },
): Operations[string] =>
  Object.fromEntries(
    Object.entries(operations).map(([operation, run]) => {
      if (!MUTATING.has(operation)) return [operation, run];
      const runAndRecord = async (input: never, caller: Caller): Promise<unknown> => {
        const before = context();
        const output = await run(input, caller);
        if (caller.role !== OPERATOR.role) record({ role: caller.role, operation, input, before });
        return output;
      };
      return [operation, runAndRecord];
    }),
  );

/** Describes the only service of a world before a mutation. */
export const mutationContext = (world: World, isIncidentOpen: boolean): MutationContext => {
  const [service] = world.services.values();
  if (service === undefined) throw new Error('the world has no service');
  const serving = routableTasks(world, service).filter(
    ({ condition, definition }) => condition === 'ok' && definition.quality.kind === 'good',
  );
  return {
    desiredCount: service.desiredCount,
    serving: serving.length,
    isDatabaseUp: world.dependency('database') === 'up',
    isIncidentOpen,
  };
};
