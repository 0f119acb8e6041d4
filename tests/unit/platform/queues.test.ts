// Unit layer: SQS standard queues on the world's clock.
import { createHash } from 'node:crypto';
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { createQueues, type Queue } from '#local-aws/sqs/queues.ts';
import type { DeployedQueue } from '#local-aws/stack/deployed-stack.ts';
import { aQueue, runFor, START, someIds } from './parts.ts';

const present = (queue: Queue | undefined): Queue => {
  if (queue === undefined) throw new Error('there is no such queue');
  return queue;
};

const aCheckQueue = (given: Partial<DeployedQueue> = {}) => {
  const clock = createVirtualClock(START);
  const failures = aQueue('failures');
  const queues = createQueues([aQueue('checks', given), failures], { clock, ids: someIds() });
  return { clock, queues, queue: present(queues.byName('checks')), failures: present(queues.byArn(failures.arn)) };
};

const bodies = (messages: readonly { readonly body: string }[]): readonly string[] => messages.map(({ body }) => body);

describe('a queue', () => {
  it('hands out messages oldest first, with their checksum and how often they were received', () => {
    const { queue } = aCheckQueue();
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
    expect(bodies(queue.receive(10))).toEqual(['two']);
  });

  it.each([
    { seconds: 9, visible: [] },
    { seconds: 10, visible: ['late'] },
    { seconds: 11, visible: ['late'] },
  ])('shows a message with a delay of 10 s after $seconds s: $visible', async ({ seconds, visible }) => {
    const { clock, queue } = aCheckQueue();
    queue.send('late', 10);
    await runFor(clock, seconds);
    expect(bodies(queue.receive(10))).toEqual(visible);
  });

  it('delays by what was deployed where the sender says nothing', async () => {
    const { clock, queue } = aCheckQueue({ delaySeconds: 5 });
    queue.send('by default');
    queue.send('at once', 0);
    expect(bodies(queue.receive(10))).toEqual(['at once']);
    await runFor(clock, 5);
    expect(bodies(queue.receive(10))).toEqual(['by default']);
  });

  it.each([
    { seconds: 29, received: [] },
    { seconds: 30, received: ['x'] },
    { seconds: 31, received: ['x'] },
  ])(
    'shows a received message again when its 30 s are over: after $seconds s $received',
    async ({ seconds, received }) => {
      const { clock, queue } = aCheckQueue();
      queue.send('x');
      queue.receive(10);
      await runFor(clock, seconds);
      const again = queue.receive(10);
      expect(bodies(again)).toEqual(received);
      expect(again.every(({ receiveCount, firstReceivedAt }) => receiveCount === 2 && firstReceivedAt === START)).toBe(
        true,
      );
    },
  );

  it('hides a message as long as the receiver asks', async () => {
    const { clock, queue } = aCheckQueue();
    queue.send('x');
    queue.receive(1, 5);
    await runFor(clock, 5);
    expect(bodies(queue.receive(1))).toEqual(['x']);
  });

  it('forgets a message that is deleted by its latest receipt, and by no older one', async () => {
    const { clock, queue } = aCheckQueue();
    queue.send('x');
    const [first] = queue.receive(1);
    await runFor(clock, 30);
    const [second] = queue.receive(1);
    expect(queue.remove(first?.receiptHandle ?? '')).toBe(false);
    expect(queue.remove(second?.receiptHandle ?? '')).toBe(true);
    await runFor(clock, 60);
    expect(queue.receive(1)).toEqual([]);
  });

  it.each([
    { receives: 1, left: 1, dead: [] },
    { receives: 2, left: 1, dead: [] },
    { receives: 3, left: 0, dead: ['x'] },
  ])(
    'with at most 2 receives and $receives asked for moves to the dead-letter queue: $dead',
    async ({ receives, left, dead }) => {
      const { clock, queue, failures } = aCheckQueue({
        redrive: { deadLetterArn: aQueue('failures').arn, maximumReceives: 2 },
      });
      queue.send('x');
      for (let receive = 1; receive <= receives; receive += 1) {
        queue.receive(10);
        await runFor(clock, 30);
      }
      expect(queue.depth().visible).toBe(left);
      expect(bodies(failures.receive(10))).toEqual(dead);
    },
  );

  it('says how many messages are visible, in flight and delayed', () => {
    const { queue } = aCheckQueue();
    queue.send('delayed', 10);
    queue.send('in flight');
    queue.receive(1);
    queue.send('visible');
    queue.send('visible as well');
    expect(queue.depth()).toEqual({ visible: 2, inFlight: 1, delayed: 1 });
  });

  it('tells whenever a message becomes visible: sent, no longer delayed, or not deleted in time', async () => {
    const { clock, queue } = aCheckQueue();
    const seconds: number[] = [];
    queue.onVisible(() => seconds.push((clock.now() - START) / 1000));
    queue.send('now');
    queue.send('later', 7);
    await runFor(clock, 1);
    queue.receive(1);
    await runFor(clock, 60);
    expect(seconds).toEqual([0, 7, 31]);
  });

  it('does not tell of a message that somebody received in the very instant in which it was sent', async () => {
    const { clock, queue } = aCheckQueue();
    const seconds: number[] = [];
    queue.onVisible(() => seconds.push((clock.now() - START) / 1000));
    queue.send('x');
    queue.receive(1);
    await runFor(clock, 40);
    expect(seconds).toEqual([30]);
  });

  it('does not tell of a message that was deleted in the meantime', async () => {
    const { clock, queue } = aCheckQueue();
    queue.send('x');
    await runFor(clock, 1);
    let told = 0;
    queue.onVisible(() => {
      told += 1;
    });
    for (const { receiptHandle } of queue.receive(1)) queue.remove(receiptHandle);
    await runFor(clock, 60);
    expect(told).toBe(0);
  });

  it('is found by its name and by its ARN, and not where there is none', () => {
    const { queues } = aCheckQueue();
    expect(queues.byArn(aQueue('checks').arn)).toBe(queues.byName('checks'));
    expect([queues.byName('other'), queues.byArn('arn:aws:sqs:us-east-1:123456789012:other')]).toEqual([
      undefined,
      undefined,
    ]);
    expect(queues.all.map(({ deployed }) => deployed.name)).toEqual(['checks', 'failures']);
  });
});
