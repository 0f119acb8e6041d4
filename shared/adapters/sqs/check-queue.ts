import { type BatchResultErrorEntry, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import type { CheckQueue } from '#shared/ports/messaging.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const MESSAGES_PER_CALL = 10;

/** Sends all batches, and throws afterwards when the queue refused some of the checks. */
export const checkQueue = (client: Pick<SQSClient, 'send'>, queueUrl: string): CheckQueue => ({
  send: async (checks) => {
    const answers = await Promise.all(
      chunksOf(checks, MESSAGES_PER_CALL).map((chunk) => client.send(toCommand(queueUrl, chunk))),
    );
    refuseFailures(answers.flatMap(({ Failed }) => Failed ?? []));
  },
});

const toCommand = (queueUrl: string, checks: Parameters<CheckQueue['send']>[0]): SendMessageBatchCommand =>
  new SendMessageBatchCommand({
    QueueUrl: queueUrl,
    Entries: checks.map(({ check, delaySeconds }, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(check),
      DelaySeconds: delaySeconds,
    })),
  });

const refuseFailures = (failed: readonly BatchResultErrorEntry[]): void => {
  if (failed.length === 0) return;
  const codes = [...new Set(failed.map(({ Code }) => Code))].join(', ');
  throw new Error(`The checks queue refused ${failed.length} checks (${codes}); the next schedule sends them again.`);
};
