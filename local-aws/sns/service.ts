import type { Service, ServiceContext } from '../service.ts';
import { createTopics } from './create-topics.ts';
import { snsOperations } from './operations.ts';
import type { Topics } from './topics.ts';

export interface Sns extends Service {
  readonly published: Topics['published'];
}

export const createSns = ({ stack, ...context }: ServiceContext): Sns => {
  const topics = createTopics({ topics: stack.topics, subscriptions: stack.subscriptions, ...context });
  return {
    name: 'sns',
    operations: snsOperations(topics),
    published: topics.published,
    accept: ({ targetArn, payload }) => {
      topics.publish({ topicArn: targetArn, message: JSON.stringify(payload), attributes: {} });
    },
  };
};
