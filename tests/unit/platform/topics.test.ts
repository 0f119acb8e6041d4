// Unit layer: topics and what reaches their subscribers.
import { SnsNotification } from '#events/schemas/sns-notification.ts';
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import type { Delivery } from '#local-aws/eventbridge/event-bus.ts';
import { createTopics } from '#local-aws/sns/topics.ts';
import type { DeployedSubscription } from '#local-aws/stack/deployed-stack.ts';
import { runFor, START, someIds } from './parts.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:receive-signal';

const topicsWith = (subscriptions: readonly DeployedSubscription[], deliveries = 1) => {
  const clock = createVirtualClock(START);
  const delivered: Delivery[] = [];
  const topics = createTopics({
    topics: [{ name: 'alerts', arn: TOPIC }],
    subscriptions,
    clock,
    ids: someIds(),
    deliveries,
    deliver: (delivery) => delivered.push(delivery),
  });
  return { clock, topics, delivered };
};

const contents = { topicArn: TOPIC, subject: 'down', message: '{"AlarmName":"x"}', attributes: { kind: 'escalated' } };

describe('a topic', () => {
  it('keeps what was published, with its time and an id of its own', () => {
    const { topics } = topicsWith([]);
    const first = topics.publish(contents);
    const second = topics.publish(contents);
    expect(topics.published()).toEqual([
      { ...contents, messageId: first.messageId, at: START },
      { ...contents, messageId: second.messageId, at: START },
    ]);
    expect(first.messageId).not.toBe(second.messageId);
  });

  it.each([
    { arn: TOPIC, there: true },
    { arn: `${TOPIC}-2`, there: false },
  ])('$arn is there: $there', ({ arn, there }) => {
    expect(topicsWith([]).topics.has(arn)).toBe(there);
  });

  it('passes messages on to functions, in the shape of SNS, as often as it is told', async () => {
    const { clock, topics, delivered } = topicsWith([{ topicArn: TOPIC, protocol: 'lambda', endpoint: FUNCTION }], 2);
    const { messageId } = topics.publish(contents);
    await runFor(clock, 1);
    expect(delivered).toHaveLength(2);
    expect(delivered[1]).toEqual(delivered[0]);
    expect(delivered[0]).toMatchObject({ targetArn: FUNCTION, principal: 'sns.amazonaws.com', sourceArn: TOPIC });
    const [record] = (delivered[0] as { readonly payload: { readonly Records: readonly unknown[] } }).payload.Records;
    expect(record).toMatchObject({
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
    });
    expect(SnsNotification.safeParse(delivered[0]?.payload).success).toBe(true);
  });

  it('writes null where a message has no subject', async () => {
    const { clock, topics, delivered } = topicsWith([{ topicArn: TOPIC, protocol: 'lambda', endpoint: FUNCTION }]);
    topics.publish({ topicArn: TOPIC, message: 'x', attributes: {} });
    await runFor(clock, 1);
    expect(delivered[0]?.payload).toMatchObject({ Records: [{ Sns: { Subject: null } }] });
  });

  it.each([
    { who: 'subscribers by mail', subscription: { topicArn: TOPIC, protocol: 'email', endpoint: 'a@example.com' } },
    { who: 'those of another topic', subscription: { topicArn: `${TOPIC}-2`, protocol: 'lambda', endpoint: FUNCTION } },
  ])('passes nothing on to $who', async ({ subscription }) => {
    const { clock, topics, delivered } = topicsWith([subscription]);
    topics.publish(contents);
    await runFor(clock, 1);
    expect(delivered).toEqual([]);
  });
});
