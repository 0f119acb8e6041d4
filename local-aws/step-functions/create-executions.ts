import { LATENCIES } from '../clock/latencies.ts';
import { wakeAfter } from '../clock/pause.ts';
import type { EventContents } from '../eventbridge/event-envelope.ts';
import { AwsError } from '../operation.ts';
import type { DeployedStateMachine } from '../stack/deployed-stack.ts';
import type { Execution, Executions } from './executions.ts';
import { type RunOptions, runExecution } from './run-execution.ts';
import { statusChange } from './status-change.ts';

export interface ExecutionsOptions extends Omit<RunOptions, 'onTask'> {
  readonly machines: readonly DeployedStateMachine[];
  readonly emit: (contents: EventContents) => void;
}

/** Creates the executions of the deployed state machines, which run on the clock and announce their changes of status. */
export const createExecutions = (options: ExecutionsOptions): Executions => {
  const { machines, clock, emit } = options;
  const executions = new Map<string, Execution>();
  const change = (execution: Execution): void => {
    executions.set(execution.arn, execution);
    emit(statusChange(execution));
  };
  const enter = (arn: string, name: string): void => {
    const known = executions.get(arn);
    if (known) executions.set(arn, { ...known, states: [...known.states, { name, at: clock.now() }] });
  };
  const run = async (machine: DeployedStateMachine, started: Execution): Promise<void> => {
    const onTask = (state: string): void => enter(started.arn, state);
    const end = await runExecution({ ...options, onTask }, machine, started.input);
    change({ ...started, ...executions.get(started.arn), ...end, stoppedAt: clock.now() });
  };

  return {
    all: () => [...executions.values()],
    find: (arn) => executions.get(arn),
    start: (request) => {
      const machine = requireMachine(machines, request.stateMachineArn);
      requireJson(request.input);
      const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${request.name}`;
      const known = executions.get(arn);
      if (known?.status === 'RUNNING' && known.input === request.input) return known;
      if (known !== undefined) throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
      const execution: Execution = { ...request, arn, startedAt: clock.now(), status: 'RUNNING', states: [] };
      change(execution);
      wakeAfter(clock, LATENCIES.executionStartMs, () => void run(machine, execution));
      return execution;
    },
  };
};

const requireMachine = (machines: readonly DeployedStateMachine[], arn: string): DeployedStateMachine => {
  const machine = machines.find((candidate) => candidate.arn === arn);
  if (machine) return machine;
  throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
};

const requireJson = (input: string): void => {
  try {
    JSON.parse(input);
  } catch {
    throw new AwsError('InvalidExecutionInput', 'Invalid State Machine Execution Input: not JSON');
  }
};
