// Unit layer: Lambda's front, synchronous and asynchronous.

import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { createInvoker } from '#local-aws/lambda/invoker.ts';
import type { DeployedFunction } from '#local-aws/stack/deployed-stack.ts';
import { aFunction, aRuntime, named, runFor, START, type Stub, someIds } from './parts.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:failures';

interface Wishes {
  readonly stub?: Stub;
  readonly deployed?: Partial<DeployedFunction>;
  readonly durationMs?: number;
}

const anInvoker = ({ stub = () => null, deployed = {}, durationMs = 0 }: Wishes = {}) => {
  const clock = createVirtualClock(START);
  const runtime = aRuntime(clock.now, { assess: stub });
  const sent: { readonly second: number; readonly arn: string; readonly body: unknown }[] = [];
  const invoker = createInvoker({
    functions: [aFunction('assess', deployed)],
    runtime,
    clock,
    ids: someIds(),
    durationMs: () => durationMs,
    sendToDestination: (arn, body) => sent.push({ second: (clock.now() - START) / 1000, arn, body: JSON.parse(body) }),
  });
  return { clock, runtime, sent, invoker, counters: () => invoker.counters()['assess'] };
};

const failing: Stub = () => {
  throw named('TypeError', 'x is not a function');
};

describe('a synchronous invocation', () => {
  it.each(['assess', 'arn:aws:lambda:us-east-1:123456789012:function:assess', 'assess:$LATEST'])(
    'of %s answers what the function answered',
    async (name) => {
      const { invoker } = anInvoker({ stub: (event) => ({ got: event }) });
      expect(await invoker.invokeNow(name, { a: 1 })).toEqual({ payload: { got: { a: 1 } } });
    },
  );

  it('of a function that is not there is refused as Lambda refuses it', () => {
    expect(() => anInvoker().invoker.find('other')).toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException', message: 'Function not found: other' }),
    );
  });

  it('keeps the name of the error, and is not tried again', async () => {
    const { clock, invoker, runtime, counters } = anInvoker({ stub: failing });
    expect(await invoker.invokeNow('assess', {})).toEqual({
      errorType: 'TypeError',
      errorMessage: 'x is not a function',
    });
    await runFor(clock, 600);
    expect(runtime.calls).toHaveLength(1);
    expect(counters()).toEqual({ invocations: 1, errors: 1, throttles: 0, dropped: 0 });
  });

  it('answers after the time that the function takes', async () => {
    const { clock, invoker } = anInvoker({ durationMs: 2_500 });
    let answeredAt = 0;
    void invoker.invoke('assess', {}).then(() => {
      answeredAt = clock.now() - START;
    });
    await runFor(clock, 10);
    expect(answeredAt).toBe(2_500);
  });

  it('holds the world while the code runs, however long that really takes', async () => {
    const { clock, invoker, runtime } = anInvoker({ stub: () => null });
    clock.after(1_000, () => void invoker.invoke('assess', {}));
    await runFor(clock, 5);
    expect(runtime.secondsOf('assess')).toEqual([1]);
  });
});

describe('reserved concurrency', () => {
  it.each([
    { reservedConcurrency: 0, throttled: 3 },
    { reservedConcurrency: 2, throttled: 1 },
    { reservedConcurrency: 3, throttled: 0 },
    { reservedConcurrency: 4, throttled: 0 },
  ])(
    'of $reservedConcurrency throttles $throttled of three calls at once',
    async ({ reservedConcurrency, throttled }) => {
      const { clock, invoker, counters } = anInvoker({ deployed: { reservedConcurrency }, durationMs: 1_000 });
      const calls = [1, 2, 3].map((event) => invoker.invoke('assess', event));
      await runFor(clock, 2);
      const answers = await Promise.all(calls);
      expect(answers.filter((answer) => answer === 'throttled')).toHaveLength(throttled);
      expect(counters()).toMatchObject({ throttles: throttled, invocations: 3 - throttled });
    },
  );

  it('is free again once a call has ended, also with an error', async () => {
    const { clock, invoker } = anInvoker({ deployed: { reservedConcurrency: 1 }, stub: failing, durationMs: 1_000 });
    void invoker.invoke('assess', {});
    await runFor(clock, 2);
    expect(await invoker.invokeNow('assess', {})).toMatchObject({ errorType: 'TypeError' });
  });

  it('puts an asynchronous event off, longer each time and up to 5 minutes, until its age is reached', async () => {
    const { clock, invoker, counters, sent } = anInvoker({
      deployed: { reservedConcurrency: 0, maximumEventAgeSeconds: 600, onFailureArn: QUEUE },
    });
    invoker.accept('assess', { a: 1 });
    await runFor(clock, 3600);
    // Waits of 1, 2, 4, … 256 s make ten attempts in 511 s; the eleventh comes 300 s later and is too late.
    expect(counters()).toEqual({ invocations: 0, errors: 0, throttles: 10, dropped: 1 });
    expect(sent.map(({ second, body }) => ({ second, body }))).toEqual([
      {
        second: 811.03,
        body: expect.objectContaining({
          requestContext: expect.objectContaining({ condition: 'EventAgeExceeded', approximateInvokeCount: 0 }),
        }),
      },
    ]);
  });
});

