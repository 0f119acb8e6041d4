import { SECOND } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import { failed, type Invoker } from '../lambda/invoker.ts';
import type { DeployedStateMachine } from '../stack/deployed-stack.ts';
import { type StateNode, type Task, tasksOf } from './definition.ts';
import type { Execution } from './executions.ts';
import type { StateMachineDefinition, StatesEngine } from './states-engine.ts';

export interface RunOptions {
  readonly engine: StatesEngine;
  readonly clock: WorldClock;
  readonly invoker: Invoker;
  /** Throws when the role may not invoke the function. */
  readonly authorizeInvoke: (roleName: string, functionArn: string) => void;
  /** Reports that a Task state was entered. */
  readonly onTask: (name: string) => void;
}

export type ExecutionEnd = Pick<Execution, 'status' | 'output' | 'error'>;

/** Skips the validation at every start, which would take most of the time. Definitions are validated in the checks of the project. */
const ENGINE_OPTIONS = { validationOptions: { noValidate: true } } as const;

/** Never settles: the engine goes on with retries after an execution has timed out, but AWS invokes no function then. */
const NEVER = new Promise<never>(() => {});

/** Runs a state machine to its end. Each Task state invokes the function that it names. */
export const runExecution = async (
  options: RunOptions,
  machine: DeployedStateMachine,
  input: string,
): Promise<ExecutionEnd> => {
  const { engine, clock } = options;
  const definition = machine.definition as StateNode & StateMachineDefinition;
  const deadline = clock.now() + (definition.TimeoutSeconds ?? Number.POSITIVE_INFINITY) * SECOND;
  const handlers = tasksOf(definition).map((task) => [
    task.state,
    (given: unknown) => (clock.now() < deadline ? runTask(options, machine, task, given) : NEVER),
  ]);
  const { result } = new engine.StateMachine(definition, ENGINE_OPTIONS).run(JSON.parse(input), {
    overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
  });
  return result.then((output): ExecutionEnd => ({ status: 'SUCCEEDED', output: JSON.stringify(output) }), failureOf);
};

const runTask = async (
  { invoker, authorizeInvoke, onTask }: RunOptions,
  { roleName }: DeployedStateMachine,
  { state, functionArn }: Task,
  input: unknown,
): Promise<unknown> => {
  onTask(state);
  authorizeInvoke(roleName, functionArn);
  const answer = await invoker.invoke(functionArn, input);
  if (answer === 'throttled') throw namedError('Lambda.TooManyRequestsException', `${functionArn} is throttled`);
  if (failed(answer)) throw namedError(answer.errorType, answer.errorMessage);
  return answer.payload;
};

const namedError = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** Reads the engine's error: its own kind for a time-out of the whole execution, else a wrapper around the cause. */
const failureOf = (error: Error): ExecutionEnd => {
  if (error.name === 'ExecutionTimeoutError')
    return { status: 'TIMED_OUT', error: { name: 'States.Timeout', cause: error.message } };
  const { name, message } = error.cause as Error;
  return { status: 'FAILED', error: { name, cause: message } };
};
