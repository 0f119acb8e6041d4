import { LATENCIES } from '../clock/latencies.ts';
import { snsEvent } from './sns-event.ts';
import type { PublishedMessage, Topics, TopicsOptions } from './topics.ts';

/** Stores published messages and delivers them to subscribed functions. Other protocols (e-mail) receive nothing. */
export const createTopics = (options: TopicsOptions): Topics => {
  const { topics, subscriptions, clock, ids, deliver, deliveries } = options;
  const published: PublishedMessage[] = [];

  const passOn = (message: PublishedMessage): void => {
    for (const { topicArn, protocol, endpoint } of subscriptions) {
      if (topicArn !== message.topicArn || protocol !== 'lambda') continue;
      const payload = snsEvent(message, `${topicArn}:${ids.uuid()}`);
      for (let delivery = 1; delivery <= deliveries; delivery += 1) {
        clock.after(delivery * LATENCIES.topicMs, () =>
          deliver({ targetArn: endpoint, payload, principal: 'sns.amazonaws.com', sourceArn: topicArn }),
        );
      }
    }
  };

  return {
    has: (topicArn) => topics.some(({ arn }) => arn === topicArn),
    publish: (contents) => {
      const message = { ...contents, messageId: ids.uuid(), at: clock.now() };
      published.push(message);
      passOn(message);
      return message;
    },
    published: () => published,
  };
};