describe('an asynchronous invocation', () => {
  it('happens a little later, once, when all goes well', async () => {
    const { clock, invoker, runtime, sent } = anInvoker({ deployed: { onFailureArn: QUEUE } });
    invoker.accept('assess', { a: 1 });
    expect(runtime.calls).toEqual([]);
    await runFor(clock, 600);
    expect(runtime.calls).toEqual([{ second: 0.03, name: 'assess', event: { a: 1 } }]);
    expect(sent).toEqual([]);
  });

  it.each([
    { maximumRetryAttempts: 0, seconds: [0.03] },
    { maximumRetryAttempts: 1, seconds: [0.03, 60.03] },
    { maximumRetryAttempts: 2, seconds: [0.03, 60.03, 180.03] },
  ])(
    'that fails is tried $maximumRetryAttempts more times, after 1 and 2 minutes',
    async ({ maximumRetryAttempts, seconds }) => {
      const { clock, invoker, runtime, counters } = anInvoker({ stub: failing, deployed: { maximumRetryAttempts } });
      invoker.accept('assess', {});
      await runFor(clock, 3600);
      expect(runtime.secondsOf('assess')).toEqual(seconds);
      expect(counters()).toEqual({ invocations: seconds.length, errors: seconds.length, throttles: 0, dropped: 1 });
    },
  );

  it('is tried no more once it went well', async () => {
    const { clock, invoker, runtime, counters } = anInvoker({
      stub: (_, call) => (call === 1 ? failing({}, 1) : 'fine'),
    });
    invoker.accept('assess', {});
    await runFor(clock, 3600);
    expect(runtime.secondsOf('assess')).toEqual([0.03, 60.03]);
    expect(counters()).toMatchObject({ errors: 1, dropped: 0 });
  });

  it.each([
    { maximumEventAgeSeconds: 60, attempts: 1, condition: 'EventAgeExceeded' },
    { maximumEventAgeSeconds: 61, attempts: 2, condition: 'EventAgeExceeded' },
    { maximumEventAgeSeconds: 180, attempts: 2, condition: 'EventAgeExceeded' },
    { maximumEventAgeSeconds: 181, attempts: 3, condition: 'RetriesExhausted' },
  ])(
    'that may be $maximumEventAgeSeconds s old is given up after $attempts attempts: $condition',
    async ({ attempts, condition, ...deployed }) => {
      const { clock, invoker, sent } = anInvoker({ stub: failing, deployed: { ...deployed, onFailureArn: QUEUE } });
      invoker.accept('assess', {});
      await runFor(clock, 3600);
      expect(sent.map(({ body }) => body)).toMatchObject([
        { requestContext: { condition, approximateInvokeCount: attempts } },
      ]);
    },
  );

  it('that was given up leaves a record of itself at its destination', async () => {
    const { clock, invoker, sent } = anInvoker({
      stub: failing,
      deployed: { onFailureArn: QUEUE, maximumRetryAttempts: 0 },
    });
    invoker.accept('assess', { a: 1 });
    await runFor(clock, 10);
    expect(sent).toEqual([
      {
        second: 0.03,
        arn: QUEUE,
        body: {
          version: '1.0',
          timestamp: '2026-11-23T10:00:00.030Z',
          requestContext: {
            requestId: expect.any(String),
            functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:assess:$LATEST',
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

  it('that was given up leaves the event itself in its dead-letter queue', async () => {
    const { clock, invoker, sent } = anInvoker({
      stub: failing,
      deployed: { deadLetterArn: QUEUE, maximumRetryAttempts: 0 },
    });
    invoker.accept('assess', { a: 1 });
    await runFor(clock, 10);
    expect(sent.map(({ arn, body }) => ({ arn, body }))).toEqual([{ arn: QUEUE, body: { a: 1 } }]);
  });
});
