// Unit layer: an SDK client that answers from hand-written operations, held to AWS's schemas, and remembers its calls.

import { inProcessClient } from '#local-aws/in-process-client.ts';
import { AwsError, type Operation, type Operations } from '#local-aws/operation.ts';
import { checkedOperations } from '#local-aws/wire/validate.ts';

export interface Call {
  readonly operation: string;
  readonly input: unknown;
}

/** For answers that AWS's schemas forbid, such as a count that is not a number. */
export const unchecked = (operations: Operations): Operations => operations;

export const recordedClient = (
  service: string,
  operations: Readonly<Record<string, Operation>>,
  check: (operations: Operations) => Operations = checkedOperations,
) => {
  const calls: Call[] = [];
  const recorded = Object.entries(operations).map(([operation, answer]): [string, Operation] => [
    operation,
    (input, caller) => {
      calls.push({ operation, input });
      return answer(input, caller);
    },
  ]);
  const offered = check({ [service]: Object.fromEntries(recorded) });
  return { client: inProcessClient(offered, service), calls };
};

/** An operation that is always refused so. */
export const refusing =
  (name: string): Operation =>
  () => {
    throw new AwsError(name, 'Rate exceeded or access refused');
  };

/** Lets a test see how many calls are under way at once: each takes a turn of the event loop. */
export const counting = () => {
  let underWay = 0;
  const seen = { most: 0 };
  const during = async <T>(answer: () => T): Promise<T> => {
    underWay += 1;
    seen.most = Math.max(seen.most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return answer();
  };
  return { seen, during };
};

export const NOW = Date.parse('2026-11-23T10:00:30Z');
export const clock = { now: () => NOW };
