import type { WorldClock } from './clock/clock.ts';
import type { Ids } from './clock/ids.ts';
import type { Random } from './clock/random.ts';
import { cloudwatchAlarmsOperations } from './cloudwatch/alarm-operations.ts';
import { createAlarms, type QueryMetrics } from './cloudwatch/alarms.ts';
import { createEventBus, type Delivery } from './eventbridge/event-bus.ts';
import { createEnvelopeMaker, type EventEnvelope } from './eventbridge/event-envelope.ts';
import { onSchedule } from './eventbridge/schedule.ts';
import { createInvokePermissions, type Refusal } from './iam/permissions.ts';
import { createInvoker, type FunctionCounters, type FunctionRuntime } from './lambda/invoker.ts';
import { lambdaOperations } from './lambda/operations.ts';
import type { Caller, Operations } from './operation.ts';
import { snsOperations } from './sns/operations.ts';
import { createTopics, type PublishedMessage } from './sns/topics.ts';
import { sqsOperations } from './sqs/operations.ts';
import { startQueuePoller } from './sqs/queue-poller.ts';
import { createQueues, type Queue, type QueueDepth } from './sqs/queues.ts';
import { functionNameOf, serviceOf } from './stack/account.ts';
import type { DeployedStack } from './stack/deployed-stack.ts';
import { createExecutions, type Execution } from './step-functions/executions.ts';
import { stepFunctionsOperations } from './step-functions/operations.ts';
import { loadStatesEngine } from './step-functions/states-engine.ts';

/** One call, as IAM is asked about it. */
export interface AuthorizedCall {
  readonly caller: Caller;
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

export interface PlatformOptions {
  readonly stack: DeployedStack;
  readonly clock: WorldClock;
  readonly random: Random;
  readonly ids: Ids;
  readonly runtime: FunctionRuntime;
  readonly query: QueryMetrics;
  /** Throws AccessDeniedException when the caller's role does not allow the call. */
  readonly authorize: (call: AuthorizedCall) => void;
  /** How often every event and message is delivered; AWS promises at least once. */
  readonly deliveries?: number;
}

/** What AWS runs for a deployed stack: event bus, schedules, queues, topics, functions, state machines, alarms. */
export interface Platform {
  readonly operations: Operations;
  readonly emit: (event: EventEnvelope) => void;
  readonly executions: () => readonly Execution[];
  readonly published: () => readonly PublishedMessage[];
  readonly counters: () => Readonly<Record<string, FunctionCounters>>;
  /** By the queue's name. */
  readonly queueDepths: () => Readonly<Record<string, QueueDepth>>;
  /** Invocations for which no permission was deployed. */
  readonly refusals: () => readonly Refusal[];
  /** Lets schedules, alarms and queues begin. Throws when a role lacks what its event source or destination needs. */
  readonly start: () => void;
}

/** Puts the parts together; nothing happens by itself before `start`. */
export const createPlatform = (options: PlatformOptions): Platform => {
  const { stack, clock, random, ids, runtime, query, authorize, deliveries = 1 } = options;
  const as = (role: string, service: string, operation: string, input: unknown): void =>
    authorize({ caller: { role }, service, operation, input });

  const queues = createQueues(stack.queues, { clock, ids });
  const requireQueue = (arn: string, what: string): Queue => {
    const queue = queues.byArn(arn);
    if (queue === undefined) throw new Error(`${arn} is ${what}, but no queue that the template deploys`);
    return queue;
  };
  const permissions = createInvokePermissions(stack.permissions);
  const invoker = createInvoker({
    functions: stack.functions,
    runtime,
    clock,
    ids,
    sendToDestination: (arn, body) => requireQueue(arn, 'a destination').send(body),
  });
  const topics = createTopics({ ...stack, clock, ids, deliver, deliveries });
  const bus = createEventBus({ rules: stack.rules, clock, deliver, deliveries });
  const envelope = createEnvelopeMaker(clock, ids);
  const emit: Platform['emit'] = (event) => bus.emit(event);
  const executions = createExecutions({
    machines: stack.stateMachines,
    engine: loadStatesEngine(clock, random),
    clock,
    invoker,
    emit: (contents) => emit(envelope(contents)),
    authorizeInvoke: (role, FunctionName) => as(role, 'lambda', 'Invoke', { FunctionName }),
  });
  const alarms = createAlarms({
    alarms: stack.alarms,
    clock,
    query,
    emit: (contents) => emit(envelope(contents)),
    deliver,
  });

  function deliver({ targetArn, payload, principal, sourceArn }: Delivery): void {
    const service = serviceOf(targetArn);
    if (service === 'lambda') {
      const functionName = functionNameOf(targetArn);
      if (permissions.allow({ functionName, principal, sourceArn })) invoker.accept(functionName, payload);
    } else if (service === 'sqs') requireQueue(targetArn, `a target of ${sourceArn}`).send(JSON.stringify(payload));
    else if (service === 'sns')
      topics.publish({ topicArn: targetArn, message: JSON.stringify(payload), attributes: {} });
    else throw new Error(`the local world delivers to functions, queues and topics, not to ${targetArn}`);
  }

  const checkDestinations = (): void => {
    for (const { name, roleName, deadLetterArn, onFailureArn } of stack.functions) {
      for (const arn of [deadLetterArn, onFailureArn]) {
        if (arn === undefined) continue;
        const { url } = requireQueue(arn, `where the failures of ${name} go`).deployed;
        as(roleName, 'sqs', 'SendMessage', { QueueUrl: url });
      }
    }
  };
  const feedFromQueues = (): void => {
    for (const mapping of stack.eventSourceMappings) {
      const queue = requireQueue(mapping.queueArn, `what ${mapping.functionName} is to be fed from`);
      const { roleName } = invoker.find(mapping.functionName);
      for (const operation of ['ReceiveMessage', 'DeleteMessage'])
        as(roleName, 'sqs', operation, { QueueUrl: queue.deployed.url });
      startQueuePoller({ mapping, queue, invoker, clock });
    }
  };
  const startSchedules = (): void => {
    for (const rule of stack.rules) {
      if (rule.schedule === undefined || !rule.enabled) continue;
      onSchedule(clock, rule.schedule, () =>
        bus.trigger(
          rule,
          envelope({ detailType: 'Scheduled Event', source: 'aws.events', resources: [rule.arn], detail: {} }),
        ),
      );
    }
  };

  return {
    operations: {
      lambda: lambdaOperations(invoker),
      sns: snsOperations(topics),
      sqs: sqsOperations(queues),
      stepfunctions: stepFunctionsOperations(executions, ids),
      cloudwatch: cloudwatchAlarmsOperations(alarms),
    },
    emit,
    executions: executions.all,
    published: topics.published,
    counters: invoker.counters,
    queueDepths: () => Object.fromEntries(queues.all.map((queue) => [queue.deployed.name, queue.depth()])),
    refusals: permissions.refusals,
    start: () => {
      checkDestinations();
      feedFromQueues();
      startSchedules();
      alarms.start();
    },
  };
};
