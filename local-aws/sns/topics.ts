import type { Instant } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import type { Ids } from '../clock/ids.ts';
import type { Deliver } from '../service.ts';
import type { DeployedSubscription, DeployedTopic } from '../stack/deployed-stack.ts';

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
  readonly topics: readonly DeployedTopic[];
  readonly subscriptions: readonly DeployedSubscription[];
  readonly clock: WorldClock;
  readonly ids: Ids;
  readonly deliver: Deliver;
  /** Deliveries of each message to each function; SNS promises at least one. */
  readonly deliveries: number;
}
