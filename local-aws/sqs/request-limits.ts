import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { AwsError } from '../operation.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const LONGEST_DELAY_SECONDS = 900;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html, and the same for batches. */
const MESSAGES_PER_CALL = 10;

/** Returns the message of the error with which SQS refuses an entry. */
export const sendProblem = ({ MessageBody, DelaySeconds = 0 }: SendMessageBatchRequestEntry): string | undefined => {
  if (!MessageBody) return 'The request must contain the parameter MessageBody.';
  if (DelaySeconds >= 0 && DelaySeconds <= LONGEST_DELAY_SECONDS) return undefined;
  return `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${LONGEST_DELAY_SECONDS}.`;
};

export const requireBatch = (ids: readonly (string | undefined)[]): void => {
  if (ids.length === 0)
    throw new AwsError(
      'EmptyBatchRequest',
      'There should be at least one SendMessageBatchRequestEntry in the request.',
    );
  if (ids.length > MESSAGES_PER_CALL)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MESSAGES_PER_CALL}.`,
    );
  const repeated = ids.find((id, index) => ids.indexOf(id) < index);
  if (repeated !== undefined) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
};

export const requireLimit = (messages: number): void => {
  if (messages >= 1 && messages <= MESSAGES_PER_CALL) return;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${messages} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and ${MESSAGES_PER_CALL}, if provided.`,
  );
};
