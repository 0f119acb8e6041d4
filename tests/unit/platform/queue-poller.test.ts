// Unit layer: a function fed from a queue.
import { CheckEvent } from '#events/schemas/check.ts';
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { createInvoker } from '#local-aws/lambda/invoker.ts';
import { startQueuePoller } from '#local-aws/sqs/queue-poller.ts';
import { createQueues, type Queue } from '#local-aws/sqs/queues.ts';
import type { EventSourceMapping } from '#local-aws/stack/deployed-stack.ts';
import { aFunction, aQueue, aRuntime, named, runFor, START, type Stub, someIds } from './parts.ts';

interface Wishes {
  readonly mapping?: Partial<EventSourceMapping>;
  readonly stub?: Stub;
  readonly durationMs?: number;
  readonly reservedConcurrency?: number;
}

const fedFromAQueue = ({ mapping = {}, stub = () => null, durationMs = 0, ...reserved }: Wishes) => {
  const clock = createVirtualClock(START);
  const runtime = aRuntime(clock.now, { 'score-health': stub });
  const dead = aQueue('failures');
  const redrive = { deadLetterArn: dead.arn, maximumReceives: 2 };
  const queues = createQueues([aQueue('checks', { redrive }), dead], { clock, ids: someIds() });
  const queue = queues.byName('checks') as Queue;
  const invoker = createInvoker({
    functions: [aFunction('score-health', reserved)],
    runtime,
    clock,
    ids: someIds(),
    sendToDestination: () => undefined,
    durationMs: () => durationMs,
  });
  startQueuePoller({
    mapping: {
      queueArn: queue.deployed.arn,
      functionName: 'score-health',
      batchSize: 10,
      batchingWindowSeconds: 0,
      reportsItemFailures: true,
      ...mapping,
    },
    queue,
    invoker,
    clock,
  });
  const batches = () => runtime.calls.map(({ event }) => recordsOf(event).map(({ body }) => body));
  return { clock, queue, failures: queues.byName('failures') as Queue, runtime, batches };
};

const recordsOf = (event: unknown) =>
  (event as { readonly Records: readonly { readonly body: string; readonly messageId: string }[] }).Records;

/** Names those messages as failed whose text says so. */
const failingThoseThatSayFail: Stub = (event) => ({
  batchItemFailures: recordsOf(event)
    .filter(({ body }) => body.startsWith('fail'))
    .map(({ messageId }) => ({ itemIdentifier: messageId })),
});

