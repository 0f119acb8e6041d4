// Unit layer: a function with a queue as its event source.
import { CheckEvent } from '#events/schemas/check.ts';
import { startQueuePoller } from '#local-aws/lambda/queue-poller.ts';
import { createQueues } from '#local-aws/sqs/queues.ts';
import type { EventSourceMapping } from '#local-aws/stack/deployed-stack.ts';
import { aFunction, anInvoker, aQueue, runFor, START, someIds } from '../builders.ts';
import { failing, type Stub } from '../stub-runtime.ts';

interface Options {
  readonly mapping?: Partial<EventSourceMapping>;
  readonly stub?: Stub;
  readonly durationMs?: number;
  readonly reservedConcurrency?: number;
}

const fedFromAQueue = ({ mapping = {}, stub = () => null, durationMs = 0, ...reserved }: Options = {}) => {
  const { clock, runtime, invoker } = anInvoker({
    functions: [aFunction('score-health', reserved)],
    stubs: { 'score-health': stub },
    durationMs: () => durationMs,
  });
  const dead = aQueue('failures');
  const redrive = { deadLetterArn: dead.arn, maximumReceives: 2 };
  const queues = createQueues([aQueue('checks', { redrive }), dead], { clock, ids: someIds() });
  const queue = queues.require(aQueue('checks').arn, 'the event source');
  const defaults = { functionName: 'score-health', batchSize: 10, batchingWindowSeconds: 0, reportsItemFailures: true };
  startQueuePoller({ mapping: { queueArn: queue.deployed.arn, ...defaults, ...mapping }, queue, invoker, clock });
  return {
    clock,
    queue,
    failures: queues.require(dead.arn, 'the dead-letter queue'),
    seconds: () => runtime.secondsOf('score-health'),
    events: () => runtime.eventsOf('score-health'),
    batches: () => runtime.calls.map(({ event }) => recordsOf(event).map(({ body }) => body)),
  };
};

const recordsOf = (event: unknown) =>
  (event as { readonly Records: readonly { readonly body: string; readonly messageId: string }[] }).Records;

/** Reports the messages whose text begins with `fail`. */
const reportingFailures: Stub = (event) => ({
  batchItemFailures: recordsOf(event)
    .filter(({ body }) => body.startsWith('fail'))
    .map(({ messageId }) => ({ itemIdentifier: messageId })),
});

const EMPTY = { visible: 0, inFlight: 0, delayed: 0 };

it('a function receives messages in the format of SQS, and they are deleted when it has answered', async () => {
  const { clock, queue, events } = fedFromAQueue();
  const body = '{"services":["registry"],"because":"schedule"}';
  const { messageId, md5OfBody } = queue.send(body);
  await runFor(clock, 1);
  const [event] = events();
  expect(event).toEqual({
    Records: [
      {
        messageId,
        receiptHandle: expect.any(String),
        body,
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
  });
  expect(CheckEvent.safeParse(event).success).toBe(true);
  expect(queue.depth()).toEqual(EMPTY);
});

it('a function receives delayed messages when their delay is over', async () => {
  const { clock, queue, seconds } = fedFromAQueue();
  for (const delay of [15, 30]) queue.send(`${delay} s`, delay);
  await runFor(clock, 60);
  expect(seconds()).toEqual([15.02, 30.02]);
});

it('a function receives at most its batch size at a time', async () => {
  const { clock, queue, batches } = fedFromAQueue({ mapping: { batchSize: 2 } });
  for (const body of ['a', 'b', 'c']) queue.send(body);
  await runFor(clock, 1);
  expect(batches()).toEqual([['a', 'b'], ['c']]);
});

it('a function receives the messages of one batching window together', async () => {
  const { clock, queue, batches, seconds } = fedFromAQueue({ mapping: { batchingWindowSeconds: 5 } });
  queue.send('a');
  await runFor(clock, 4);
  queue.send('b');
  await runFor(clock, 10);
  expect([batches(), seconds()]).toEqual([[['a', 'b']], [5.02]]);
});

it('a function runs concurrently up to the maximum concurrency, and again when one invocation has ended', async () => {
  const mapping = { batchSize: 1, maximumConcurrency: 2 };
  const { clock, queue, seconds } = fedFromAQueue({ mapping, durationMs: 4_000 });
  for (const body of ['a', 'b', 'c', 'd', 'e']) queue.send(body);
  await runFor(clock, 20);
  expect(seconds()).toEqual([0.02, 0.02, 4.04, 4.04, 8.06]);
  expect(queue.depth()).toEqual(EMPTY);
});

it('a function receives only the reported messages again, until they are in the dead-letter queue', async () => {
  const { clock, queue, failures, batches, seconds } = fedFromAQueue({ stub: reportingFailures });
  queue.send('good');
  queue.send('fail');
  await runFor(clock, 120);
  expect(batches()).toEqual([['good', 'fail'], ['fail']]);
  expect(seconds()).toEqual([0.02, 30.04]);
  expect(failures.receive(10).map(({ body }) => body)).toEqual(['fail']);
  expect(queue.depth()).toEqual(EMPTY);
});

it('a function receives a batch again that its reserved concurrency throttled', async () => {
  const limits = { mapping: { batchSize: 1 }, durationMs: 1_000, reservedConcurrency: 1 };
  const { clock, queue, seconds, batches } = fedFromAQueue(limits);
  for (const body of ['a', 'b']) queue.send(body);
  await runFor(clock, 60);
  expect([batches(), seconds()]).toEqual([
    [['a'], ['b']],
    [0.02, 30.04],
  ]);
});

const answering =
  (batchItemFailures: unknown): Stub =>
  () => ({ batchItemFailures });

it.each([
  { response: 'null', stub: () => null, times: 1 },
  { response: 'text', stub: () => 'done', times: 1 },
  { response: 'an empty list of failures', stub: answering([]), times: 1 },
  { response: 'null failures', stub: answering(null), times: 1 },
  { response: 'failures that are no list', stub: answering('all'), times: 2 },
  { response: 'a null failure', stub: answering([null]), times: 2 },
  { response: 'a failure without an id', stub: answering([{ id: 'x' }]), times: 2 },
  { response: 'a failure with an empty id', stub: answering([{ itemIdentifier: '' }]), times: 2 },
  { response: 'an unknown id', stub: answering([{ itemIdentifier: 'x' }]), times: 2 },
  { response: 'an error', stub: failing('TypeError'), times: 2 },
])('a function that answers with $response receives the whole batch $times times', async ({ stub, times }) => {
  const { clock, queue, batches } = fedFromAQueue({ stub });
  for (const body of ['a', 'b']) queue.send(body);
  await runFor(clock, 40);
  expect(batches()).toEqual(Array.from({ length: times }, () => ['a', 'b']));
});

it('a function without ReportBatchItemFailures has processed the batch, regardless of its answer', async () => {
  const { clock, queue, batches } = fedFromAQueue({ mapping: { reportsItemFailures: false }, stub: reportingFailures });
  queue.send('fail');
  await runFor(clock, 40);
  expect(batches()).toEqual([['fail']]);
});
