import { createInvokePermissions, type Refusal } from '../iam/permissions.ts';
import type { Service, ServiceContext } from '../service.ts';
import type { Queues } from '../sqs/queues.ts';
import { functionNameOf } from '../stack/account.ts';
import { createInvoker } from './create-invoker.ts';
import type { FunctionRuntime, Invoker } from './invoker.ts';
import { lambdaOperations } from './operations.ts';
import { startQueuePoller } from './queue-poller.ts';

export interface Lambda extends Service {
  readonly invoker: Invoker;
  /** Invocations for which no permission is deployed. */
  readonly refusals: () => readonly Refusal[];
}

export interface LambdaOptions {
  readonly runtime: FunctionRuntime;
  readonly queues: Queues;
}

export const createLambda = (context: ServiceContext, { runtime, queues }: LambdaOptions): Lambda => {
  const { stack, clock, ids } = context;
  const permissions = createInvokePermissions(stack.permissions);
  const invoker = createInvoker({
    functions: stack.functions,
    runtime,
    clock,
    ids,
    sendToDestination: (arn, body) => queues.require(arn, 'an on-failure destination').send(body),
  });
  return {
    name: 'lambda',
    invoker,
    operations: lambdaOperations(invoker),
    refusals: permissions.refusals,
    accept: ({ targetArn, payload, principal, sourceArn }) => {
      const functionName = functionNameOf(targetArn);
      if (permissions.allow({ functionName, principal, sourceArn })) invoker.accept(functionName, payload);
    },
    start: () => {
      checkDestinations(context, queues);
      startEventSourceMappings(context, queues, invoker);
    },
  };
};

const checkDestinations = ({ stack, authorize }: ServiceContext, queues: Queues): void => {
  for (const { name, roleName, onFailureArn } of stack.functions) {
    if (onFailureArn === undefined) continue;
    const { url } = queues.require(onFailureArn, `the on-failure destination of ${name}`).deployed;
    authorize(roleName, 'sqs', 'SendMessage', { QueueUrl: url });
  }
};

const startEventSourceMappings = (
  { stack, clock, authorize }: ServiceContext,
  queues: Queues,
  invoker: Invoker,
): void => {
  for (const mapping of stack.eventSourceMappings) {
    const queue = queues.require(mapping.queueArn, `the event source of ${mapping.functionName}`);
    const { roleName } = invoker.find(mapping.functionName);
    for (const operation of ['ReceiveMessage', 'DeleteMessage'])
      authorize(roleName, 'sqs', operation, { QueueUrl: queue.deployed.url });
    startQueuePoller({ mapping, queue, invoker, clock });
  }
};
