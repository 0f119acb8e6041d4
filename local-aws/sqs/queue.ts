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
  /** Identifies one receipt; deletes the message only until it is received again. */
  readonly receiptHandle: string;
}

export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export interface Queue {
  readonly deployed: DeployedQueue;
  readonly send: (body: string, delaySeconds?: number) => Pick<QueueMessage, 'messageId' | 'md5OfBody'>;
  /** Receives up to `limit` visible messages, oldest first. A message above its maximum receives is redriven instead. */
  readonly receive: (limit: number, visibilityTimeoutSeconds?: number) => readonly QueueMessage[];
  /** Returns false when the receipt is no longer valid. */
  readonly remove: (receiptHandle: string) => boolean;
  readonly depth: () => QueueDepth;
  /** Calls back whenever a message becomes visible: sent, its delay over, or its visibility timeout expired. */
  readonly onVisible: (listener: () => void) => void;
}

export interface QueueOptions {
  readonly clock: WorldClock;
  readonly ids: Ids;
  /** Moves a message to a dead-letter queue. */
  readonly redrive: (deadLetterArn: string, body: string) => void;
}

interface StoredMessage extends Pick<QueueMessage, 'messageId' | 'body' | 'md5OfBody' | 'sentAt'> {
  visibleAt: Instant;
  receiveCount: number;
  firstReceivedAt?: Instant;
  receiptHandle?: string;
}

interface QueueState extends QueueOptions {
  readonly deployed: DeployedQueue;
  readonly messages: Set<StoredMessage>;
  readonly listeners: (() => void)[];
}

/**
 * Creates a standard queue: delay, visibility timeout, receive count, redrive.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export const createQueue = (deployed: DeployedQueue, options: QueueOptions): Queue => {
  const state: QueueState = { ...options, deployed, messages: new Set(), listeners: [] };
  const { messages, listeners } = state;
  return {
    deployed,
    send: (body, delaySeconds = deployed.delaySeconds) => send(state, body, delaySeconds),
    receive: (limit, visibilityTimeoutSeconds = deployed.visibilityTimeoutSeconds) =>
      receive(state, limit, visibilityTimeoutSeconds),
    remove: (receiptHandle) => {
      const message = [...messages].find((candidate) => candidate.receiptHandle === receiptHandle);
      return message !== undefined && messages.delete(message);
    },
    depth: () => depthOf(state),
    onVisible: (listener) => {
      listeners.push(listener);
    },
  };
};

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const send = (state: QueueState, body: string, delaySeconds: number): StoredMessage => {
  const { messages, clock, ids } = state;
  const now = clock.now();
  const message: StoredMessage = {
    messageId: ids.uuid(),
    body,
    md5OfBody: md5(body),
    sentAt: now,
    visibleAt: now,
    receiveCount: 0,
  };
  messages.add(message);
  hideUntil(state, message, now + delaySeconds * SECOND);
  return message;
};

const hideUntil = ({ messages, listeners, clock }: QueueState, message: StoredMessage, instant: Instant): void => {
  message.visibleAt = instant;
  clock.at(instant, () => {
    if (messages.has(message) && message.visibleAt === instant) for (const listener of listeners) listener();
  });
};

const receive = (state: QueueState, limit: number, visibilityTimeoutSeconds: number): readonly QueueMessage[] => {
  const { messages, clock, deployed, redrive } = state;
  const visible = [...messages].filter(({ visibleAt }) => visibleAt <= clock.now());
  const { maximumReceives, deadLetterArn } = deployed.redrive ?? { maximumReceives: Number.POSITIVE_INFINITY };
  const isExhausted = ({ receiveCount }: StoredMessage): boolean => receiveCount >= maximumReceives;
  for (const message of visible.filter(isExhausted)) {
    messages.delete(message);
    if (deadLetterArn !== undefined) redrive(deadLetterArn, message.body);
  }
  const received = visible.filter((message) => !isExhausted(message)).slice(0, limit);
  return received.map((message) => handOut(state, message, visibilityTimeoutSeconds));
};

const handOut = (state: QueueState, message: StoredMessage, visibilityTimeoutSeconds: number): QueueMessage => {
  const now = state.clock.now();
  const receiptHandle = state.ids.uuid();
  message.receiveCount += 1;
  message.firstReceivedAt ??= now;
  message.receiptHandle = receiptHandle;
  hideUntil(state, message, now + visibilityTimeoutSeconds * SECOND);
  const { messageId, body, md5OfBody, sentAt, receiveCount, firstReceivedAt } = message;
  return { messageId, body, md5OfBody, sentAt, receiveCount, firstReceivedAt, receiptHandle };
};

const depthOf = ({ messages, clock }: QueueState): QueueDepth => {
  const hidden = [...messages].filter(({ visibleAt }) => visibleAt > clock.now());
  const inFlight = hidden.filter(({ receiveCount }) => receiveCount > 0).length;
  return { visible: messages.size - hidden.length, inFlight, delayed: hidden.length - inFlight };
};
