import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { DeployedFunction } from '../stack/deployed-stack.ts';
import type { InvocationError, InvocationOutcome } from './invoker.ts';
import type { RuntimeCalls, RuntimeEvent } from './runtime-api.ts';

/** One process that runs one function, one event at a time. */
export interface RuntimeEnvironment {
  readonly calls: RuntimeCalls;
  /** Whether it can take an event now: it is well, and works on nothing. */
  readonly isIdle: () => boolean;
  readonly invoke: (event: unknown) => Promise<InvocationOutcome>;
  /** Ends the process, asking first; settles when it is gone. What it worked on ends with Runtime.ExitError. */
  readonly end: () => Promise<void>;
  readonly gone: Promise<void>;
}

export interface EnvironmentOptions {
  readonly deployed: DeployedFunction;
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly now: () => Instant;
}

interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  readonly settle: (outcome: InvocationOutcome) => void;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_TIMEOUT_SECONDS = 10;
const GRACE_MS = SECOND;

/**
 * Starts the process. Whatever makes it unfit for another event, a timeout, an exit, code that does not load, ends it; the
 * event that it worked on is answered once it is gone, so that there is one place where lives and invocations end together.
 */
export const startEnvironment = (options: EnvironmentOptions): RuntimeEnvironment => {
  const { deployed, now } = options;
  const child = start(options);
  let current: Invocation | undefined;
  let give: ((event: RuntimeEvent) => void) | undefined;
  let exitReason: InvocationError | undefined;
  let isAlive = true;
  let watchdog: NodeJS.Timeout | undefined;

  const settle = (outcome: InvocationOutcome): void => {
    clearTimeout(watchdog);
    current?.settle(outcome);
    current = undefined;
  };
  const markForShutdown = (cause: InvocationError): void => {
    exitReason ??= cause;
    child.kill('SIGKILL');
  };
  const allow = (seconds: number): void => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => markForShutdown(timedOut(current, seconds)), seconds * SECOND);
  };
  const deliver = (): void => {
    if (current === undefined || give === undefined) return;
    allow(deployed.timeoutSeconds);
    give(runtimeEvent(deployed, current, now()));
    give = undefined;
  };
  const answer = (requestId: string, outcome: InvocationOutcome): void => {
    if (requestId === current?.requestId && exitReason === undefined) settle(outcome);
  };

  const gone = endOf(child).then((how) => {
    isAlive = false;
    settle(exitReason ?? exited(current, how));
  });

  return {
    gone,
    isIdle: () => isAlive && exitReason === undefined && current === undefined,
    invoke: (event) =>
      new Promise((resolve) => {
        current = { requestId: randomUUID(), event, settle: resolve };
        allow(INIT_TIMEOUT_SECONDS);
        deliver();
      }),
    end: async () => {
      child.kill('SIGTERM');
      const lastResort = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await gone;
      clearTimeout(lastResort);
    },
    calls: {
      next: (giveNext) => {
        give = giveNext;
        deliver();
      },
      succeeded: (requestId, payload) => answer(requestId, { payload }),
      failed: answer,
      initFailed: markForShutdown,
    },
  };
};

const start = ({ folder, variables, logFile }: EnvironmentOptions): ChildProcess => {
  const log = openSync(logFile, 'a');
  try {
    return spawn(process.execPath, [join(import.meta.dirname, 'bootstrap.mjs')], {
      cwd: folder,
      env: variables,
      // Nothing is written to the pipe: that it closes tells the child that this process is no more.
      stdio: ['pipe', log, log],
    });
  } finally {
    closeSync(log);
  }
};

/** Settles when the process has ended, or could not be started, with how: `exit status 7`, `signal: killed`. */
const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.on('error', ({ message }) => {
      if (child.pid === undefined) resolve(message);
    });
    child.on('exit', (status, signal) => resolve(signal === null ? `exit status ${status}` : `signal: ${signal}`));
  });

const runtimeEvent = (deployed: DeployedFunction, { requestId, event }: Invocation, now: Instant): RuntimeEvent => {
  const nowMs = Math.floor(now);
  return {
    headers: {
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(nowMs + deployed.timeoutSeconds * SECOND),
      'lambda-runtime-invoked-function-arn': deployed.arn,
      'lambda-runtime-trace-id': traceId(requestId, nowMs),
      'x-world-now-ms': String(nowMs),
    },
    body: JSON.stringify(event) ?? 'null',
  };
};

/**
 * A trace that is not sampled: tracers work as ever and send nothing to a daemon that is not there.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
const traceId = (requestId: string, nowMs: Instant): string => {
  const digits = requestId.replaceAll('-', '');
  const seconds = Math.floor(nowMs / SECOND)
    .toString(16)
    .padStart(8, '0');
  return `Root=1-${seconds}-${digits.slice(0, 24)};Parent=${digits.slice(0, 16)};Sampled=0`;
};

const timedOut = (invocation: Invocation | undefined, seconds: number): InvocationError => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${invocation?.requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
});

const exited = (invocation: Invocation | undefined, how: string): InvocationError => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `RequestId: ${invocation?.requestId} Error: Runtime exited with error: ${how}`,
});
