import { createIds, type Ids } from '#local-aws/clock/ids.ts';
import { createRandom } from '#local-aws/clock/random.ts';
import type { VirtualClock } from '#local-aws/clock/virtual-clock.ts';
import type { FunctionRuntime, InvocationOutcome } from '#local-aws/lambda/invoker.ts';
import { arnOf, functionArn } from '#local-aws/stack/account.ts';
import type { DeployedFunction, DeployedQueue } from '#local-aws/stack/deployed-stack.ts';
import type { Instant } from '#shared/domain/model/time.ts';

export const START = Date.parse('2026-11-23T10:00:00Z');

export const someIds = (): Ids => createIds(createRandom(7));

/** A function that takes nothing for granted, changed in what the test cares about. */
export const aFunction = (name: string, given: Partial<DeployedFunction> = {}): DeployedFunction => ({
  logicalId: name,
  name,
  arn: functionArn(name),
  handler: 'handler.handler',
  artifact: `${name}.zip`,
  environment: {},
  timeoutSeconds: 30,
  memoryMegabytes: 256,
  roleName: `${name}-role`,
  maximumEventAgeSeconds: 6 * 3600,
  maximumRetryAttempts: 2,
  ...given,
});

export const aQueue = (name: string, given: Partial<DeployedQueue> = {}): DeployedQueue => ({
  name,
  url: `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`,
  arn: arnOf('sqs', name),
  visibilityTimeoutSeconds: 30,
  delaySeconds: 0,
  ...given,
});

export interface Call {
  /** Seconds of world time since {@link START}. */
  readonly second: number;
  readonly name: string;
  readonly event: unknown;
}

/** What a stub answers by default; throwing stands for a function error under the error's own name. */
export type Stub = (event: unknown, call: number) => unknown;

export interface StubRuntime extends FunctionRuntime {
  readonly calls: readonly Call[];
  readonly secondsOf: (name: string) => readonly number[];
  readonly eventsOf: (name: string) => readonly unknown[];
}

/** Functions made of one line each; they answer `null` where the test says nothing. Every call is kept. */
export const aRuntime = (now: () => Instant, stubs: Readonly<Record<string, Stub>> = {}): StubRuntime => {
  const calls: Call[] = [];
  const of = (name: string): readonly Call[] => calls.filter((call) => call.name === name);
  return {
    calls,
    secondsOf: (name) => of(name).map(({ second }) => second),
    eventsOf: (name) => of(name).map(({ event }) => event),
    invoke: async (name, event) => {
      calls.push({ second: (now() - START) / 1000, name, event });
      return outcomeOf(() => stubs[name]?.(event, of(name).length) ?? null);
    },
  };
};

const outcomeOf = (run: () => unknown): InvocationOutcome => {
  try {
    return { payload: run() };
  } catch (error) {
    const { name, message } = error as Error;
    return { errorType: name, errorMessage: message };
  }
};

/** An error under the name that a state machine matches on. */
export const named = (name: string, message = 'no'): Error => Object.assign(new Error(message), { name });

export const runFor = (clock: VirtualClock, seconds: number): Promise<void> =>
  clock.runUntil(clock.now() + seconds * 1000);
