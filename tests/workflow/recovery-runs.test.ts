// Workflow layer: executions of the deployed state machine over stub functions, on a virtual clock.
import { readFileSync } from 'node:fs';
import { functionPlaceholders } from '#deploy/workflow.ts';
import { functionArn } from '#local-aws/stack/account.ts';
import { aFunction, runFor, START } from '#tests/unit/local-aws/builders.ts';
import { executing } from '#tests/unit/local-aws/step-functions/executing.ts';
import { failing, inTurn, type Stub } from '#tests/unit/local-aws/stub-runtime.ts';

const FUNCTIONS = ['assess', 'stop-task', 'roll-back', 'reset-breaker', 'publish-alert'];
const INCIDENT = { service: 'registry', incident: 'registry-1' };

const TEXT = readFileSync('workflows/recovery.asl.json', 'utf8');
const RECOVERY: unknown = JSON.parse(
  functionPlaceholders(TEXT, FUNCTIONS).reduce(
    (text, { placeholder, functionName }) => text.replaceAll(`\${${placeholder}}`, functionArn(functionName)),
    TEXT,
  ),
);

interface Options {
  readonly durationMs?: (name: string) => number;
  readonly reservedConcurrency?: number;
}

const aRecovery = (stubs: Readonly<Record<string, Stub>>, { reservedConcurrency, ...options }: Options = {}) => {
  const limit = reservedConcurrency === undefined ? {} : { reservedConcurrency };
  const functions = FUNCTIONS.map((name) => aFunction(name, name === 'stop-task' ? limit : {}));
  return executing({ definition: RECOVERY, functions, stubs, ...options });
};

/** One recovery during `seconds` (ten minutes by default). */
const recovering = async (stubs: Readonly<Record<string, Stub>>, options: Options = {}, seconds = 600) => {
  const made = aRecovery(stubs, options);
  made.start(INCIDENT);
  await runFor(made.clock, seconds);
  return { ...made, execution: made.only(), states: made.only()?.states.map(({ name }) => name) };
};

const waiting = (waitSeconds: number) => ({ ...INCIDENT, next: 'wait', waitSeconds });
const acting = (next: string) => ({ ...INCIDENT, next, waitSeconds: 20, step: { ...INCIDENT, attempt: 1, plan: 'p' } });
const CLOSE = { ...INCIDENT, next: 'close' };
const ALERT = { ...INCIDENT, next: 'publish-alert', alert: 'resolved' };

it('a recovery acts, lets the action settle, waits, publishes an alert and ends', async () => {
  const assess = inTurn(acting('stop-task'), waiting(15), ALERT);
  const { runtime, history, execution } = await recovering({ assess });
  expect(history()).toEqual([['0.05 Assess', '0.45 StopTask', '20.85 Assess', '36.25 Assess', '36.65 PublishAlert']]);
  expect(execution).toMatchObject({ status: 'SUCCEEDED', stoppedAt: START + 37_050 });
  expect(runtime.eventsOf('assess')).toEqual([INCIDENT, INCIDENT, INCIDENT]);
  expect(runtime.eventsOf('stop-task')).toEqual([{ ...INCIDENT, attempt: 1, plan: 'p' }]);
  expect(runtime.eventsOf('publish-alert')).toEqual([{ ...INCIDENT, alert: 'resolved' }]);
});

it.each([
  { next: 'stop-task', state: 'StopTask' },
  { next: 'roll-back', state: 'RollBack' },
  { next: 'reset-breaker', state: 'ResetBreaker' },
])('a recovery invokes $next once and assesses the result, even if it fails', async ({ next, state }) => {
  const stubs = { assess: inTurn(acting(next), CLOSE), [next]: failing('TaskFailedSomehow') };
  const { runtime, states, execution } = await recovering(stubs);
  expect(states).toEqual(['Assess', state, 'Assess']);
  expect(runtime.secondsOf(next)).toHaveLength(1);
  expect(execution?.status).toBe('SUCCEEDED');
});

it('a recovery repeats an action only while it is throttled, after 2, 4, 8 and 16 s', async () => {
  const assess = inTurn(acting('stop-task'), CLOSE);
  const { history } = await recovering({ assess }, { reservedConcurrency: 0 });
  const attempts = ['0.45 StopTask', '2.45 StopTask', '6.45 StopTask', '14.45 StopTask', '30.45 StopTask'];
  expect(history()).toEqual([['0.05 Assess', ...attempts, '50.45 Assess']]);
});

it('a recovery retries a failed assessment and goes on', async () => {
  const assess: Stub = (event, call) => (call < 3 ? failing('ThrottlingException')(event, call) : CLOSE);
  const { history, execution } = await recovering({ assess });
  expect(history()).toEqual([['0.05 Assess', '2.45 Assess', '6.85 Assess']]);
  expect(execution?.status).toBe('SUCCEEDED');
});

it('a recovery publishes an alert and fails when every assessment fails', async () => {
  const { runtime, history, execution } = await recovering({ assess: failing('Runtime.ExitError') });
  const assessments = [0.05, 2.45, 6.85, 15.25, 31.65, 62.05].map((second) => `${second} Assess`);
  expect(history()).toEqual([[...assessments, '62.45 PublishFailure']]);
  expect(runtime.eventsOf('publish-alert')).toEqual([{ ...INCIDENT, alert: 'recovery-failed' }]);
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: { name: 'RecoveryFailed', cause: expect.stringContaining('the execution') },
  });
});

it('a recovery publishes an alert when an assessment has an unknown next step', async () => {
  const { states } = await recovering({ assess: () => ({ ...INCIDENT, next: 'dance' }) });
  expect(states).toEqual(['Assess', 'PublishFailure']);
});

it('a recovery gives up an assessment at its time limit and retries it', async () => {
  const takes = [60_000, 400, 400];
  const { history, execution } = await recovering({ assess: inTurn(CLOSE) }, { durationMs: () => takes.shift() ?? 0 });
  expect(history()).toEqual([['0.05 Assess', '47.05 Assess']]);
  expect(execution?.status).toBe('SUCCEEDED');
});

it('a recovery times out after two hours of waiting, and invokes no function afterwards', async () => {
  const { clock, only, events, execution } = await recovering({ assess: () => waiting(600) }, {}, 3 * 3600);
  const error = { name: 'States.Timeout' };
  expect(execution).toMatchObject({ status: 'TIMED_OUT', stoppedAt: START + 50 + 7_200_000, error });
  expect(events.at(-1)?.detail).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  await runFor(clock, 3600);
  expect(only()?.states).toHaveLength(execution?.states.length ?? 0);
});

it('a recovery waits an hour of the virtual clock', async () => {
  const { clock, execution, only } = await recovering({ assess: inTurn(waiting(3600), CLOSE) }, {}, 3600);
  expect(execution).toMatchObject({ status: 'RUNNING' });
  await runFor(clock, 2);
  expect(only()).toMatchObject({ status: 'SUCCEEDED', stoppedAt: START + 3_600_850 });
});

it('recoveries have the same history in a second run, however many run side by side', async () => {
  const run = async () => {
    const { clock, start, history, runtime } = aRecovery({
      assess: (_event, call) => (call > 12 ? CLOSE : call % 3 === 0 ? acting('roll-back') : waiting(call * 7)),
    });
    for (const name of ['one', 'two', 'three']) start(INCIDENT, name);
    await runFor(clock, 3600);
    return { history: history(), calls: runtime.calls };
  };
  const first = await run();
  expect(first.history.map(({ length }) => length)).not.toContain(0);
  expect(await run()).toEqual(first);
});