describe('a function fed from a queue', () => {
  it('gets messages in the shape of SQS, and they are gone once it has answered', async () => {
    const { clock, queue, runtime } = fedFromAQueue({});
    const { messageId, md5OfBody } = queue.send('{"services":["registry"],"because":"schedule"}');
    await runFor(clock, 1);
    expect(runtime.eventsOf('score-health')).toEqual([
      {
        Records: [
          {
            messageId,
            receiptHandle: expect.any(String),
            body: '{"services":["registry"],"because":"schedule"}',
            attributes: {
              ApproximateReceiveCount: '1',
              SentTimestamp: String(START),
              SenderId: expect.any(String),
              ApproximateFirstReceiveTimestamp: String(START + 20),
            },
            messageAttributes: {},
            md5OfBody,
            eventSource: 'aws:sqs',
            eventSourceARN: queue.deployed.arn,
            awsRegion: 'us-east-1',
          },
        ],
      },
    ]);
    expect(CheckEvent.safeParse(runtime.eventsOf('score-health')[0]).success).toBe(true);
    expect(queue.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('gets messages when their delay is over', async () => {
    const { clock, queue, runtime } = fedFromAQueue({});
    queue.send('15 s', 15);
    queue.send('30 s', 30);
    await runFor(clock, 60);
    expect(runtime.secondsOf('score-health')).toEqual([15.02, 30.02]);
  });

  it('gets at most a batch at a time', async () => {
    const { clock, queue, batches } = fedFromAQueue({ mapping: { batchSize: 2 } });
    for (const body of ['a', 'b', 'c']) queue.send(body);
    await runFor(clock, 1);
    expect(batches()).toEqual([['a', 'b'], ['c']]);
  });

  it('gets together what arrives within the batching window', async () => {
    const { clock, queue, batches, runtime } = fedFromAQueue({ mapping: { batchingWindowSeconds: 5 } });
    queue.send('a');
    await runFor(clock, 4);
    queue.send('b');
    await runFor(clock, 10);
    expect(batches()).toEqual([['a', 'b']]);
    expect(runtime.secondsOf('score-health')).toEqual([5.02]);
  });

  it('runs side by side only as often as its maximum concurrency allows, and goes on when one has ended', async () => {
    const { clock, queue, runtime } = fedFromAQueue({
      mapping: { batchSize: 1, maximumConcurrency: 2 },
      durationMs: 4_000,
    });
    for (const body of ['a', 'b', 'c', 'd', 'e']) queue.send(body);
    await runFor(clock, 20);
    expect(runtime.secondsOf('score-health')).toEqual([0.02, 0.02, 4.04, 4.04, 8.06]);
    expect(queue.depth().inFlight).toBe(0);
  });

  it('gets again only the messages that it names, and after two receives they are in the dead-letter queue', async () => {
    const { clock, queue, failures, batches, runtime } = fedFromAQueue({ stub: failingThoseThatSayFail });
    queue.send('good');
    queue.send('fail');
    await runFor(clock, 120);
    expect(batches()).toEqual([['good', 'fail'], ['fail']]);
    expect(runtime.secondsOf('score-health')).toEqual([0.02, 30.04]);
    expect(failures.receive(10).map(({ body }) => body)).toEqual(['fail']);
    expect(queue.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it.each([
    { answers: 'nothing', answer: () => null, again: false },
    { answers: 'text', answer: () => 'done', again: false },
    { answers: 'no failures', answer: () => ({ batchItemFailures: [] }), again: false },
    { answers: 'null failures', answer: () => ({ batchItemFailures: null }), again: false },
    { answers: 'failures that are no list', answer: () => ({ batchItemFailures: 'all' }), again: true },
    { answers: 'a failure that is nothing', answer: () => ({ batchItemFailures: [null] }), again: true },
    { answers: 'a failure without an id', answer: () => ({ batchItemFailures: [{ id: 'x' }] }), again: true },
    {
      answers: 'a failure with an empty id',
      answer: () => ({ batchItemFailures: [{ itemIdentifier: '' }] }),
      again: true,
    },
    { answers: 'the id of no message', answer: () => ({ batchItemFailures: [{ itemIdentifier: 'x' }] }), again: true },
    {
      answers: 'with an error',
      answer: () => {
        throw named('TypeError');
      },
      again: true,
    },
  ])('that answers $answers gets the whole batch again: $again', async ({ answer, again }) => {
    const { clock, queue, batches } = fedFromAQueue({ stub: answer });
    queue.send('a');
    queue.send('b');
    await runFor(clock, 40);
    expect(batches()).toEqual(
      again
        ? [
            ['a', 'b'],
            ['a', 'b'],
          ]
        : [['a', 'b']],
    );
  });

  it('that was not deployed to report failures of items is done with whatever it answers', async () => {
    const { clock, queue, batches } = fedFromAQueue({
      mapping: { reportsItemFailures: false },
      stub: failingThoseThatSayFail,
    });
    queue.send('fail');
    await runFor(clock, 40);
    expect(batches()).toEqual([['fail']]);
  });

  it('gets a batch again that its reserved concurrency had no room for', async () => {
    const { clock, queue, runtime, batches } = fedFromAQueue({
      mapping: { batchSize: 1 },
      durationMs: 1_000,
      reservedConcurrency: 1,
    });
    queue.send('a');
    queue.send('b');
    await runFor(clock, 60);
    expect(batches()).toEqual([['a'], ['b']]);
    expect(runtime.secondsOf('score-health')).toEqual([0.02, 30.04]);
  });
});
