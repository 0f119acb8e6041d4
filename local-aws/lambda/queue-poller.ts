import { SECOND } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import { LATENCIES } from '../clock/latencies.ts';
import type { Queue, QueueMessage } from '../sqs/queue.ts';
import { sqsEvent } from '../sqs/sqs-event.ts';
import type { EventSourceMapping } from '../stack/deployed-stack.ts';
import { failed, type Invoker } from './invoker.ts';

export interface QueuePollerOptions {
  readonly mapping: EventSourceMapping;
  readonly queue: Queue;
  readonly invoker: Invoker;
  readonly clock: WorldClock;
}

/**
 * Invokes a function with the messages of a queue, batch by batch. A failed batch stays in the queue and returns after
 * its visibility timeout; with ReportBatchItemFailures only the items that the function reports do.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const startQueuePoller = ({ mapping, queue, invoker, clock }: QueuePollerOptions): void => {
  let isPolling = false;
  let inFlight = 0;
  const mayRunMore = (): boolean => inFlight < (mapping.maximumConcurrency ?? Number.POSITIVE_INFINITY);

  const process = async (batch: readonly QueueMessage[]): Promise<void> => {
    inFlight += 1;
    const failures = await failedItems(mapping, batch, () =>
      invoker.invoke(mapping.functionName, sqsEvent(batch, queue.deployed.arn)),
    );
    for (const message of batch) if (!failures.has(message.messageId)) queue.remove(message.receiptHandle);
    inFlight -= 1;
    poll(LATENCIES.queuePollMs);
  };

  const receiveBatches = (): void => {
    isPolling = false;
    while (mayRunMore()) {
      const batch = queue.receive(mapping.batchSize);
      if (batch.length === 0) return;
      void process(batch);
    }
  };

  const poll = (waitMs: number): void => {
    if (isPolling || queue.depth().visible === 0) return;
    isPolling = true;
    clock.after(waitMs, receiveBatches);
  };
  queue.onVisible(() => poll(LATENCIES.queuePollMs + mapping.batchingWindowSeconds * SECOND));
};

/** Returns the ids of the messages to receive again. An invalid response fails the whole batch. */
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

/** An id that no message has, which fails the whole batch. */
const INVALID_ID = '';

const reportedFailures = (payload: unknown): readonly string[] => {
  const { batchItemFailures = [] } = (payload ?? {}) as { readonly batchItemFailures?: unknown };
  if (batchItemFailures === null) return [];
  if (!Array.isArray(batchItemFailures)) return [INVALID_ID];
  return batchItemFailures.map((item) => (item as { itemIdentifier?: string } | null)?.itemIdentifier ?? INVALID_ID);
};
