import type { Service, ServiceContext } from '../service.ts';
import { sqsOperations } from './operations.ts';
import type { QueueDepth } from './queue.ts';
import { createQueues, type Queues } from './queues.ts';

export interface Sqs extends Service {
  readonly queues: Queues;
  /** By the queue's name. */
  readonly depths: () => Readonly<Record<string, QueueDepth>>;
}

export const createSqs = ({ stack, ...context }: ServiceContext): Sqs => {
  const queues = createQueues(stack.queues, context);
  return {
    name: 'sqs',
    queues,
    operations: sqsOperations(queues),
    depths: () => Object.fromEntries(queues.all.map(({ deployed, depth }) => [deployed.name, depth()])),
    accept: ({ targetArn, payload, sourceArn }) => {
      queues.require(targetArn, `a target of ${sourceArn}`).send(JSON.stringify(payload));
    },
  };
};
