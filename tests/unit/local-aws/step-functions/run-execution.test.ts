// Unit layer: the interpreter of state machines on a virtual clock.
import { functionArn } from '#local-aws/stack/account.ts';
import { aFunction, runFor, START } from '../builders.ts';
import { failing, namedError, type Stub } from '../stub-runtime.ts';
import { executing } from './executing.ts';

const TASK = { Type: 'Task', Resource: functionArn('assess') };
const oneTask = (more: object = {}) => ({ StartAt: 'Work', States: { Work: { ...TASK, End: true, ...more } } });

/** Runs one execution for `seconds` with this code for its function. */
const running = async (definition: unknown, stub: Stub = () => null, seconds = 60, options: object = {}) => {
  const made = executing({ definition, functions: [aFunction('assess')], stubs: { assess: stub }, ...options });
  made.start();
  await runFor(made.clock, seconds);
  return { ...made, execution: made.only() };
};

it('an uncaught error of a task fails the execution under its own name', async () => {
  const { execution } = await running(oneTask(), failing('LeaseLost', 'it went wrong'));
  expect(execution).toMatchObject({ status: 'FAILED', error: { name: 'LeaseLost', cause: 'it went wrong' } });
});

it.each([
  { caught: 'LeaseLost', status: 'SUCCEEDED', output: { error: { Error: 'LeaseLost', Cause: 'no' } } },
  { caught: 'LeaseFound', status: 'FAILED', output: {} },
])('the error LeaseLost is caught by the name $caught: $status', async ({ caught, status, output }) => {
  const Catch = [{ ErrorEquals: [caught], ResultPath: '$.error', Next: 'Done' }];
  const definition = { StartAt: 'Work', States: { Work: { ...TASK, Catch, Next: 'Done' }, Done: { Type: 'Succeed' } } };
  const { execution } = await running(definition, failing('LeaseLost'));
  expect(execution?.status).toBe(status);
  expect(JSON.parse(execution?.output ?? '{}')).toEqual(output);
});

it('a task that exceeds its time limit fails the execution, which has not timed out itself', async () => {
  const slow = { durationMs: () => 9_000 };
  const { execution } = await running(oneTask({ TimeoutSeconds: 5 }), undefined, 60, slow);
  expect(execution).toMatchObject({ status: 'FAILED', error: { name: 'States.Timeout' }, stoppedAt: START + 5_050 });
});

it('a task is not retried after the time limit of the execution', async () => {
  const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 4, MaxAttempts: 20, BackoffRate: 1 }];
  const { execution, runtime } = await running({ TimeoutSeconds: 10, ...oneTask({ Retry }) }, failing('Error'));
  expect(execution).toMatchObject({ status: 'TIMED_OUT', stoppedAt: START + 10_050 });
  expect(runtime.secondsOf('assess')).toEqual([0.05, 4.45, 8.85]);
});

it('tasks within Parallel and Map states invoke their functions', async () => {
  const Each = { Type: 'Map', ItemProcessor: oneTask(), End: true };
  const States = { Both: { Type: 'Parallel', Branches: [oneTask()], Next: 'Each' }, Each };
  const { execution, runtime } = await running({ StartAt: 'Both', States }, (_event, call) => call);
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '[2]' });
  expect(runtime.secondsOf('assess')).toEqual([0.05, 0.45]);
});

it('a task fails when the role does not allow its function', async () => {
  const calls: unknown[] = [];
  const authorizeInvoke = (...call: unknown[]) => {
    calls.push(call);
    throw namedError('AccessDeniedException', 'not authorized');
  };
  const { execution, runtime } = await running(oneTask(), undefined, 60, { authorizeInvoke });
  const error = { name: 'AccessDeniedException', cause: 'not authorized' };
  expect(execution).toMatchObject({ status: 'FAILED', error });
  expect([calls, runtime.calls]).toEqual([[['recovery-role', functionArn('assess')]], []]);
});

it('the jitter of retries is random, and the same for the same seed', async () => {
  const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 2, JitterStrategy: 'FULL' }];
  const history = async () => (await running(oneTask({ Retry }), failing('Busy'), 120)).history();
  const first = await history();
  expect(first[0]).toHaveLength(3);
  expect(await history()).toEqual(first);
});

it('a wait until an instant ends at that instant of the virtual clock', async () => {
  const Wait = { Type: 'Wait', Timestamp: '2026-11-23T11:00:00Z', Next: 'Work' };
  const definition = { StartAt: 'Wait', States: { Wait, Work: { ...TASK, End: true } } };
  expect((await running(definition, undefined, 4_000)).history()).toEqual([['3600 Work']]);
});
