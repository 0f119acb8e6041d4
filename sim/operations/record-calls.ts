import { AwsError, type Caller, type Operation, type Operations } from '#local-aws/operation.ts';
import { recordCall } from '../world/changes.ts';
import type { CallResult } from '../world/recorded-call.ts';
import type { WorldState } from '../world/state.ts';

/** Records each call of a mutating operation for CloudTrail, also a refused one. */
export const recorded = (world: WorldState, operations: Operations[string]): Operations[string] =>
  Object.fromEntries(
    Object.entries(operations).map(([operation, run]) => [
      operation,
      isReading(operation) ? run : recordedOperation(world, operation, run),
    ]),
  );

const isReading = (operation: string): boolean => /^(Describe|List|Get)/.test(operation);

const recordedOperation =
  (world: WorldState, operation: string, run: Operation): Operation =>
  async (input: never, { role }: Caller) => {
    const record = (result: CallResult): void => recordCall(world, { role, operation, input, result });
    try {
      const output = await run(input, { role });
      record({ kind: 'done', output });
      return output;
    } catch (error) {
      if (error instanceof AwsError) record({ kind: 'refused', name: error.name, message: error.message });
      throw error;
    }
  };
