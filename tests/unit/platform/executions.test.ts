// Unit layer: the interpreter of state machines on the world's clock, running the very definition that is deployed.
import { readFileSync } from 'node:fs';
import { functionPlaceholders } from '#deploy/workflow.ts';
import { createRandom } from '#local-aws/clock/random.ts';
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import type { EventContents } from '#local-aws/eventbridge/event-envelope.ts';
import { createInvoker } from '#local-aws/lambda/invoker.ts';
import { functionArn } from '#local-aws/stack/account.ts';
import { createExecutions } from '#local-aws/step-functions/executions.ts';
import { loadStatesEngine } from '#local-aws/step-functions/states-engine.ts';
import { aFunction, aRuntime, named, runFor, START, type Stub, someIds } from './parts.ts';

const FUNCTIONS = ['assess', 'stop-task', 'roll-back', 'reset-breaker', 'publish-alert'];
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:recovery';
const INCIDENT = { service: 'registry', incident: 'registry-1' };

const TEXT = readFileSync('workflows/recovery.asl.json', 'utf8');
const RECOVERY: unknown = JSON.parse(
  functionPlaceholders(TEXT, FUNCTIONS).reduce(
    (text, { placeholder, functionName }) => text.replaceAll(`\${${placeholder}}`, functionArn(functionName)),
    TEXT,
  ),
);

interface Wishes {
  readonly definition?: unknown;
  readonly durationMs?: (name: string) => number;
  readonly reservedConcurrency?: number;
  readonly authorizeInvoke?: (roleName: string, functionArn: string) => void;
}

const executing = (stubs: Readonly<Record<string, Stub>>, wishes: Wishes = {}) => {
  const { definition = RECOVERY, durationMs = () => 400, authorizeInvoke = () => undefined, ...reserved } = wishes;
  const clock = createVirtualClock(START);
  const runtime = aRuntime(clock.now, stubs);
  const events: EventContents[] = [];
  const executions = createExecutions({
    machines: [{ name: 'recovery', arn: MACHINE, roleName: 'recovery-role', definition }],
    engine: loadStatesEngine(clock, createRandom(1)),
    clock,
    invoker: createInvoker({
      functions: FUNCTIONS.map((name) => aFunction(name, name === 'stop-task' ? reserved : {})),
      runtime,
      clock,
      ids: someIds(),
      durationMs,
      sendToDestination: () => undefined,
    }),
    emit: (contents) => events.push(contents),
    authorizeInvoke,
  });
  const start = (name = 'registry-1', input = JSON.stringify(INCIDENT)) =>
    executions.start({ stateMachineArn: MACHINE, name, input });
  const history = () =>
    executions.all().map(({ states }) => states.map(({ name, at }) => `${(at - START) / 1000} ${name}`));
  return { clock, runtime, executions, events, start, history, only: () => executions.all()[0] };
};

const waiting = (waitSeconds: number) => ({ ...INCIDENT, next: 'wait', waitSeconds });
const acting = (next: string) => ({ ...INCIDENT, next, waitSeconds: 20, step: { ...INCIDENT, attempt: 1, plan: 'p' } });
const CLOSE = { ...INCIDENT, next: 'close' };
const ALERT = { ...INCIDENT, next: 'publish-alert', alert: 'resolved' };

/** Answers one after the other; the last one from then on. */
const inTurn =
  (...answers: readonly unknown[]): Stub =>
  (_event, call) =>
    answers[Math.min(call, answers.length) - 1];

const failing =
  (name: string): Stub =>
  () => {
    throw named(name, 'it went wrong');
  };

