import type {
  DeleteMessageCommandInput,
  DeleteMessageCommandOutput,
  GetQueueAttributesCommandInput,
  GetQueueAttributesCommandOutput,
  ReceiveMessageCommandInput,
  ReceiveMessageCommandOutput,
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
  SendMessageCommandInput,
  SendMessageCommandOutput,
} from '@aws-sdk/client-sqs';
import { lastSegment } from '#sim/platform/account.ts';
import type { Queue, Queues } from '#sim/platform/queues.ts';
import type { Answered } from './ecs-lookup.ts';
import { AwsError } from './operations.ts';

const LONGEST_DELAY_SECONDS = 900;
const LARGEST_BATCH = 10;

/** SQS over the queues of the local world: standard queues, without message attributes. */
export const sqsOperations = (queues: Queues) => {
  const queueAt = (url = ''): Queue => {
    const queue = queues.byName(lastSegment(url));
    if (queue === undefined) throw new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${url}`);
    return queue;
  };
  const send = (queue: Queue, body: string | undefined, delaySeconds: number | undefined) => {
    if (!body) throw new AwsError('InvalidParameterValue', 'The request must contain the parameter MessageBody.');
    if ((delaySeconds ?? 0) > LONGEST_DELAY_SECONDS) {
      throw new AwsError(
        'InvalidParameterValue',
        `Value ${delaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
      );
    }
    const { messageId, md5OfBody } = queue.send(body, delaySeconds);
    return { MessageId: messageId, MD5OfMessageBody: md5OfBody };
  };

  return {
    SendMessage: ({
      QueueUrl,
      MessageBody,
      DelaySeconds,
    }: SendMessageCommandInput): Answered<SendMessageCommandOutput> =>
      send(queueAt(QueueUrl), MessageBody, DelaySeconds),

    SendMessageBatch: ({
      QueueUrl,
      Entries = [],
    }: SendMessageBatchCommandInput): Answered<SendMessageBatchCommandOutput> => {
      const queue = queueAt(QueueUrl);
      if (Entries.length === 0)
        throw new AwsError(
          'EmptyBatchRequest',
          'There should be at least one SendMessageBatchRequestEntry in the request.',
        );
      if (Entries.length > LARGEST_BATCH)
        throw new AwsError(
          'TooManyEntriesInBatchRequest',
          `Maximum number of entries per request are ${LARGEST_BATCH}.`,
        );
      return {
        Successful: Entries.map(({ Id, MessageBody, DelaySeconds }) => ({
          Id,
          ...send(queue, MessageBody, DelaySeconds),
        })),
        Failed: [],
      };
    },

    ReceiveMessage: ({
      QueueUrl,
      MaxNumberOfMessages = 1,
      VisibilityTimeout,
    }: ReceiveMessageCommandInput): Answered<ReceiveMessageCommandOutput> => {
      const messages = queueAt(QueueUrl).receive(MaxNumberOfMessages, VisibilityTimeout);
      return {
        Messages: messages.map(({ messageId, receiptHandle, body, md5OfBody }) => ({
          MessageId: messageId,
          ReceiptHandle: receiptHandle,
          Body: body,
          MD5OfBody: md5OfBody,
        })),
      };
    },

    DeleteMessage: ({
      QueueUrl,
      ReceiptHandle = '',
    }: DeleteMessageCommandInput): Answered<DeleteMessageCommandOutput> => {
      queueAt(QueueUrl).remove(ReceiptHandle);
      return {};
    },

    GetQueueAttributes: ({ QueueUrl }: GetQueueAttributesCommandInput): Answered<GetQueueAttributesCommandOutput> => {
      const queue = queueAt(QueueUrl);
      const { visible, inFlight, delayed } = queue.depth();
      return {
        Attributes: {
          QueueArn: queue.deployed.arn,
          ApproximateNumberOfMessages: String(visible),
          ApproximateNumberOfMessagesNotVisible: String(inFlight),
          ApproximateNumberOfMessagesDelayed: String(delayed),
        },
      };
    },
  };
};
