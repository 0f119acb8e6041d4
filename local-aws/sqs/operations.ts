import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { AwsError, type Handlers } from '../operation.ts';
import { resourceName } from '../stack/account.ts';
import type { Queue, QueueMessage } from './queue.ts';
import type { Queues } from './queues.ts';
import { requireBatch, requireLimit, sendProblem } from './request-limits.ts';

/** Standard queues, without message attributes. */
export const sqsOperations = (queues: Queues) =>
  ({
    SendMessageBatch: ({ QueueUrl, Entries = [] }) => {
      const queue = queueAt(queues, QueueUrl);
      requireBatch(Entries.map(({ Id }) => Id));
      return sendBatch(queue, Entries);
    },

    ReceiveMessage: ({ QueueUrl, MaxNumberOfMessages = 1, VisibilityTimeout }) => {
      const queue = queueAt(queues, QueueUrl);
      requireLimit(MaxNumberOfMessages);
      return { Messages: queue.receive(MaxNumberOfMessages, VisibilityTimeout).map(toMessage) };
    },

    DeleteMessage: ({ QueueUrl, ReceiptHandle = '' }) => {
      queueAt(queues, QueueUrl).remove(ReceiptHandle);
      return {};
    },

    GetQueueAttributes: ({ QueueUrl, AttributeNames = [] }) => {
      const attributes = Object.entries(attributesOf(queueAt(queues, QueueUrl)));
      const requested = attributes.filter(([name]) => AttributeNames.some((each) => each === 'All' || each === name));
      return { Attributes: Object.fromEntries(requested) };
    },
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-sqs')>>;

const queueAt = (queues: Queues, url = ''): Queue => {
  const queue = queues.byName(resourceName(url));
  if (queue === undefined) throw new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${url}`);
  return queue;
};

const send = (queue: Queue, { Id, MessageBody = '', DelaySeconds }: SendMessageBatchRequestEntry) => {
  const { messageId, md5OfBody } = queue.send(MessageBody, DelaySeconds);
  return { Id, MessageId: messageId, MD5OfMessageBody: md5OfBody };
};

/** An invalid entry fails alone; the others are sent. */
const sendBatch = (queue: Queue, entries: readonly SendMessageBatchRequestEntry[]) => {
  const checked = entries.map((entry) => ({ entry, problem: sendProblem(entry) }));
  return {
    Successful: checked.filter(({ problem }) => problem === undefined).map(({ entry }) => send(queue, entry)),
    Failed: checked
      .filter(({ problem }) => problem !== undefined)
      .map(({ entry, problem }) => ({
        Id: entry.Id,
        SenderFault: true,
        Code: 'InvalidParameterValue',
        Message: problem,
      })),
  };
};

const toMessage = ({ messageId, receiptHandle, body, md5OfBody }: QueueMessage) => ({
  MessageId: messageId,
  ReceiptHandle: receiptHandle,
  Body: body,
  MD5OfBody: md5OfBody,
});

const attributesOf = ({ deployed, depth }: Queue) => {
  const { visible, inFlight, delayed } = depth();
  return {
    QueueArn: deployed.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
};
