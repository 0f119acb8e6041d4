import type { Instant } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import type { Ids } from '../clock/ids.ts';
import type { DeployedTopic } from '../stack/deployed-stack.ts';

export interface PublishedMessage {
  readonly topicArn: string;
  readonly messageId: string;
  readonly subject?: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly at: Instant;
}

export interface Topics {
  readonly has: (topicArn: string) => boolean;
  readonly publish: (message: Omit<PublishedMessage, 'messageId' | 'at'>) => PublishedMessage;
  /** All published messages, oldest first. */
  readonly published: () => readonly PublishedMessage[];
}

export interface TopicsOptions {
  readonly clock: WorldClock;
  readonly ids: Ids;
}

/** Creates topics that store the published messages. Subscriptions are not emulated. */
export const createTopics = (topics: readonly DeployedTopic[], { clock, ids }: TopicsOptions): Topics => {
  const published: PublishedMessage[] = [];
  return {
    has: (topicArn) => topics.some(({ arn }) => arn === topicArn),
    publish: (contents) => {
      const message = { ...contents, messageId: ids.uuid(), at: clock.now() };
      published.push(message);
      return message;
    },
    published: () => published,
  };
};
