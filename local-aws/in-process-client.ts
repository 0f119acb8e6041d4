import { type Caller, OPERATOR, type Operations } from './operation.ts';
import { offeredOperation } from './wire/offered.ts';

/** As much of an SDK command as tells its operation, its input, and the type of its output. */
interface CommandAnswering<Output> {
  readonly input: object;
  readonly resolveMiddleware: (...configuration: never) => (request: never) => Promise<{ readonly output: Output }>;
}

/** Stands in for `Pick<ECSClient, 'send'>` and its like. */
export interface InProcessClient {
  readonly send: <Output>(command: CommandAnswering<Output>) => Promise<Output>;
}

/**
 * An SDK client without a wire: `send` runs the operation itself, on the caller's behalf. Rejects with what the
 * operation throws, an error named as AWS names it; with NotImplemented for an operation that is not on offer. Checks
 * no schema, for speed: hand it {@link checkedOperations} where that matters.
 */
export const inProcessClient = (
  operations: Operations,
  service: string,
  caller: Caller = OPERATOR,
): InProcessClient => ({
  send: async <Output>(command: CommandAnswering<Output>): Promise<Output> => {
    const operation = offeredOperation(operations, service, operationName(command));
    const output = await operation(command.input as never, caller);
    return { ...(output as Output), $metadata: {} };
  },
});

/** `DescribeServices` for a DescribeServicesCommand. */
const operationName = (command: object): string => command.constructor.name.replace(/Command$/, '');
