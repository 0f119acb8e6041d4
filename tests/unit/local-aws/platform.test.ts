// Unit layer: the services of a deployed stack together.
import { ScheduledEvent } from '#events/schemas/scheduled-event.ts';
import { arnOf } from '#local-aws/stack/account.ts';
import { aPlatform } from './a-platform.ts';
import { changed, type Resources } from './a-template.ts';
import { runFor, START } from './builders.ts';
import { failing } from './stub-runtime.ts';

const RULE = arnOf('events', 'rule/local-EcsEvents');
const MACHINE = arnOf('states', 'stateMachine:toy-loop');

const LISTENING = changed('EcsEvents', { State: 'ENABLED' });
const PERMITTED: Resources = {
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: { FunctionName: { Ref: 'Collect' }, Principal: 'events.amazonaws.com', SourceArn: RULE },
  },
};
const INVOKING: Resources = { ...LISTENING, ...PERMITTED };
const withTarget = (target: string): Resources =>
  changed('EcsEvents', { State: 'ENABLED', Targets: [{ Arn: target, Id: 'x' }] });

/** The stack with a role that allows these actions only. */
const allowing = (...actions: readonly string[]) =>
  ({
    roles: [{ name: 'toy-us-east-1', statements: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }],
  }) as const;

const startExecution = ({ platform }: ReturnType<typeof aPlatform>): void => {
  const start = platform.operations.stepfunctions?.StartExecution as (input: object) => unknown;
  start({ stateMachineArn: MACHINE, name: 'x' });
};

it('a platform follows its schedules after its start, with events that fit our own schema', async () => {
  const { clock, platform, runtime } = aPlatform();
  await runFor(clock, 150);
  expect(runtime.calls).toEqual([]);
  platform.start();
  await runFor(clock, 130);
  expect(runtime.secondsOf('toy-collect')).toEqual([210.18, 270.18]);
  const [event] = runtime.eventsOf('toy-collect');
  expect(ScheduledEvent.safeParse(event).success).toBe(true);
  expect(event).toMatchObject({ source: 'aws.events', resources: [arnOf('events', 'rule/toy-every-minute')] });
});

it('a platform ignores a disabled schedule', async () => {
  const { clock, platform, runtime } = aPlatform({ changes: changed('EveryMinute', { State: 'DISABLED' }) });
  platform.start();
  await runFor(clock, 300);
  expect(runtime.calls).toEqual([]);
});

it.each([1, 3])(
  'a platform delivers an event to the function of a rule, %d times as configured',
  async (deliveries) => {
    const { clock, runtime, emit, platform } = aPlatform({ changes: INVOKING, deliveries });
    emit({ detail: { lastStatus: 'STOPPED' } });
    emit({ source: 'aws.ec2' });
    await runFor(clock, 5);
    const events = runtime.eventsOf('toy-collect');
    expect(events).toHaveLength(deliveries);
    expect(events[0]).toMatchObject({ source: 'aws.ecs', detail: { lastStatus: 'STOPPED' } });
    expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(1);
    expect(platform.counters()['toy-collect']).toMatchObject({ invocations: deliveries, errors: 0 });
  },
);

it('a platform records an invocation without a permission as refused', async () => {
  const { clock, runtime, emit, platform } = aPlatform({ changes: LISTENING });
  emit();
  await runFor(clock, 5);
  expect(runtime.calls).toEqual([]);
  expect(platform.refusals()).toEqual([
    { functionName: 'toy-collect', principal: 'events.amazonaws.com', sourceArn: RULE },
  ]);
});

it('a platform delivers an event to a queue, and from there to the queue’s function', async () => {
  const { clock, runtime, emit, platform } = aPlatform({ changes: withTarget(arnOf('sqs', 'toy-jobs')) });
  platform.start();
  emit({ detail: { a: 1 } });
  await runFor(clock, 1);
  expect(platform.queueDepths()).toEqual({
    'toy-jobs': { visible: 0, inFlight: 0, delayed: 1 },
    'local-Failures': { visible: 0, inFlight: 0, delayed: 0 },
  });
  await runFor(clock, 5);
  const [{ Records }] = runtime.eventsOf('toy-worker') as [{ Records: readonly { body: string }[] }];
  expect(Records.map(({ body }) => JSON.parse(body).detail)).toEqual([{ a: 1 }]);
});

