// Unit layer: asynchronous invocations with Lambda's retries.
import { arnOf, functionArn } from '#local-aws/stack/account.ts';
import type { DeployedFunction } from '#local-aws/stack/deployed-stack.ts';
import { aFunction, anInvoker, runFor } from '../builders.ts';
import { failing, inTurn, type Stub } from '../stub-runtime.ts';

const QUEUE = arnOf('sqs', 'failures');
const broken = failing('TypeError', 'x is not a function');

/** Accepts one event and lets an hour pass. */
const accepting = async (stub: Stub, deployed: Partial<DeployedFunction> = {}) => {
  const functions = [aFunction('assess', { onFailureArn: QUEUE, ...deployed })];
  const { clock, invoker, runtime, sent } = anInvoker({ functions, stubs: { assess: stub } });
  invoker.accept('assess', { a: 1 });
  expect(runtime.calls).toEqual([]);
  await runFor(clock, 3600);
  return { seconds: runtime.secondsOf('assess'), calls: runtime.calls, sent, counters: invoker.counters().assess };
};

it('an asynchronous invocation that succeeds happens once, a moment later', async () => {
  const { calls, sent } = await accepting(() => null);
  expect(calls).toEqual([{ second: 0.03, name: 'assess', event: { a: 1 } }]);
  expect(sent).toEqual([]);
});

it.each([
  { maximumRetryAttempts: 0, seconds: [0.03] },
  { maximumRetryAttempts: 1, seconds: [0.03, 60.03] },
  { maximumRetryAttempts: 2, seconds: [0.03, 60.03, 180.03] },
])(
  'a failing asynchronous invocation is retried $maximumRetryAttempts times, after 1 and 2 minutes',
  async ({ seconds, ...deployed }) => {
    const made = await accepting(broken, deployed);
    expect(made.seconds).toEqual(seconds);
    expect(made.counters).toEqual({ invocations: seconds.length, errors: seconds.length, throttles: 0, dropped: 1 });
  },
);

it('an asynchronous invocation is not retried after it succeeds', async () => {
  const fine: Stub = () => 'fine';
  const { seconds, counters } = await accepting((event, call) => (call === 1 ? broken : fine)(event, call));
  expect(seconds).toEqual([0.03, 60.03]);
  expect(counters).toMatchObject({ errors: 1, dropped: 0 });
});

it.each([
  { maximumEventAgeSeconds: 60, attempts: 1, condition: 'EventAgeExceeded' },
  { maximumEventAgeSeconds: 61, attempts: 2, condition: 'EventAgeExceeded' },
  { maximumEventAgeSeconds: 180, attempts: 2, condition: 'EventAgeExceeded' },
  { maximumEventAgeSeconds: 181, attempts: 3, condition: 'RetriesExhausted' },
])(
  'an asynchronous event with a maximum age of $maximumEventAgeSeconds s is dropped after $attempts attempts: $condition',
  async ({ attempts, condition, ...deployed }) => {
    const { sent } = await accepting(broken, deployed);
    expect(sent.map(({ body }) => body)).toMatchObject([
      { requestContext: { condition, approximateInvokeCount: attempts } },
    ]);
  },
);

it('a throttled asynchronous event is retried with a back-off of 1 s to 5 minutes until its maximum age', async () => {
  const { sent, counters } = await accepting(inTurn(null), { reservedConcurrency: 0, maximumEventAgeSeconds: 600 });
  // Delays of 1, 2, 4, … 256 s make ten attempts in 511 s; the eleventh is 300 s later and too late.
  expect(counters).toEqual({ invocations: 0, errors: 0, throttles: 10, dropped: 1 });
  expect(sent).toMatchObject([
    { second: 811.03, body: { requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 0 } } },
  ]);
});

it('a dropped asynchronous event leaves the record that Lambda documents at its destination', async () => {
  const { sent } = await accepting(broken, { maximumRetryAttempts: 0 });
  expect(sent).toEqual([
    {
      second: 0.03,
      arn: QUEUE,
      body: {
        version: '1.0',
        timestamp: '2026-11-23T10:00:00.030Z',
        requestContext: {
          requestId: expect.any(String),
          functionArn: `${functionArn('assess')}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: 1,
        },
        requestPayload: { a: 1 },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: 'TypeError', errorMessage: 'x is not a function' },
      },
    },
  ]);
});

it('a dropped asynchronous event without a destination is only counted', async () => {
  const { sent, counters } = await accepting(broken, { onFailureArn: '' });
  expect([sent, counters?.dropped]).toEqual([[], 1]);
});
