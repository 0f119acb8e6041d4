import type { WorldClock } from '../clock/clock.ts';
import type { Ids } from '../clock/ids.ts';
import type { DeployedQueue } from '../stack/deployed-stack.ts';
import { createQueue, type Queue } from './queue.ts';

export interface Queues {
  readonly all: readonly Queue[];
  readonly byName: (name: string) => Queue | undefined;
  /** Throws when the template deploys no such queue; `use` completes the message: `a target of RULE`. */
  readonly require: (arn: string, use: string) => Queue;
}

export interface QueuesOptions {
  readonly clock: WorldClock;
  readonly ids: Ids;
}

export const createQueues = (deployed: readonly DeployedQueue[], options: QueuesOptions): Queues => {
  const byArn = (arn: string): Queue | undefined => all.find((queue) => queue.deployed.arn === arn);
  const redrive = (deadLetterArn: string, body: string): void => void byArn(deadLetterArn)?.send(body);
  const all: readonly Queue[] = deployed.map((queue) => createQueue(queue, { ...options, redrive }));
  const byName = new Map(all.map((queue) => [queue.deployed.name, queue]));
  return {
    all,
    byName: (name) => byName.get(name),
    require: (arn, use) => {
      const queue = byArn(arn);
      if (queue) return queue;
      throw new Error(`The template deploys no queue ${arn}, which is ${use}; add the queue or correct the ARN.`);
    },
  };
};
