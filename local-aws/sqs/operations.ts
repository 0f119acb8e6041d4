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
import { type Answered, AwsError } from '../operation.ts';
import { lastSegment } from '../stack/account.ts';
import type { Queue, Queues } from './queues.ts';

const LONGEST_DELAY_SECONDS = 900;
const LARGEST_BATCH = 10;

/** What SQS would say against one message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const faultOf = (body: string | undefined, delaySeconds = 0): string | undefined => {
  if (!body) return 'The request must contain the parameter MessageBody.';
  if (delaySeconds >= 0 && delaySeconds <= LONGEST_DELAY_SECONDS) return undefined;
  return `Value ${delaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${LONGEST_DELAY_SECONDS}.`;
};

const requireBatch = (ids: readonly (string | undefined)[]): void => {
  if (ids.length === 0)
    throw new AwsError(
      'EmptyBatchRequest',
      'There should be at least one SendMessageBatchRequestEntry in the request.',
    );
  if (ids.length > LARGEST_BATCH)
    throw new AwsError('TooManyEntriesInBatchRequest', `Maximum number of entries per request are ${LARGEST_BATCH}.`);
  const repeated = ids.find((id, index) => ids.indexOf(id) < index);
  if (repeated !== undefined) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
};

/** SQS over the queues of the local world: standard queues, without message attributes. */
export const sqsOperations = (queues: Queues) => {
  const queueAt = (url = ''): Queue => {
    const queue = queues.byName(lastSegment(url));
    if (queue === undefined) throw new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${url}`);
    return queue;
  };
  const send = (queue: Queue, body = '', delaySeconds: number | undefined) => {
    const { messageId, md5OfBody } = queue.send(body, delaySeconds);
    return { MessageId: messageId, MD5OfMessageBody: md5OfBody };
  };

  return {
    SendMessage: ({
      QueueUrl,
      MessageBody,
      DelaySeconds,
    }: SendMessageCommandInput): Answered<SendMessageCommandOutput> => {
      const queue = queueAt(QueueUrl);
      const fault = faultOf(MessageBody, DelaySeconds);
      if (fault !== undefined) throw new AwsError('InvalidParameterValue', fault);
      return send(queue, MessageBody, DelaySeconds);
    },

    SendMessageBatch: ({
      QueueUrl,
      Entries = [],
    }: SendMessageBatchCommandInput): Answered<SendMessageBatchCommandOutput> => {
      const queue = queueAt(QueueUrl);
      requireBatch(Entries.map(({ Id }) => Id));
      const judged = Entries.map((entry) => ({ ...entry, fault: faultOf(entry.MessageBody, entry.DelaySeconds) }));
      return {
        Successful: judged
          .filter(({ fault }) => fault === undefined)
          .map(({ Id, MessageBody, DelaySeconds }) => ({ Id, ...send(queue, MessageBody, DelaySeconds) })),
        Failed: judged
          .filter(({ fault }) => fault !== undefined)
          .map(({ Id, fault }) => ({ Id, SenderFault: true, Code: 'InvalidParameterValue', Message: fault })),
      };
    },

    ReceiveMessage: ({
      QueueUrl,
      MaxNumberOfMessages = 1,
      VisibilityTimeout,
    }: ReceiveMessageCommandInput): Answered<ReceiveMessageCommandOutput> => {
      const queue = queueAt(QueueUrl);
      if (MaxNumberOfMessages < 1 || MaxNumberOfMessages > LARGEST_BATCH)
        throw new AwsError(
          'InvalidParameterValue',
          `Value ${MaxNumberOfMessages} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and ${LARGEST_BATCH}, if provided.`,
        );
      const messages = queue.receive(MaxNumberOfMessages, VisibilityTimeout);
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

    GetQueueAttributes: ({
      QueueUrl,
      AttributeNames: wanted = [],
    }: GetQueueAttributesCommandInput): Answered<GetQueueAttributesCommandOutput> => {
      const queue = queueAt(QueueUrl);
      const { visible, inFlight, delayed } = queue.depth();
      const attributes = {
        QueueArn: queue.deployed.arn,
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesNotVisible: String(inFlight),
        ApproximateNumberOfMessagesDelayed: String(delayed),
      };
      const asked = Object.entries(attributes).filter(([name]) =>
        wanted.some((each) => each === 'All' || each === name),
      );
      return { Attributes: Object.fromEntries(asked) };
    },
  };
};
