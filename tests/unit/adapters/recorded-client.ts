// Unit layer: SDK clients that answer from hand-written operations, held to AWS's schemas, and record their calls.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inProcessClient } from '#local-aws/in-process-client.ts';
import { AwsError, type Operation, type Operations } from '#local-aws/operation.ts';
import { checkedOperations } from '#local-aws/wire/validate.ts';

export const NOW = Date.parse('2026-11-23T10:00:30Z');
export const clock = { now: () => NOW };

/** Permits answers that AWS's schemas forbid, such as a count that is not a number. */
export const unchecked = (operations: Operations): Operations => operations;

export const recordedClient = (
  service: string,
  operations: Readonly<Record<string, Operation>>,
  check: (operations: Operations) => Operations = checkedOperations,
) => {
  const calls: { readonly operation: string; readonly input: unknown }[] = [];
  const recorded = Object.entries(operations).map(([operation, answer]): [string, Operation] => [
    operation,
    (input, caller) => {
      calls.push({ operation, input });
      return answer(input, caller);
    },
  ]);
  return {
    client: inProcessClient(check({ [service]: Object.fromEntries(recorded) }), service),
    calls,
    /** Lists the inputs of one operation's calls, in order. */
    inputsOf: <Input>(operation: string): readonly Input[] =>
      calls.filter((call) => call.operation === operation).map(({ input }) => input as Input),
  };
};

export const refusing =
  (name: string): Operation =>
  () => {
    throw new AwsError(name, 'Rate exceeded or access refused');
  };

/** Counts how many answers are awaited at once. Each takes a turn of the event loop. */
export const counting = () => {
  let underWay = 0;
  const seen = { most: 0 };
  const during = async <T>(answer: () => T): Promise<T> => {
    underWay += 1;
    seen.most = Math.max(seen.most, underWay);
    await nextTurn();
    underWay -= 1;
    return answer();
  };
  return { seen, during };
};

/** Returns the only part of an answer; fails when there are none or several. */
export const only = <T>(parts: ReadonlyMap<string, T>): T => {
  const [part] = parts.values();
  if (part === undefined || parts.size !== 1) throw new Error(`expected one part, got ${parts.size}`);
  return part;
};

export const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
