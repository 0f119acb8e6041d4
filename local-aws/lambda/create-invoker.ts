import { LATENCIES } from '../clock/latencies.ts';
import { pause } from '../clock/pause.ts';
import { AwsError } from '../operation.ts';
import { functionNameOf } from '../stack/account.ts';
import type { DeployedFunction } from '../stack/deployed-stack.ts';
import { processEvent } from './asynchronous.ts';
import { createCounters } from './counters.ts';
import { failed, type InvocationAnswer, type Invoker, type InvokerOptions } from './invoker.ts';

/** Creates the front end of Lambda: synchronous and asynchronous invocation, reserved concurrency, counters. */
export const createInvoker = (options: InvokerOptions): Invoker => {
  const { functions, runtime, clock, ids, sendToDestination } = options;
  const durationMs = options.durationMs ?? (() => LATENCIES.invocationMs);
  const { count, all } = createCounters(functions);
  const withinConcurrency = createConcurrencyLimit();
  const find = (nameOrArn: string): DeployedFunction => findFunction(functions, nameOrArn);

  const run = async (nameOrArn: string, event: unknown, takesMs: number): Promise<InvocationAnswer> => {
    const deployed = find(nameOrArn);
    const outcome = await withinConcurrency(deployed, async () => {
      count(deployed.name, 'invocations');
      const result = await clock.track(runtime.invoke(deployed.name, event));
      if (failed(result)) count(deployed.name, 'errors');
      if (takesMs > 0) await pause(clock, takesMs);
      return result;
    });
    if (outcome === 'throttled') count(deployed.name, 'throttles');
    return outcome;
  };
  const invoke: Invoker['invoke'] = (nameOrArn, event) => run(nameOrArn, event, durationMs(find(nameOrArn).name));

  return {
    functions,
    find,
    invoke,
    invokeNow: (nameOrArn, event) => run(nameOrArn, event, 0),
    accept: (functionName, event) => {
      const accepted = { deployed: find(functionName), event, requestId: ids.uuid(), acceptedAt: clock.now() };
      const onDropped = (): void => count(accepted.deployed.name, 'dropped');
      void processEvent({ clock, invoke, sendToDestination, onDropped }, accepted);
    },
    counters: all,
  };
};

const findFunction = (functions: readonly DeployedFunction[], nameOrArn: string): DeployedFunction => {
  const name = functionNameOf(nameOrArn);
  const deployed = functions.find((candidate) => candidate.name === name);
  if (deployed) return deployed;
  throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`);
};

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const createConcurrencyLimit = () => {
  const running = new Map<string, number>();
  const change = (name: string, by: number): number => {
    const count = (running.get(name) ?? 0) + by;
    running.set(name, count);
    return count;
  };
  return async <T>(
    { name, reservedConcurrency }: DeployedFunction,
    run: () => Promise<T>,
  ): Promise<T | 'throttled'> => {
    try {
      return change(name, 1) > (reservedConcurrency ?? Number.POSITIVE_INFINITY) ? 'throttled' : await run();
    } finally {
      change(name, -1);
    }
  };
};
