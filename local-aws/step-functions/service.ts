import type { Random } from '../clock/random.ts';
import type { Invoker } from '../lambda/invoker.ts';
import type { Service, ServiceContext } from '../service.ts';
import { createExecutions } from './create-executions.ts';
import type { Executions } from './executions.ts';
import { stepFunctionsOperations } from './operations.ts';
import { loadStatesEngine } from './states-engine.ts';

export interface StepFunctions extends Service {
  readonly executions: Executions;
}

export interface StepFunctionsOptions {
  readonly invoker: Invoker;
  readonly random: Random;
}

export const createStepFunctions = (
  { stack, clock, ids, emit, authorize }: ServiceContext,
  { invoker, random }: StepFunctionsOptions,
): StepFunctions => {
  const executions = createExecutions({
    machines: stack.stateMachines,
    engine: loadStatesEngine(clock, random),
    clock,
    invoker,
    emit,
    authorizeInvoke: (role, FunctionName) => authorize(role, 'lambda', 'Invoke', { FunctionName }),
  });
  return { name: 'stepfunctions', executions, operations: stepFunctionsOperations(executions, ids) };
};
