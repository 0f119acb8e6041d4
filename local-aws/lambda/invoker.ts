import type { WorldClock } from '../clock/clock.ts';
import type { Ids } from '../clock/ids.ts';
import type { DeployedFunction } from '../stack/deployed-stack.ts';
import type { FunctionCounters } from './counters.ts';

/** The function's result, or the error that it ended with under the error's own name. */
export type InvocationOutcome = InvocationSuccess | InvocationError;
export interface InvocationSuccess {
  readonly payload: unknown;
}
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** The function's outcome; `throttled` when its reserved concurrency was exhausted. */
export type InvocationAnswer = InvocationOutcome | 'throttled';

export const failed = (outcome: InvocationOutcome): outcome is InvocationError => 'errorType' in outcome;

/** Runs the code of a function: in a child process, or in this one. */
export interface FunctionRuntime {
  readonly invoke: (functionName: string, event: unknown) => Promise<InvocationOutcome>;
}

export interface Invoker {
  /** Runs the function within one instant, for a caller that stops the clock while it waits. */
  readonly invokeNow: (functionName: string, event: unknown) => Promise<InvocationAnswer>;
  /** Runs the function and answers after its simulated duration. */
  readonly invoke: (functionName: string, event: unknown) => Promise<InvocationAnswer>;
  /** Accepts an event for asynchronous processing, with Lambda's retries. */
  readonly accept: (functionName: string, event: unknown) => void;
  readonly functions: readonly DeployedFunction[];
  /** Throws ResourceNotFoundException for a name or ARN that is not deployed. */
  readonly find: (nameOrArn: string) => DeployedFunction;
  readonly counters: () => Readonly<Record<string, FunctionCounters>>;
}

export interface InvokerOptions {
  readonly functions: readonly DeployedFunction[];
  readonly runtime: FunctionRuntime;
  readonly clock: WorldClock;
  readonly ids: Ids;
  /** Sends the record of a failed asynchronous invocation to a queue. */
  readonly sendToDestination: (arn: string, body: string) => void;
  /** Simulated duration from request to response. */
  readonly durationMs?: (functionName: string) => number;
}
