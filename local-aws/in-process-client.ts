import { type Caller, type Command, OPERATOR, type Operations } from './operation.ts';
import { requireOperation } from './wire/require-operation.ts';

/** Replaces `Pick<ECSClient, 'send'>` and its like. */
export interface InProcessClient {
  readonly send: <Output>(command: Command<object, Output>) => Promise<Output>;
}

/**
 * Creates an SDK client without a wire: `send` runs the operation itself, on behalf of the caller. Rejects with the
 * operation's error, named as AWS names it, and with NotImplemented for an unsupported operation. For speed it checks
 * no schema; use {@link checkedOperations} where that matters.
 */
export const inProcessClient = (
  operations: Operations,
  service: string,
  caller: Caller = OPERATOR,
): InProcessClient => ({
  send: async <Output>(command: Command<object, Output>): Promise<Output> => {
    const operation = requireOperation(operations, service, operationName(command));
    const output = await operation(command.input as never, caller);
    return { ...(output as Output), $metadata: {} };
  },
});

/** `DescribeServices` for a DescribeServicesCommand. */
const operationName = (command: object): string => command.constructor.name.replace(/Command$/, '');
