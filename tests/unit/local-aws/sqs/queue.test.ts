// Unit layer: SQS standard queues on a virtual clock.
import { createHash } from 'node:crypto';
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { createQueues } from '#local-aws/sqs/queues.ts';
import type { DeployedQueue } from '#local-aws/stack/deployed-stack.ts';
import { aQueue, runFor, START, someIds } from '../builders.ts';

const DEAD = aQueue('failures').arn;

const aCheckQueue = (given: Partial<DeployedQueue> = {}) => {
  const clock = createVirtualClock(START);
  const queues = createQueues([aQueue('checks', given), aQueue('failures')], { clock, ids: someIds() });
  const queue = queues.require(aQueue('checks').arn, 'under test');
  const receive = (): readonly string[] => queue.receive(10).map(({ body }) => body);
  /** The seconds at which the queue calls its listeners, from now on. */
  const listen = (): readonly number[] => {
    const seconds: number[] = [];
    queue.onVisible(() => seconds.push((clock.now() - START) / 1000));
    return seconds;
  };
  return { clock, queues, queue, receive, listen, failures: queues.require(DEAD, 'the dead-letter queue') };
};

it('a queue returns messages oldest first, with their checksum and receive count', () => {
  const { queue, receive } = aCheckQueue();
  const { messageId } = queue.send('one');
  queue.send('two');
  expect(queue.receive(1)).toEqual([
    {
      messageId,
      body: 'one',
      md5OfBody: createHash('md5').update('one').digest('hex'),
      sentAt: START,
      receiveCount: 1,
      firstReceivedAt: START,
      receiptHandle: expect.any(String),
    },
  ]);
  expect(receive()).toEqual(['two']);
});

it.each([
  { given: 'its own delay of 10 s', delaySeconds: 10, seconds: 9, visible: [] },
  { given: 'its own delay of 10 s', delaySeconds: 10, seconds: 10, visible: ['x'] },
  { given: 'the queue’s delay of 5 s', delaySeconds: undefined, seconds: 4, visible: [] },
  { given: 'the queue’s delay of 5 s', delaySeconds: undefined, seconds: 5, visible: ['x'] },
  { given: 'its own delay of 0 s', delaySeconds: 0, seconds: 0, visible: ['x'] },
])('a queue returns a message with $given after $seconds s: $visible', async ({ delaySeconds, seconds, visible }) => {
  const { clock, queue, receive } = aCheckQueue({ delaySeconds: 5 });
  queue.send('x', delaySeconds);
  await runFor(clock, seconds);
  expect(receive()).toEqual(visible);
});

it.each([
  { timeout: undefined, seconds: 29, received: [] },
  { timeout: undefined, seconds: 30, received: ['x'] },
  { timeout: undefined, seconds: 31, received: ['x'] },
  { timeout: 5, seconds: 4, received: [] },
  { timeout: 5, seconds: 5, received: ['x'] },
])(
  'a queue returns a received message again after its visibility timeout ($timeout, else 30 s): after $seconds s $received',
  async ({ timeout, seconds, received }) => {
    const { clock, queue } = aCheckQueue();
    queue.send('x');
    queue.receive(10, timeout);
    await runFor(clock, seconds);
    expect(queue.receive(10)).toMatchObject(
      received.map((body) => ({ body, receiveCount: 2, firstReceivedAt: START })),
    );
  },
);

it('a queue deletes a message by its latest receipt handle, and by no older one', async () => {
  const { clock, queue, receive } = aCheckQueue();
  queue.send('x');
  const [first] = queue.receive(1);
  await runFor(clock, 30);
  const [second] = queue.receive(1);
  expect(queue.remove(first?.receiptHandle ?? '')).toBe(false);
  expect(queue.remove(second?.receiptHandle ?? '')).toBe(true);
  await runFor(clock, 60);
  expect(receive()).toEqual([]);
});

it.each([
  { receives: 1, left: 1, dead: [] },
  { receives: 2, left: 1, dead: [] },
  { receives: 3, left: 0, dead: ['x'] },
])(
  'a queue with at most 2 receives redrives a message after $receives receives: $dead',
  async ({ receives, left, dead }) => {
    const { clock, queue, failures } = aCheckQueue({ redrive: { deadLetterArn: DEAD, maximumReceives: 2 } });
    queue.send('x');
    for (let receive = 1; receive <= receives; receive += 1) {
      queue.receive(10);
      await runFor(clock, 30);
    }
    expect(queue.depth().visible).toBe(left);
    expect(failures.receive(10).map(({ body }) => body)).toEqual(dead);
  },
);

it('a queue counts its visible, in-flight and delayed messages', () => {
  const { queue } = aCheckQueue();
  queue.send('delayed', 10);
  queue.send('in flight');
  queue.receive(1);
  queue.send('visible');
  queue.send('visible as well');
  expect(queue.depth()).toEqual({ visible: 2, inFlight: 1, delayed: 1 });
});

it('a queue calls its listeners when a message is sent, no longer delayed, or not deleted in time', async () => {
  const { clock, queue, listen } = aCheckQueue();
  const seconds = listen();
  queue.send('now');
  queue.send('later', 7);
  await runFor(clock, 1);
  queue.receive(1);
  await runFor(clock, 60);
  expect(seconds).toEqual([0, 7, 31]);
});

it('a queue does not call its listeners for a message received at the instant when it was sent', async () => {
  const { clock, queue, listen } = aCheckQueue();
  const seconds = listen();
  queue.send('x');
  queue.receive(1);
  await runFor(clock, 40);
  expect(seconds).toEqual([30]);
});

it('a queue does not call its listeners for a deleted message', async () => {
  const { clock, queue, listen } = aCheckQueue();
  queue.send('x');
  await runFor(clock, 1);
  const seconds = listen();
  for (const { receiptHandle } of queue.receive(1)) queue.remove(receiptHandle);
  await runFor(clock, 60);
  expect(seconds).toEqual([]);
});

it('queues are found by name and by ARN; an unknown ARN is an error that names its use', () => {
  const { queues, queue } = aCheckQueue();
  expect([queues.byName('checks'), queues.byName('other')]).toEqual([queue, undefined]);
  expect(() => queues.require('arn:aws:sqs:us-east-1:123456789012:other', 'a target of RULE')).toThrow(
    'The template deploys no queue arn:aws:sqs:us-east-1:123456789012:other, which is a target of RULE',
  );
});
