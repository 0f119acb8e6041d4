import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import { LATENCIES } from '../clock/latencies.ts';
import { wakeAfter } from '../clock/pause.ts';
import type { EventContents } from '../eventbridge/event-envelope.ts';
import { failed, type Invoker } from '../lambda/invoker.ts';
import { AwsError } from '../operation.ts';
import type { DeployedStateMachine } from '../stack/deployed-stack.ts';
import type { StateMachineDefinition, StatesEngine } from './states-engine.ts';

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
  /** The error that ended it, under the name that the state or function gave it, with what it says. */
  readonly error?: { readonly name: string; readonly cause: string };
  /** The Task states that were entered, in order. */
  readonly states: readonly { readonly name: string; readonly at: Instant }[];
}

export interface Executions {
  /** Throws StateMachineDoesNotExist, InvalidExecutionInput and ExecutionAlreadyExists, as AWS does. */
  readonly start: (request: { stateMachineArn: string; name: string; input: string }) => Execution;
  readonly find: (arn: string) => Execution | undefined;
  /** All that were ever started, oldest first. */
  readonly all: () => readonly Execution[];
}

export interface ExecutionsOptions {
  readonly machines: readonly DeployedStateMachine[];
  readonly engine: StatesEngine;
  readonly clock: WorldClock;
  readonly invoker: Invoker;
  readonly emit: (contents: EventContents) => void;
  /** Throws when the role may not invoke the function. */
  readonly authorizeInvoke: (roleName: string, functionArn: string) => void;
}

/** Runs the deployed state machines on the world's clock; every Task state is an invocation of the function that it names. */
export const createExecutions = (options: ExecutionsOptions): Executions => {
  const { machines, engine, clock, invoker, emit, authorizeInvoke } = options;
  const executions = new Map<string, Execution>();

  const change = (arn: string, changes: Partial<Execution>): void => {
    const known = executions.get(arn);
    if (known !== undefined) executions.set(arn, { ...known, ...changes });
  };
  const enter = (arn: string, name: string): void =>
    change(arn, { states: [...(executions.get(arn)?.states ?? []), { name, at: clock.now() }] });
  const announce = (arn: string): void => {
    const execution = executions.get(arn);
    if (execution) emit(statusChange(execution));
  };

  const runTask = async (machine: DeployedStateMachine, arn: string, task: Task, input: unknown): Promise<unknown> => {
    enter(arn, task.state);
    authorizeInvoke(machine.roleName, task.functionArn);
    const answer = await invoker.invoke(task.functionArn, input);
    if (answer === 'throttled') throw named('Lambda.TooManyRequestsException', `${task.functionArn} is throttled`);
    if (failed(answer)) throw named(answer.errorType, answer.errorMessage);
    return answer.payload;
  };

  const run = async (machine: DeployedStateMachine, { arn, input }: Execution): Promise<void> => {
    const definition = machine.definition as StateNode;
    const deadline = clock.now() + (definition.TimeoutSeconds ?? Number.POSITIVE_INFINITY) * SECOND;
    const handlers = tasksOf(definition).map((task) => [
      task.state,
      (given: unknown) => (clock.now() < deadline ? runTask(machine, arn, task, given) : NEVER),
    ]);
    const engineRun = new engine.StateMachine(machine.definition as StateMachineDefinition, ENGINE_OPTIONS).run(
      JSON.parse(input),
      {
        overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
      },
    );
    const end = await engineRun.result.then(
      (output): Partial<Execution> => ({ status: 'SUCCEEDED', output: JSON.stringify(output) }),
      failureOf,
    );
    change(arn, { ...end, stoppedAt: clock.now() });
    announce(arn);
  };

  return {
    all: () => [...executions.values()],
    find: (arn) => executions.get(arn),
    start: ({ stateMachineArn, name, input }) => {
      const machine = machines.find((candidate) => candidate.arn === stateMachineArn);
      if (machine === undefined)
        throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
      requireJson(input);
      const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      const known = executions.get(arn);
      if (known?.status === 'RUNNING' && known.input === input) return known;
      if (known !== undefined) throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
      const execution: Execution = {
        arn,
        name,
        stateMachineArn,
        input,
        startedAt: clock.now(),
        status: 'RUNNING',
        states: [],
      };
      executions.set(arn, execution);
      announce(arn);
      wakeAfter(clock, LATENCIES.executionStartMs, () => void run(machine, execution));
      return execution;
    },
  };
};

/** Definitions are validated when the project is checked; doing it at every start would cost more than all the rest. */
const ENGINE_OPTIONS = { validationOptions: { noValidate: true } } as const;

/** The engine retries on, without a pause, in an execution whose time is up; AWS invokes nothing any more. */
const NEVER = new Promise<never>(() => {});

interface Task {
  readonly state: string;
  readonly functionArn: string;
}

/** As much of the Amazon States Language as tells which Task states there are and how long the whole may take. */
interface StateNode {
  readonly Type?: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly States?: Readonly<Record<string, StateNode>>;
  readonly Branches?: readonly StateNode[];
  readonly ItemProcessor?: StateNode;
}

/** All Task states, those within Parallel and Map too: the engine would call AWS for one that it was given no handler for. */
const tasksOf = ({ States = {} }: StateNode): readonly Task[] =>
  Object.entries(States).flatMap(([state, { Type, Resource, Branches = [], ItemProcessor = {} }]) =>
    Type === 'Task' && Resource ? [{ state, functionArn: Resource }] : [...Branches, ItemProcessor].flatMap(tasksOf),
  );

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** The engine has an error of its own for a spent time limit of the whole; every other wraps what really happened. */
const failureOf = (error: Error): Partial<Execution> => {
  if (error.name === 'ExecutionTimeoutError') {
    return { status: 'TIMED_OUT', error: { name: 'States.Timeout', cause: error.message } };
  }
  const { name, message } = error.cause as Error;
  return { status: 'FAILED', error: { name, cause: message } };
};

const requireJson = (input: string): void => {
  try {
    JSON.parse(input);
  } catch {
    throw new AwsError('InvalidExecutionInput', 'Invalid State Machine Execution Input: not JSON');
  }
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
const statusChange = (execution: Execution): EventContents => ({
  detailType: 'Step Functions Execution Status Change',
  source: 'aws.states',
  resources: [execution.arn],
  detail: {
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startedAt,
    stopDate: execution.stoppedAt ?? null,
    input: execution.input,
    inputDetails: { included: true },
    output: execution.output ?? null,
    outputDetails: execution.output === undefined ? null : { included: true },
    error: execution.error?.name ?? null,
    cause: execution.error?.cause ?? null,
  },
});