describe('the recovery workflow', () => {
  it('acts, waits for things to settle, waits on, tells people, and ends', async () => {
    const { clock, runtime, start, history, only } = executing({
      assess: inTurn(acting('stop-task'), waiting(15), ALERT),
    });
    start();
    await runFor(clock, 600);
    expect(history()).toEqual([['0.05 Assess', '0.45 StopTask', '20.85 Assess', '36.25 Assess', '36.65 PublishAlert']]);
    expect(only()).toMatchObject({ status: 'SUCCEEDED', stoppedAt: START + 37_050 });
    expect(runtime.eventsOf('assess')).toEqual([INCIDENT, INCIDENT, INCIDENT]);
    expect(runtime.eventsOf('stop-task')).toEqual([{ ...INCIDENT, attempt: 1, plan: 'p' }]);
    expect(runtime.eventsOf('publish-alert')).toEqual([{ ...INCIDENT, alert: 'resolved' }]);
  });

  it.each([
    { next: 'stop-task', state: 'StopTask' },
    { next: 'roll-back', state: 'RollBack' },
    { next: 'reset-breaker', state: 'ResetBreaker' },
  ])(
    'calls $next when assess says so, and lets assess find out what came of it even if it fails',
    async ({ next, state }) => {
      const { clock, runtime, start, only } = executing({
        assess: inTurn(acting(next), CLOSE),
        [next]: failing('TaskFailedSomehow'),
      });
      start();
      await runFor(clock, 600);
      expect(only()?.states.map(({ name }) => name)).toEqual(['Assess', state, 'Assess']);
      expect(runtime.secondsOf(next)).toHaveLength(1);
      expect(only()?.status).toBe('SUCCEEDED');
    },
  );

  it('repeats an action only while it is throttled, after 2, 4, 8 and 16 s', async () => {
    const { clock, start, history } = executing(
      { assess: inTurn(acting('stop-task'), CLOSE) },
      { reservedConcurrency: 0 },
    );
    start();
    await runFor(clock, 600);
    const attempts = ['0.45 StopTask', '2.45 StopTask', '6.45 StopTask', '14.45 StopTask', '30.45 StopTask'];
    expect(history()).toEqual([['0.05 Assess', ...attempts, '50.45 Assess']]);
  });

  it('tries assess again when it fails, and goes on as if nothing had been', async () => {
    const { clock, start, history, only } = executing({
      assess: (event, call) => (call < 3 ? failing('ThrottlingException')(event, call) : CLOSE),
    });
    start();
    await runFor(clock, 600);
    expect(history()).toEqual([['0.05 Assess', '2.45 Assess', '6.85 Assess']]);
    expect(only()?.status).toBe('SUCCEEDED');
  });

  it('tells people when assess keeps failing, and ends as failed', async () => {
    const { clock, runtime, start, history, only } = executing({ assess: failing('Runtime.ExitError') });
    start();
    await runFor(clock, 600);
    expect(history()).toEqual([
      [
        '0.05 Assess',
        '2.45 Assess',
        '6.85 Assess',
        '15.25 Assess',
        '31.65 Assess',
        '62.05 Assess',
        '62.45 PublishFailure',
      ],
    ]);
    expect(runtime.eventsOf('publish-alert')).toEqual([{ ...INCIDENT, alert: 'recovery-failed' }]);
    expect(only()).toMatchObject({
      status: 'FAILED',
      error: {
        name: 'RecoveryFailed',
        cause: "The recovery could not go on and people were told; the execution's history names the error.",
      },
    });
  });

  it('tells people when assess answers what the workflow does not know', async () => {
    const { clock, start, only } = executing({ assess: () => ({ ...INCIDENT, next: 'dance' }) });
    start();
    await runFor(clock, 600);
    expect(only()?.states.map(({ name }) => name)).toEqual(['Assess', 'PublishFailure']);
  });

  it('gives up on an assess that takes longer than its time limit, and tries it again', async () => {
    const takes = [60_000, 400, 400];
    const { clock, start, history, only } = executing(
      { assess: inTurn(CLOSE) },
      { durationMs: () => takes.shift() ?? 0 },
    );
    start();
    await runFor(clock, 600);
    expect(history()).toEqual([['0.05 Assess', '47.05 Assess']]);
    expect(only()?.status).toBe('SUCCEEDED');
  });

  it('ends as timed out after two hours of waiting, whatever assess says', async () => {
    const { clock, start, only, events } = executing({ assess: () => waiting(600) });
    start();
    await runFor(clock, 3 * 3600);
    expect(only()).toMatchObject({
      status: 'TIMED_OUT',
      stoppedAt: START + 50 + 7_200_000,
      error: { name: 'States.Timeout' },
    });
    expect(events.at(-1)?.detail).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    const calls = only()?.states.length;
    await runFor(clock, 3600);
    expect(only()?.states).toHaveLength(calls ?? 0);
  });

  it('waits an hour by the clock of the world, which is not that of the test', async () => {
    const { clock, start, only } = executing({ assess: inTurn(waiting(3600), CLOSE) });
    start();
    await runFor(clock, 3600);
    expect(only()).toMatchObject({ status: 'RUNNING' });
    await runFor(clock, 2);
    expect(only()).toMatchObject({ status: 'SUCCEEDED', stoppedAt: START + 3_600_850 });
  });

  it('has the same history in a second world that begins alike, however many run side by side', async () => {
    const play = async () => {
      const { clock, start, history, runtime } = executing({
        assess: (_event, call) => (call > 12 ? CLOSE : call % 3 === 0 ? acting('roll-back') : waiting(call * 7)),
      });
      for (const name of ['one', 'two', 'three']) start(name);
      await runFor(clock, 3600);
      return { history: history(), calls: runtime.calls };
    };
    const first = await play();
    expect(first.history.map(({ length }) => length)).not.toContain(0);
    expect(await play()).toEqual(first);
  });
});

