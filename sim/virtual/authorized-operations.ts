import type { Caller, Operation, Operations } from '#local-aws/operation.ts';
import type { AuthorizedCall } from '#local-aws/platform.ts';
import type { LocalWorld } from '../scenario/local-world.ts';

/** Checks every call against the caller's role, as the gateway does, and then passes it to `interfere`, which may throw. */
export const authorizedOperations = (
  { operations, authorize }: LocalWorld,
  interfere: (call: AuthorizedCall) => void,
): Operations =>
  mapValues(operations, (offered, service) =>
    mapValues(offered, (run, operation): Operation => {
      return (input: never, caller: Caller) => {
        const call = { caller, service, operation, input };
        authorize(call);
        interfere(call);
        return run(input, caller);
      };
    }),
  );

const mapValues = <Value, Result>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value, key: string) => Result,
): Readonly<Record<string, Result>> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value, key)]));
