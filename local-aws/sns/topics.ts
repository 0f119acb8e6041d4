import { type Instant, toIso } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import type { Ids } from '../clock/ids.ts';
import { LATENCIES } from '../clock/latencies.ts';
import type { Deliver } from '../eventbridge/event-bus.ts';
import type { DeployedSubscription, DeployedTopic } from '../stack/deployed-stack.ts';

export interface PublishedMessage {
  readonly topicArn: string;
  readonly messageId: string;
  readonly subject?: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly at: Instant;
}

export interface Topics {
  readonly has: (topicArn: string) => boolean;
  readonly publish: (message: Omit<PublishedMessage, 'messageId' | 'at'>) => PublishedMessage;
  /** Everything ever published, oldest first. */
  readonly published: () => readonly PublishedMessage[];
}

export interface TopicsOptions {
  readonly topics: readonly DeployedTopic[];
  readonly subscriptions: readonly DeployedSubscription[];
  readonly clock: WorldClock;
  readonly ids: Ids;
  readonly deliver: Deliver;
  /** How often each message reaches each function; SNS promises at least once. */
  readonly deliveries: number;
}

/** Topics that keep what was published and pass it on to subscribed functions; e-mail and the like end here. */
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

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
const snsEvent = (message: PublishedMessage, subscriptionArn: string) => ({
  Records: [
    {
      EventVersion: '1.0',
      EventSubscriptionArn: subscriptionArn,
      EventSource: 'aws:sns',
      Sns: {
        SignatureVersion: '1',
        Timestamp: toIso(message.at),
        Signature: 'LOCAL',
        SigningCertUrl: 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService.pem',
        MessageId: message.messageId,
        Message: message.message,
        MessageAttributes: attributesOf(message),
        Type: 'Notification',
        UnsubscribeUrl: `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
        TopicArn: message.topicArn,
        Subject: message.subject ?? null,
      },
    },
  ],
});

const attributesOf = ({ attributes }: PublishedMessage) =>
  Object.fromEntries(Object.entries(attributes).map(([name, Value]) => [name, { Type: 'String', Value }]));