describe('starting an execution', () => {
  it('is announced, and so is its end', async () => {
    const { clock, start, events } = executing({ assess: () => CLOSE });
    const { arn } = start();
    await runFor(clock, 10);
    const known = {
      executionArn: arn,
      stateMachineArn: MACHINE,
      name: 'registry-1',
      startDate: START,
      input: JSON.stringify(INCIDENT),
      inputDetails: { included: true },
      error: null,
      cause: null,
    };
    const envelope = {
      detailType: 'Step Functions Execution Status Change',
      source: 'aws.states',
      resources: ['arn:aws:states:us-east-1:123456789012:execution:recovery:registry-1'],
    };
    expect(events).toEqual([
      { ...envelope, detail: { ...known, status: 'RUNNING', stopDate: null, output: null, outputDetails: null } },
      {
        ...envelope,
        detail: {
          ...known,
          status: 'SUCCEEDED',
          stopDate: START + 450,
          output: JSON.stringify(CLOSE),
          outputDetails: { included: true },
        },
      },
    ]);
  });

  it('again with the same name and input while it runs is the same execution', async () => {
    const { clock, start, executions, runtime } = executing({ assess: inTurn(waiting(60), CLOSE) });
    const first = start();
    await runFor(clock, 10);
    expect(start()).toMatchObject({ arn: first.arn, startedAt: START });
    expect(start('registry-2').arn).not.toBe(first.arn);
    await runFor(clock, 10);
    expect(executions.all()).toHaveLength(2);
    expect(executions.find(first.arn)?.name).toBe('registry-1');
    expect(runtime.calls).toHaveLength(2);
  });

  it.each([
    { when: 'it runs with other input', seconds: 10, input: '{"service":"other"}' },
    { when: 'it is over', seconds: 600, input: JSON.stringify(INCIDENT) },
  ])('again when $when is refused', async ({ seconds, input }) => {
    const { clock, start } = executing({ assess: inTurn(waiting(60), CLOSE) });
    start();
    await runFor(clock, seconds);
    expect(() => start('registry-1', input)).toThrow(
      expect.objectContaining({
        name: 'ExecutionAlreadyExists',
        message: "Execution Already Exists: 'arn:aws:states:us-east-1:123456789012:execution:recovery:registry-1'",
      }),
    );
  });

  it.each([
    { what: 'no JSON', request: { stateMachineArn: MACHINE, name: 'x', input: '{' }, name: 'InvalidExecutionInput' },
    {
      what: 'another machine',
      request: { stateMachineArn: `${MACHINE}-2`, name: 'x', input: '{}' },
      name: 'StateMachineDoesNotExist',
    },
  ])('of $what is refused as $name', ({ request, name }) => {
    expect(() => executing({}).executions.start(request)).toThrow(expect.objectContaining({ name }));
  });
});

