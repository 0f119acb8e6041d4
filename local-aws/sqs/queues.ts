import { createHash } from 'node:crypto';
import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import type { Ids } from '../clock/ids.ts';
import type { DeployedQueue } from '../stack/deployed-stack.ts';

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly sentAt: Instant;
  readonly receiveCount: number;
  readonly firstReceivedAt: Instant;
  /** Names one receipt; deletes the message only as long as nobody received it anew. */
  readonly receiptHandle: string;
}

export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export interface Queue {
  readonly deployed: DeployedQueue;
  /** Returns the id and the checksum of the new message. */
  readonly send: (body: string, delaySeconds?: number) => { readonly messageId: string; readonly md5OfBody: string };
  /** Takes up to `limit` visible messages, oldest first; what was received too often moves to the dead-letter queue. */
  readonly receive: (limit: number, visibilityTimeoutSeconds?: number) => readonly QueueMessage[];
  /** Whether the receipt was still good. */
  readonly remove: (receiptHandle: string) => boolean;
  readonly depth: () => QueueDepth;
  /** Calls back whenever a message becomes visible: sent, its delay over, or its visibility timeout expired. */
  readonly onVisible: (listener: () => void) => void;
}

/** Queues by name; `byArn` for deliveries, which come with an ARN. */
export interface Queues {
  readonly all: readonly Queue[];
  readonly byName: (name: string) => Queue | undefined;
  readonly byArn: (arn: string) => Queue | undefined;
}

interface StoredMessage {
  readonly messageId: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly sentAt: Instant;
  visibleAt: Instant;
  receiveCount: number;
  firstReceivedAt?: Instant;
  receiptHandle?: string;
}

export interface QueueOptions {
  readonly clock: WorldClock;
  readonly ids: Ids;
}

/**
 * Standard queues: delay, visibility timeout, receive count, redrive.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export const createQueues = (deployed: readonly DeployedQueue[], options: QueueOptions): Queues => {
  const all = deployed.map((queue) => createQueue(queue, { ...options, byArn }));
  const named = new Map(all.map((queue) => [queue.deployed.name, queue]));
  function byArn(arn: string): Queue | undefined {
    return all.find((queue) => queue.deployed.arn === arn);
  }
  return { all, byArn, byName: (name) => named.get(name) };
};

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

interface QueueSurroundings extends QueueOptions {
  readonly byArn: (arn: string) => Queue | undefined;
}

const createQueue = (deployed: DeployedQueue, { clock, ids, byArn }: QueueSurroundings): Queue => {
  const messages = new Set<StoredMessage>();
  const listeners: (() => void)[] = [];

  const hideUntil = (message: StoredMessage, instant: Instant): void => {
    message.visibleAt = instant;
    clock.at(instant, () => {
      if (messages.has(message) && message.visibleAt === instant) for (const listener of listeners) listener();
    });
  };

  const isSpent = ({ receiveCount }: StoredMessage): boolean =>
    deployed.redrive !== undefined && receiveCount >= deployed.redrive.maximumReceives;

  const redrive = (message: StoredMessage): void => {
    messages.delete(message);
    if (deployed.redrive) byArn(deployed.redrive.deadLetterArn)?.send(message.body);
  };

  const handOut = (message: StoredMessage, visibilityTimeoutSeconds: number): QueueMessage => {
    const now = clock.now();
    const receiptHandle = ids.uuid();
    message.receiveCount += 1;
    message.firstReceivedAt ??= now;
    message.receiptHandle = receiptHandle;
    hideUntil(message, now + visibilityTimeoutSeconds * SECOND);
    const { messageId, body, md5OfBody, sentAt, receiveCount, firstReceivedAt } = message;
    return { messageId, body, md5OfBody, sentAt, receiveCount, firstReceivedAt, receiptHandle };
  };

  return {
    deployed,
    send: (body, delaySeconds = deployed.delaySeconds) => {
      const now = clock.now();
      const message = {
        messageId: ids.uuid(),
        body,
        md5OfBody: md5(body),
        sentAt: now,
        visibleAt: now,
        receiveCount: 0,
      };
      messages.add(message);
      hideUntil(message, now + delaySeconds * SECOND);
      return message;
    },
    receive: (limit, visibilityTimeoutSeconds = deployed.visibilityTimeoutSeconds) => {
      const visible = [...messages].filter((message) => message.visibleAt <= clock.now());
      for (const message of visible.filter(isSpent)) redrive(message);
      const received = visible.filter((message) => !isSpent(message)).slice(0, limit);
      return received.map((message) => handOut(message, visibilityTimeoutSeconds));
    },
    remove: (receiptHandle) => {
      const message = [...messages].find((candidate) => candidate.receiptHandle === receiptHandle);
      return message !== undefined && messages.delete(message);
    },
    depth: () => {
      const hidden = [...messages].filter((message) => message.visibleAt > clock.now());
      const inFlight = hidden.filter((message) => message.receiveCount > 0).length;
      return { visible: messages.size - hidden.length, inFlight, delayed: hidden.length - inFlight };
    },
    onVisible: (listener) => {
      listeners.push(listener);
    },
  };
};
