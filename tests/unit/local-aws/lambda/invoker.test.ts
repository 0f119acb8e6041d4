// Unit layer: synchronous invocations and reserved concurrency.
import { functionArn } from '#local-aws/stack/account.ts';
import type { DeployedFunction } from '#local-aws/stack/deployed-stack.ts';
import { aFunction, anInvoker, runFor, START } from '../builders.ts';
import { failing, type Stub } from '../stub-runtime.ts';

const invoking = (stub: Stub = () => null, deployed: Partial<DeployedFunction> = {}, durationMs = 0) => {
  const functions = [aFunction('assess', deployed)];
  const made = anInvoker({ functions, stubs: { assess: stub }, durationMs: () => durationMs });
  return { ...made, counters: () => made.invoker.counters().assess };
};

it.each(['assess', functionArn('assess'), 'assess:$LATEST'])(
  'a synchronous invocation of %s returns the function’s result',
  async (name) => {
    const { invoker } = invoking((event) => ({ got: event }));
    expect(await invoker.invokeNow(name, { a: 1 })).toEqual({ payload: { got: { a: 1 } } });
  },
);

it('a function that is not deployed is refused as Lambda refuses it', () => {
  expect(() => invoking().invoker.find('other')).toThrow(
    expect.objectContaining({ name: 'ResourceNotFoundException', message: 'Function not found: other' }),
  );
});

it('a synchronous invocation returns the error under its name and is not retried', async () => {
  const { clock, invoker, runtime, counters } = invoking(failing('TypeError', 'x is not a function'));
  expect(await invoker.invokeNow('assess', {})).toEqual({
    errorType: 'TypeError',
    errorMessage: 'x is not a function',
  });
  await runFor(clock, 600);
  expect(runtime.calls).toHaveLength(1);
  expect(counters()).toEqual({ invocations: 1, errors: 1, throttles: 0, dropped: 0 });
});

it('an invocation answers after the simulated duration of the function', async () => {
  const { clock, invoker } = invoking(undefined, {}, 2_500);
  let answeredAt = 0;
  void invoker.invoke('assess', {}).then(() => {
    answeredAt = clock.now();
  });
  await runFor(clock, 10);
  expect(answeredAt).toBe(START + 2_500);
});

it.each([
  { reservedConcurrency: 0, throttled: 3 },
  { reservedConcurrency: 2, throttled: 1 },
  { reservedConcurrency: 3, throttled: 0 },
  { reservedConcurrency: 4, throttled: 0 },
])(
  'a reserved concurrency of $reservedConcurrency throttles $throttled of three concurrent calls',
  async ({ throttled, ...deployed }) => {
    const { clock, invoker, counters } = invoking(undefined, deployed, 1_000);
    const calls = [1, 2, 3].map((event) => invoker.invoke('assess', event));
    await runFor(clock, 2);
    const answers = await Promise.all(calls);
    expect(answers.filter((answer) => answer === 'throttled')).toHaveLength(throttled);
    expect(counters()).toMatchObject({ throttles: throttled, invocations: 3 - throttled });
  },
);

it('the reserved concurrency is available again after a call that ended with an error', async () => {
  const { clock, invoker } = invoking(failing('TypeError'), { reservedConcurrency: 1 }, 1_000);
  void invoker.invoke('assess', {});
  await runFor(clock, 2);
  expect(await invoker.invokeNow('assess', {})).toMatchObject({ errorType: 'TypeError' });
});
