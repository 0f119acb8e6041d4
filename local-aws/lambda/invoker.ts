import { type Instant, MINUTE, SECOND, toIso } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import type { Ids } from '../clock/ids.ts';
import { LATENCIES } from '../clock/latencies.ts';
import { pause } from '../clock/pause.ts';
import { AwsError } from '../operation.ts';
import { functionNameOf } from '../stack/account.ts';
import type { DeployedFunction } from '../stack/deployed-stack.ts';

/** What a function answered: its result, or the error that it ended with under the error's own name. */
export type InvocationOutcome = InvocationSuccess | InvocationError;
export interface InvocationSuccess {
  readonly payload: unknown;
}
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** What the invoker answers: the function's outcome, or that its reserved concurrency was spent. */
export type InvocationAnswer = InvocationOutcome | 'throttled';

export const failed = (outcome: InvocationOutcome): outcome is InvocationError => 'errorType' in outcome;

/** Runs the code of a function: in a child process, or in this one. */
export interface FunctionRuntime {
  readonly invoke: (functionName: string, event: unknown) => Promise<InvocationOutcome>;
}

export interface FunctionCounters {
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
  /** Asynchronous events given up, after retries or for their age. */
  readonly dropped: number;
}

export interface Invoker {
  /** Runs the function at this instant of the world: for a caller that holds the world still while it waits. */
  readonly invokeNow: (functionName: string, event: unknown) => Promise<InvocationAnswer>;
  /** Runs the function and answers after the time that it would have taken. */
  readonly invoke: (functionName: string, event: unknown) => Promise<InvocationAnswer>;
  /** Accepts an event to be worked off later, with Lambda's retries. */
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
  /** Hands the remains of a failed asynchronous invocation to a queue. */
  readonly sendToDestination: (arn: string, body: string) => void;
  /** World time from request to response. */
  readonly durationMs?: (functionName: string) => number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRY_DELAYS_MS = [MINUTE, 2 * MINUTE];
const THROTTLE_BACKOFF_MS = { first: SECOND, longest: 5 * MINUTE };

interface AsynchronousEvent {
  readonly deployed: DeployedFunction;
  readonly event: unknown;
  readonly requestId: string;
  readonly acceptedAt: Instant;
}

type Condition = 'RetriesExhausted' | 'EventAgeExceeded';

/** Lambda's front: synchronous and asynchronous invocation, retries, reserved concurrency, destinations. */
export const createInvoker = (options: InvokerOptions): Invoker => {
  const { functions, runtime, clock, ids, sendToDestination } = options;
  const durationMs = options.durationMs ?? (() => LATENCIES.invocationMs);
  const byName = new Map(functions.map((deployed) => [deployed.name, deployed]));
  const counters = new Map(
    functions.map(({ name }) => [name, { invocations: 0, errors: 0, throttles: 0, dropped: 0 }]),
  );
  const running = new Map<string, number>();

  const count = (name: string, what: keyof FunctionCounters): void => {
    const pluralize = counters.get(name);
    if (pluralize) pluralize[what] += 1;
  };

  const find = (nameOrArn: string): DeployedFunction => {
    const deployed = byName.get(functionNameOf(nameOrArn));
    if (deployed) return deployed;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`);
  };

  const run = async (nameOrArn: string, event: unknown, takesMs: number): Promise<InvocationAnswer> => {
    const { name, reservedConcurrency = Number.POSITIVE_INFINITY } = find(nameOrArn);
    const inFlight = running.get(name) ?? 0;
    if (inFlight >= reservedConcurrency) {
      count(name, 'throttles');
      return 'throttled';
    }
    running.set(name, inFlight + 1);
    count(name, 'invocations');
    try {
      const outcome = await clock.track(runtime.invoke(name, event));
      if (failed(outcome)) count(name, 'errors');
      if (takesMs > 0) await pause(clock, takesMs);
      return outcome;
    } finally {
      running.set(name, (running.get(name) ?? 1) - 1);
    }
  };
  const invoke = (nameOrArn: string, event: unknown): Promise<InvocationAnswer> =>
    run(nameOrArn, event, durationMs(find(nameOrArn).name));

  const giveUp = (queued: AsynchronousEvent, last: Attempt, condition: Condition): void => {
    const { deployed, event } = queued;
    count(deployed.name, 'dropped');
    if (deployed.deadLetterArn) sendToDestination(deployed.deadLetterArn, JSON.stringify(event));
    if (!deployed.onFailureArn) return;
    const record = failureRecord(queued, last, condition);
    sendToDestination(deployed.onFailureArn, JSON.stringify({ ...record, timestamp: toIso(clock.now()) }));
  };

  const workOff = async (queued: AsynchronousEvent): Promise<void> => {
    const { maximumRetryAttempts, maximumEventAgeSeconds } = queued.deployed;
    let invocations = 0;
    let throttleDelayMs: number = THROTTLE_BACKOFF_MS.first;
    let delayMs: number = LATENCIES.asynchronousInvocationMs;
    let last: InvocationError | undefined;
    for (;;) {
      await pause(clock, delayMs);
      if (clock.now() - queued.acceptedAt > maximumEventAgeSeconds * SECOND) {
        return giveUp(queued, { invocations, last }, 'EventAgeExceeded');
      }
      const outcome = await invoke(queued.deployed.name, queued.event);
      if (outcome === 'throttled') {
        delayMs = throttleDelayMs;
        throttleDelayMs = Math.min(2 * throttleDelayMs, THROTTLE_BACKOFF_MS.longest);
        continue;
      }
      if (!failed(outcome)) return;
      last = outcome;
      invocations += 1;
      if (invocations > maximumRetryAttempts) return giveUp(queued, { invocations, last }, 'RetriesExhausted');
      delayMs = RETRY_DELAYS_MS[invocations - 1] ?? 2 * MINUTE;
    }
  };

  return {
    functions,
    find,
    invoke,
    invokeNow: (nameOrArn, event) => run(nameOrArn, event, 0),
    accept: (functionName, event) => {
      const deployed = find(functionName);
      void workOff({ deployed, event, requestId: ids.uuid(), acceptedAt: clock.now() });
    },
    counters: () => Object.fromEntries([...counters].map(([name, pluralize]) => [name, { ...pluralize }])),
  };
};

interface Attempt {
  readonly invocations: number;
  readonly last: InvocationError | undefined;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const failureRecord = ({ deployed, event, requestId }: AsynchronousEvent, last: Attempt, condition: Condition) => ({
  version: '1.0',
  requestContext: {
    requestId,
    functionArn: `${deployed.arn}:$LATEST`,
    condition,
    approximateInvokeCount: last.invocations,
  },
  requestPayload: event,
  ...(last.last && {
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: last.last,
  }),
});
