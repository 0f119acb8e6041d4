// Unit layer: topics and their subscriptions.
import { SnsNotification } from '#events/schemas/sns-notification.ts';
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import type { Delivery } from '#local-aws/service.ts';
import { createTopics } from '#local-aws/sns/create-topics.ts';
import { arnOf, functionArn } from '#local-aws/stack/account.ts';
import type { DeployedSubscription } from '#local-aws/stack/deployed-stack.ts';
import { runFor, START, someIds } from '../builders.ts';

const TOPIC = arnOf('sns', 'alerts');
const TO_FUNCTION = { topicArn: TOPIC, protocol: 'lambda', endpoint: functionArn('receive-signal') };
const MESSAGE = { topicArn: TOPIC, subject: 'down', message: '{"AlarmName":"x"}', attributes: { kind: 'escalated' } };

const topicsWith = (subscription: DeployedSubscription, deliveries = 1) => {
  const clock = createVirtualClock(START);
  const delivered: Delivery[] = [];
  const topics = createTopics({
    topics: [{ name: 'alerts', arn: TOPIC }],
    subscriptions: [subscription],
    clock,
    ids: someIds(),
    deliveries,
    deliver: (delivery) => delivered.push(delivery),
  });
  return { clock, topics, delivered };
};

it('a topic stores the published messages with their time and an id of their own', () => {
  const { topics } = topicsWith(TO_FUNCTION);
  const [first, second] = [topics.publish(MESSAGE), topics.publish(MESSAGE)];
  expect(topics.published()).toEqual([first, second].map(({ messageId }) => ({ ...MESSAGE, messageId, at: START })));
  expect(first.messageId).not.toBe(second.messageId);
  expect([topics.has(TOPIC), topics.has(`${TOPIC}-2`)]).toEqual([true, false]);
});

it('a topic delivers a message to functions in the format of SNS, as many times as configured', async () => {
  const { clock, topics, delivered } = topicsWith(TO_FUNCTION, 2);
  const { messageId } = topics.publish(MESSAGE);
  await runFor(clock, 1);
  const [delivery, again] = delivered;
  expect(again).toEqual(delivery);
  expect(delivery).toMatchObject({
    targetArn: TO_FUNCTION.endpoint,
    principal: 'sns.amazonaws.com',
    sourceArn: TOPIC,
    payload: {
      Records: [
        {
          EventSource: 'aws:sns',
          EventSubscriptionArn: expect.stringContaining(`${TOPIC}:`),
          Sns: {
            Type: 'Notification',
            MessageId: messageId,
            TopicArn: TOPIC,
            Subject: 'down',
            Message: '{"AlarmName":"x"}',
            Timestamp: '2026-11-23T10:00:00.000Z',
            MessageAttributes: { kind: { Type: 'String', Value: 'escalated' } },
          },
        },
      ],
    },
  });
  expect(SnsNotification.safeParse(delivery?.payload).success).toBe(true);
});

it('a message without a subject has the subject null', async () => {
  const { clock, topics, delivered } = topicsWith(TO_FUNCTION);
  topics.publish({ topicArn: TOPIC, message: 'x', attributes: {} });
  await runFor(clock, 1);
  expect(delivered[0]?.payload).toMatchObject({ Records: [{ Sns: { Subject: null } }] });
});

it.each([
  { kind: 'by e-mail', subscription: { ...TO_FUNCTION, protocol: 'email' } },
  { kind: 'of another topic', subscription: { ...TO_FUNCTION, topicArn: `${TOPIC}-2` } },
])('a topic delivers nothing to a subscription $kind', async ({ subscription }) => {
  const { clock, topics, delivered } = topicsWith(subscription);
  topics.publish(MESSAGE);
  await runFor(clock, 1);
  expect(delivered).toEqual([]);
});