describe('a task', () => {
  const oneTask = (more: object = {}) => ({
    StartAt: 'Work',
    States: { Work: { Type: 'Task', Resource: functionArn('assess'), End: true, ...more } },
  });

  it('that fails without being caught fails the execution under its own name', async () => {
    const { clock, start, only } = executing({ assess: failing('LeaseLost') }, { definition: oneTask() });
    start();
    await runFor(clock, 60);
    expect(only()).toMatchObject({ status: 'FAILED', error: { name: 'LeaseLost', cause: 'it went wrong' } });
  });

  it('that takes too long without being caught fails the execution, which has not timed out itself', async () => {
    const { clock, start, only } = executing(
      {},
      { definition: oneTask({ TimeoutSeconds: 5 }), durationMs: () => 9_000 },
    );
    start();
    await runFor(clock, 60);
    expect(only()).toMatchObject({ status: 'FAILED', error: { name: 'States.Timeout' }, stoppedAt: START + 5_050 });
  });

  it('is not tried again once the time of the whole execution is up', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 4, MaxAttempts: 20, BackoffRate: 1 }];
    const { clock, start, only, runtime } = executing(
      { assess: failing('Error') },
      { definition: { TimeoutSeconds: 10, ...oneTask({ Retry }) } },
    );
    start();
    await runFor(clock, 60);
    expect(only()).toMatchObject({ status: 'TIMED_OUT', stoppedAt: START + 10_050 });
    expect(runtime.secondsOf('assess')).toEqual([0.05, 4.45, 8.85]);
  });

  it('within a Parallel or a Map calls its function too', async () => {
    const branch = oneTask();
    const definition = {
      StartAt: 'Both',
      States: {
        Both: { Type: 'Parallel', Branches: [branch], Next: 'Each' },
        Each: { Type: 'Map', ItemProcessor: branch, End: true },
      },
    };
    const { clock, start, only, runtime } = executing({ assess: (_event, call) => call }, { definition });
    start();
    await runFor(clock, 60);
    expect(only()).toMatchObject({ status: 'SUCCEEDED', output: '[2]' });
    expect(runtime.secondsOf('assess')).toEqual([0.05, 0.45]);
  });

  it('that the role may not call fails', async () => {
    const asked: unknown[] = [];
    const { clock, start, only, runtime } = executing(
      {},
      {
        definition: oneTask(),
        authorizeInvoke: (...call) => {
          asked.push(call);
          throw named('AccessDeniedException', 'not authorized');
        },
      },
    );
    start();
    await runFor(clock, 60);
    expect(only()).toMatchObject({
      status: 'FAILED',
      error: { name: 'AccessDeniedException', cause: 'not authorized' },
    });
    expect(asked).toEqual([['recovery-role', functionArn('assess')]]);
    expect(runtime.calls).toEqual([]);
  });

  it('is caught by the name of its error, and by no other', async () => {
    const definition = (caught: string) => ({
      StartAt: 'Work',
      States: {
        Work: {
          Type: 'Task',
          Resource: functionArn('assess'),
          Catch: [{ ErrorEquals: [caught], ResultPath: '$.error', Next: 'Done' }],
          Next: 'Done',
        },
        Done: { Type: 'Succeed' },
      },
    });
    const play = async (caught: string) => {
      const { clock, start, only } = executing({ assess: failing('LeaseLost') }, { definition: definition(caught) });
      start();
      await runFor(clock, 60);
      return only();
    };
    const caught = await play('LeaseLost');
    expect(caught?.status).toBe('SUCCEEDED');
    expect(JSON.parse(caught?.output ?? '')).toEqual({
      ...INCIDENT,
      error: { Error: 'LeaseLost', Cause: 'it went wrong' },
    });
    expect((await play('LeaseFound'))?.status).toBe('FAILED');
  });

  it('is tried again after a time that chance spreads, the same for the same seed', async () => {
    const definition = oneTask({
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 2, JitterStrategy: 'FULL' }],
    });
    const play = async () => {
      const { clock, start, history } = executing({ assess: failing('Busy') }, { definition });
      start();
      await runFor(clock, 120);
      return history();
    };
    const first = await play();
    expect(first[0]).toHaveLength(3);
    expect(await play()).toEqual(first);
  });

  it('sees no time but that of the world: a wait until an instant ends at that instant', async () => {
    const definition = {
      StartAt: 'Wait',
      States: {
        Wait: { Type: 'Wait', Timestamp: '2026-11-23T11:00:00Z', Next: 'Work' },
        Work: { Type: 'Task', Resource: functionArn('assess'), End: true },
      },
    };
    const { clock, start, history } = executing({}, { definition });
    start();
    await runFor(clock, 4000);
    expect(history()).toEqual([['3600 Work']]);
  });
});
