import { toIso } from '#shared/domain/model/time.ts';
import type { PublishedMessage } from './topics.ts';

/** The event of a function that is subscribed to a topic: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export const snsEvent = (published: PublishedMessage, subscriptionArn: string) => ({
  Records: [
    {
      EventVersion: '1.0',
      EventSubscriptionArn: subscriptionArn,
      EventSource: 'aws:sns',
      Sns: {
        SignatureVersion: '1',
        Timestamp: toIso(published.at),
        Signature: 'LOCAL',
        SigningCertUrl: 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService.pem',
        MessageId: published.messageId,
        Message: published.message,
        MessageAttributes: attributesOf(published),
        Type: 'Notification',
        UnsubscribeUrl: `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
        TopicArn: published.topicArn,
        Subject: published.subject ?? null,
      },
    },
  ],
});

const attributesOf = ({ attributes }: PublishedMessage) =>
  Object.fromEntries(Object.entries(attributes).map(([name, Value]) => [name, { Type: 'String', Value }]));
