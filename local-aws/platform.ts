import type { WorldClock } from './clock/clock.ts';
import type { Ids } from './clock/ids.ts';
import type { Random } from './clock/random.ts';
import type { QueryMetrics } from './cloudwatch/evaluate.ts';
import { createCloudWatch } from './cloudwatch/service.ts';
import { createEnvelopeMaker, type EventEnvelope } from './eventbridge/event-envelope.ts';
import { createEventBridge } from './eventbridge/service.ts';
import type { Refusal } from './iam/permissions.ts';
import type { FunctionCounters } from './lambda/counters.ts';
import type { FunctionRuntime } from './lambda/invoker.ts';
import { createLambda } from './lambda/service.ts';
import type { Call, Operations } from './operation.ts';
import type { Deliver, Delivery, Service, ServiceContext } from './service.ts';
import { createSns } from './sns/service.ts';
import type { PublishedMessage } from './sns/topics.ts';
import type { QueueDepth } from './sqs/queue.ts';
import { createSqs } from './sqs/service.ts';
import { serviceOf } from './stack/account.ts';
import type { DeployedStack } from './stack/deployed-stack.ts';
import type { Execution } from './step-functions/executions.ts';
import { createStepFunctions } from './step-functions/service.ts';

export interface PlatformOptions {
  readonly stack: DeployedStack;
  readonly clock: WorldClock;
  readonly random: Random;
  readonly ids: Ids;
  readonly runtime: FunctionRuntime;
  readonly query: QueryMetrics;
  /** Throws AccessDeniedException when the caller's role does not allow the call. */
  readonly authorize: (call: Call) => void;
  /** Deliveries of each event (1 by default); EventBridge promises at least one. */
  readonly deliveries?: number;
}

/** The services that run a deployed stack: event bus, queues, topics, functions, state machines, alarms. */
export interface Platform {
  readonly operations: Operations;
  /** Puts an event on the default event bus. */
  readonly emit: (event: EventEnvelope) => void;
  readonly executions: () => readonly Execution[];
  readonly published: () => readonly PublishedMessage[];
  readonly counters: () => Readonly<Record<string, FunctionCounters>>;
  /** By the queue's name. */
  readonly queueDepths: () => Readonly<Record<string, QueueDepth>>;
  /** Invocations for which no permission is deployed. */
  readonly refusals: () => readonly Refusal[];
  /** Starts schedules, alarms and queue pollers. Throws when a role lacks a permission that one of them needs. */
  readonly start: () => void;
}

/** Creates the services of a stack. Nothing happens by itself before `start`. */
export const createPlatform = (options: PlatformOptions): Platform => {
  const { runtime, random, query } = options;
  const context = contextOf(options, {
    deliver: (delivery) => deliverTo(services, delivery),
    emit: (event) => eventBridge.emit(event),
  });
  const sqs = createSqs(context);
  const sns = createSns(context);
  const lambda = createLambda(context, { runtime, queues: sqs.queues });
  const eventBridge = createEventBridge(context);
  const stepFunctions = createStepFunctions(context, { invoker: lambda.invoker, random });
  const cloudWatch = createCloudWatch(context, query);
  const services: readonly Service[] = [sqs, sns, lambda, eventBridge, stepFunctions, cloudWatch];

  return {
    operations: Object.fromEntries(services.map(({ name, operations }) => [name, operations])),
    emit: eventBridge.emit,
    executions: stepFunctions.executions.all,
    published: sns.published,
    counters: lambda.invoker.counters,
    queueDepths: sqs.depths,
    refusals: lambda.refusals,
    start: () => {
      for (const { start } of services) start?.();
    },
  };
};

interface Connections {
  readonly deliver: Deliver;
  readonly emit: (event: EventEnvelope) => void;
}

const contextOf = (
  { stack, clock, ids, authorize, deliveries = 1 }: PlatformOptions,
  { deliver, emit }: Connections,
): ServiceContext => {
  const envelope = createEnvelopeMaker(clock, ids);
  return {
    stack,
    clock,
    ids,
    deliveries,
    deliver,
    emit: (contents) => emit(envelope(contents)),
    authorize: (role, service, operation, input) => authorize({ caller: { role }, service, operation, input }),
  };
};

const deliverTo = (services: readonly Service[], delivery: Delivery): void => {
  const { targetArn, sourceArn } = delivery;
  const accept = services.find(({ name }) => name === serviceOf(targetArn))?.accept;
  if (accept === undefined)
    throw new Error(`${sourceArn} cannot deliver to ${targetArn}; only functions, queues and topics are supported.`);
  accept(delivery);
};
