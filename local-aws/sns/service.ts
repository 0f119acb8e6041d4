import type { Service, ServiceContext } from '../service.ts';
import { snsOperations } from './operations.ts';
import { createTopics, type Topics } from './topics.ts';

export interface Sns extends Service {
  readonly published: Topics['published'];
}

export const createSns = ({ stack, ...context }: ServiceContext): Sns => {
  const topics = createTopics(stack.topics, context);
  return {
    name: 'sns',
    operations: snsOperations(topics),
    published: topics.published,
    accept: ({ targetArn, payload }) => {
      topics.publish({ topicArn: targetArn, message: JSON.stringify(payload), attributes: {} });
    },
  };
};
