import type { FunctionRuntime, InvocationOutcome } from '#local-aws/lambda/invoker.ts';
import { type Instant, SECOND } from '#shared/domain/model/time.ts';

export interface StubCall {
  /** Seconds since the runtime was created. */
  readonly second: number;
  readonly name: string;
  readonly event: unknown;
}

/** The code of a stub function, with the number of the call. A thrown error becomes a function error under its name. */
export type Stub = (event: unknown, call: number) => unknown;

export interface StubRuntime extends FunctionRuntime {
  readonly calls: readonly StubCall[];
  readonly secondsOf: (name: string) => readonly number[];
  readonly eventsOf: (name: string) => readonly unknown[];
}

/** Runs stub functions and records every call; a function without a stub answers `null`. */
export const stubRuntime = (now: () => Instant, stubs: Readonly<Record<string, Stub>> = {}): StubRuntime => {
  const start = now();
  const calls: StubCall[] = [];
  const of = (name: string): readonly StubCall[] => calls.filter((call) => call.name === name);
  return {
    calls,
    secondsOf: (name) => of(name).map(({ second }) => second),
    eventsOf: (name) => of(name).map(({ event }) => event),
    invoke: async (name, event) => {
      calls.push({ second: (now() - start) / SECOND, name, event });
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

/** An error under a name that a state machine or a caller can match. */
export const namedError = (name: string, message = 'no'): Error => Object.assign(new Error(message), { name });

export const failing =
  (name: string, message?: string): Stub =>
  () => {
    throw namedError(name, message);
  };

/** Returns the answers in turn, and the last one for every further call. */
export const inTurn =
  (...answers: readonly unknown[]): Stub =>
  (_event, call) =>
    answers[Math.min(call, answers.length) - 1];