it('a platform delivers an event to a topic', async () => {
  const { clock, emit, platform } = aPlatform({ changes: withTarget(arnOf('sns', 'toy-alerts')) });
  emit({ detail: { a: 1 } });
  await runFor(clock, 1);
  const published = platform.published().map(({ at, message }) => ({ at, detail: JSON.parse(message).detail }));
  expect(published).toEqual([{ at: START + 150, detail: { a: 1 } }]);
});

it.each([
  { target: MACHINE, problem: `${RULE} cannot deliver to ${MACHINE}; only functions, queues and topics` },
  { target: arnOf('sqs', 'other'), problem: `${arnOf('sqs', 'other')}, which is a target of ${RULE}` },
])('a platform fails on an event for $target', async ({ target, problem }) => {
  const { clock, emit } = aPlatform({ changes: withTarget(target) });
  emit();
  await expect(runFor(clock, 1)).rejects.toThrow(problem);
});

it('a platform sends a dropped event to the function’s destination', async () => {
  const { clock, platform, emit } = aPlatform({ changes: INVOKING, stubs: { 'toy-collect': failing('TypeError') } });
  emit();
  await runFor(clock, 90);
  expect(platform.counters()['toy-collect']).toEqual({ invocations: 2, errors: 2, throttles: 0, dropped: 1 });
  expect(platform.queueDepths()['local-Failures']).toMatchObject({ visible: 1 });
});

it('a platform evaluates alarms and publishes to their topic', async () => {
  const query = () => [2, 1].map((minutes) => ({ at: START - minutes * 60_000, value: 9 }));
  const { clock, platform } = aPlatform({ query });
  platform.start();
  await runFor(clock, 70);
  const topicArn = arnOf('sns', 'toy-alerts');
  expect(platform.published()).toMatchObject([{ topicArn, message: expect.stringContaining('toy-errors') }]);
});

it('a platform announces executions to the rules for them', async () => {
  const pattern = changed('EcsEvents', { State: 'ENABLED', EventPattern: { source: ['aws.states'] } });
  const made = aPlatform({ changes: { ...pattern, ...PERMITTED } });
  startExecution(made);
  await runFor(made.clock, 5);
  expect(made.runtime.eventsOf('toy-collect')).toMatchObject([
    { detail: { status: 'RUNNING' } },
    { detail: { status: 'SUCCEEDED' } },
  ]);
  expect(made.platform.executions()).toMatchObject([{ name: 'x', states: [{ name: 'Work' }] }]);
});

it('a state machine fails when its role does not allow the invocation', async () => {
  const made = aPlatform({ stack: allowing('sqs:*') });
  startExecution(made);
  await runFor(made.clock, 5);
  expect(made.platform.executions()).toMatchObject([{ status: 'FAILED', error: { name: 'AccessDeniedException' } }]);
});

it.each([
  { missing: 'sqs:ReceiveMessage', actions: ['sqs:SendMessage', 'sqs:DeleteMessage'] },
  { missing: 'sqs:DeleteMessage', actions: ['sqs:SendMessage', 'sqs:ReceiveMessage'] },
  { missing: 'sqs:SendMessage', actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'] },
])('a platform does not start when a role lacks $missing for a queue', ({ missing, actions }) => {
  expect(aPlatform({ stack: allowing(...actions) }).platform.start).toThrow(
    expect.objectContaining({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`toy-us-east-1 is not authorized to perform: ${missing}`),
    }),
  );
});

it.each([
  {
    changes: changed('JobsToWork', { EventSourceArn: arnOf('sqs', 'other') }),
    problem: `no queue ${arnOf('sqs', 'other')}, which is the event source of toy-worker`,
  },
  {
    changes: changed('CollectInvokes', { DestinationConfig: { OnFailure: { Destination: arnOf('sqs', 'other') } } }),
    problem: `no queue ${arnOf('sqs', 'other')}, which is the on-failure destination of toy-collect`,
  },
  {
    changes: changed('EveryMinute', { ScheduleExpression: 'now and then' }),
    problem: 'the schedule now and then is not supported',
  },
])('a platform does not start with $problem', ({ changes, problem }) => {
  expect(aPlatform({ changes }).platform.start).toThrow(problem);
});
