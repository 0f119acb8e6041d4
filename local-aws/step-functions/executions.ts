import type { Instant } from '#shared/domain/model/time.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';

export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly input: string;
  readonly startedAt: Instant;
  readonly status: ExecutionStatus;
  readonly stoppedAt?: Instant;
  readonly output?: string;
  /** The error that ended it, under the name that the state or function gave it. */
  readonly error?: { readonly name: string; readonly cause: string };
  /** The Task states that were entered, in order. */
  readonly states: readonly { readonly name: string; readonly at: Instant }[];
}

export interface StartRequest {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: string;
}

export interface Executions {
  /** Throws StateMachineDoesNotExist, InvalidExecutionInput or ExecutionAlreadyExists, as AWS does. */
  readonly start: (request: StartRequest) => Execution;
  readonly find: (arn: string) => Execution | undefined;
  /** All executions since the beginning, oldest first. */
  readonly all: () => readonly Execution[];
}
