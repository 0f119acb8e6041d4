import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { DeployedFunction } from '../stack/deployed-stack.ts';
import type { InvocationError, InvocationOutcome } from './invoker.ts';
import type { RuntimeCalls, RuntimeEvent } from './runtime-api.ts';
import { exited, runtimeEvent, timedOut } from './runtime-event.ts';
import { endOf, type ProcessOptions, startProcess } from './runtime-process.ts';

/** One execution environment: a process that runs one function, one event at a time. */
export interface RuntimeEnvironment {
  readonly functionName: string;
  readonly calls: RuntimeCalls;
  /** True when the environment can take an event now. */
  readonly isIdle: () => boolean;
  readonly invoke: (event: unknown) => Promise<InvocationOutcome>;
  /** Ends the process, with SIGTERM first; settles when it has ended. Its invocation ends with Runtime.ExitError. */
  readonly end: () => Promise<void>;
  readonly ended: Promise<void>;
}

export interface EnvironmentOptions extends ProcessOptions {
  readonly deployed: DeployedFunction;
  readonly now: () => Instant;
}

interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  readonly settle: (outcome: InvocationOutcome) => void;
}

interface EnvironmentState extends EnvironmentOptions {
  readonly child: ChildProcess;
  isAlive: boolean;
  current?: Invocation | undefined;
  /** Answers the runtime's pending request for its next event. */
  give?: ((event: RuntimeEvent) => void) | undefined;
  exitReason?: InvocationError;
  watchdog?: NodeJS.Timeout;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_TIMEOUT_SECONDS = 10;
const GRACE_MS = SECOND;

/**
 * Starts the process. A timeout, an exit or a failed load ends it, and its invocation is answered when it has ended, so
 * that processes and invocations end in one place.
 */
export const startEnvironment = (options: EnvironmentOptions): RuntimeEnvironment => {
  const state: EnvironmentState = { ...options, child: startProcess(options), isAlive: true };
  const ended = endOf(state.child).then((reason) => {
    state.isAlive = false;
    settle(state, state.exitReason ?? exited(state.current?.requestId, reason));
  });
  return {
    functionName: options.deployed.name,
    calls: callsOf(state),
    ended,
    isIdle: () => state.isAlive && state.exitReason === undefined && state.current === undefined,
    invoke: (event) =>
      new Promise((resolve) => {
        state.current = { requestId: randomUUID(), event, settle: resolve };
        limitTime(state, INIT_TIMEOUT_SECONDS);
        deliver(state);
      }),
    end: async () => {
      state.child.kill('SIGTERM');
      const lastResort = setTimeout(() => state.child.kill('SIGKILL'), GRACE_MS);
      await ended;
      clearTimeout(lastResort);
    },
  };
};

const callsOf = (state: EnvironmentState): RuntimeCalls => {
  const answer = (requestId: string, outcome: InvocationOutcome): void => {
    if (requestId === state.current?.requestId && state.exitReason === undefined) settle(state, outcome);
  };
  return {
    next: (give) => {
      state.give = give;
      deliver(state);
    },
    succeeded: (requestId, payload) => answer(requestId, { payload }),
    failed: answer,
    initFailed: (error) => kill(state, error),
  };
};

const deliver = (state: EnvironmentState): void => {
  const { current, give, deployed, now } = state;
  if (current === undefined || give === undefined) return;
  limitTime(state, deployed.timeoutSeconds);
  give(runtimeEvent(deployed, current, now()));
  state.give = undefined;
};

const limitTime = (state: EnvironmentState, seconds: number): void => {
  clearTimeout(state.watchdog);
  state.watchdog = setTimeout(() => kill(state, timedOut(state.current?.requestId, seconds)), seconds * SECOND);
};

const kill = (state: EnvironmentState, exitReason: InvocationError): void => {
  state.exitReason ??= exitReason;
  state.child.kill('SIGKILL');
};

const settle = (state: EnvironmentState, outcome: InvocationOutcome): void => {
  clearTimeout(state.watchdog);
  state.current?.settle(outcome);
  state.current = undefined;
};
