import { SECOND } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import { LATENCIES } from '../clock/latencies.ts';
import { failed, type Invoker } from '../lambda/invoker.ts';
import { REGION } from '../stack/account.ts';
import type { EventSourceMapping } from '../stack/deployed-stack.ts';
import type { Queue, QueueMessage } from './queues.ts';

export interface QueuePollerOptions {
  readonly mapping: EventSourceMapping;
  readonly queue: Queue;
  readonly invoker: Invoker;
  readonly clock: WorldClock;
}

/**
 * Feeds a function from a queue, batch by batch. A batch that fails stays in the queue and comes again once its
 * visibility timeout is over; with ReportBatchItemFailures only the items that the function names do.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const startQueuePoller = ({ mapping, queue, invoker, clock }: QueuePollerOptions): void => {
  let polling = false;
  let inFlight = 0;
  const mayRunMore = (): boolean => inFlight < (mapping.maximumConcurrency ?? Number.POSITIVE_INFINITY);

  const work = async (batch: readonly QueueMessage[]): Promise<void> => {
    inFlight += 1;
    const failures = await failedItems(mapping, batch, () =>
      invoker.invoke(mapping.functionName, sqsEvent(batch, queue.deployed.arn)),
    );
    for (const message of batch) if (!failures.has(message.messageId)) queue.remove(message.receiptHandle);
    inFlight -= 1;
    poll(LATENCIES.queuePollMs);
  };

  const takeBatches = (): void => {
    polling = false;
    while (mayRunMore()) {
      const batch = queue.receive(mapping.batchSize);
      if (batch.length === 0) return;
      void work(batch);
    }
  };

  const poll = (waitMs: number): void => {
    if (polling || queue.depth().visible === 0) return;
    polling = true;
    clock.after(waitMs, takeBatches);
  };
  queue.onVisible(() => poll(LATENCIES.queuePollMs + mapping.batchingWindowSeconds * SECOND));
};

/** The ids of the messages that are to come again; a reply that cannot be understood fails the whole batch. */
const failedItems = async (
  mapping: EventSourceMapping,
  batch: readonly QueueMessage[],
  invoke: () => ReturnType<Invoker['invoke']>,
): Promise<ReadonlySet<string>> => {
  const ids = new Set(batch.map(({ messageId }) => messageId));
  const outcome = await invoke();
  if (outcome === 'throttled' || failed(outcome)) return ids;
  if (!mapping.reportsItemFailures) return new Set();
  const reported = reportedFailures(outcome.payload);
  return reported.every((id) => ids.has(id)) ? new Set(reported) : ids;
};

/** No id of a message: it fails the whole batch. */
const NOT_UNDERSTOOD = '';

const reportedFailures = (payload: unknown): readonly string[] => {
  const { batchItemFailures = [] } = (payload ?? {}) as { readonly batchItemFailures?: unknown };
  if (batchItemFailures === null) return [];
  if (!Array.isArray(batchItemFailures)) return [NOT_UNDERSTOOD];
  return batchItemFailures.map(
    (item) => (item as { itemIdentifier?: string } | null)?.itemIdentifier ?? NOT_UNDERSTOOD,
  );
};

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const sqsEvent = (batch: readonly QueueMessage[], queueArn: string) => ({
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
