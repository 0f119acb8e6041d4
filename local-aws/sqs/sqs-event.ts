import { REGION } from '../stack/account.ts';
import type { QueueMessage } from './queue.ts';

/** The event of a function with a queue as its event source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export const sqsEvent = (batch: readonly QueueMessage[], queueArn: string) => ({
  Records: batch.map((message) => ({
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(message.sentAt),
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    },
    messageAttributes: {},
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: REGION,
  })),
});
