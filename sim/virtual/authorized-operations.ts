import { type Call, mapOperations, type Operations } from '#local-aws/operation.ts';
import type { LocalWorld } from '../scenario/local-world.ts';

/** Checks every call against the caller's role, as the gateway does, and then passes it to `interfere`, which may throw. */
export const authorizedOperations = (
  { operations, authorize }: LocalWorld,
  interfere: (call: Call) => void,
): Operations =>
  mapOperations(operations, (run, service, operation) => (input, caller) => {
    const call = { caller, service, operation, input };
    authorize(call);
    interfere(call);
    return run(input, caller);
  });
