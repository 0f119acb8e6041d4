// Unit layer: what a template deploys, put together and running.
import { ScheduledEvent } from '#events/schemas/scheduled-event.ts';
import { aPlatform } from './a-platform.ts';
import { changed, type Resources } from './a-template.ts';
import { named, runFor, START } from './parts.ts';

const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:123456789012:${resource}`;
const COLLECT = arn('lambda', 'function:toy-collect');
const RULE = arn('events', 'rule/ecs-medic-EcsEvents');

const LISTENING = changed('EcsEvents', { State: 'ENABLED' });
const MAY_LISTEN: Resources = {
  ...LISTENING,
  MayListen: {
    Type: 'AWS::Lambda::Permission',
    Properties: { FunctionName: { Ref: 'Collect' }, Principal: 'events.amazonaws.com', SourceArn: RULE },
  },
};
const listeningWith = (target: string): Resources =>
  changed('EcsEvents', { State: 'ENABLED', Targets: [{ Arn: target, Id: 'x' }] });

const statements = (actions: readonly string[]) =>
  ({
    roles: [{ name: 'toy-us-east-1', statements: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }],
  }) as const;

const failing = () => {
  throw named('TypeError');
};

describe('a platform', () => {
  it('does nothing by itself until it is started, then keeps the schedule', async () => {
    const { clock, platform, runtime } = aPlatform();
    await runFor(clock, 150);
    expect(runtime.calls).toEqual([]);
    platform.start();
    await runFor(clock, 130);
    expect(runtime.calls).toEqual([
      { second: 210.18, name: 'toy-collect', event: { because: 'schedule' } },
      { second: 270.18, name: 'toy-collect', event: { because: 'schedule' } },
    ]);
  });

  it('gives the tick of a schedule in the shape that our own schema takes', async () => {
    const target = { Arn: COLLECT, Id: 'x' };
    const { clock, platform, runtime } = aPlatform({ changes: changed('EveryMinute', { Targets: [target] }) });
    platform.start();
    await runFor(clock, 61);
    const [event] = runtime.eventsOf('toy-collect');
    expect(ScheduledEvent.safeParse(event).success).toBe(true);
    expect(event).toMatchObject({
      source: 'aws.events',
      resources: [arn('events', 'rule/toy-every-minute')],
      detail: {},
    });
  });

  it('leaves a disabled schedule alone', async () => {
    const { clock, platform, runtime } = aPlatform({ changes: changed('EveryMinute', { State: 'DISABLED' }) });
    platform.start();
    await runFor(clock, 300);
    expect(runtime.calls).toEqual([]);
  });

  it('brings an event to the function that a rule names', async () => {
    const { clock, runtime, emit, platform } = aPlatform({ changes: MAY_LISTEN });
    emit({ detail: { lastStatus: 'STOPPED' } });
    emit({ source: 'aws.ec2' });
    await runFor(clock, 1);
    expect(runtime.eventsOf('toy-collect')).toMatchObject([{ source: 'aws.ecs', detail: { lastStatus: 'STOPPED' } }]);
    expect(platform.counters()['toy-collect']).toMatchObject({ invocations: 1, errors: 0 });
  });

  it('brings an event three times when deliveries are three, each time the same', async () => {
    const { clock, runtime, emit } = aPlatform({ changes: MAY_LISTEN, deliveries: 3 });
    emit({});
    await runFor(clock, 5);
    const events = runtime.eventsOf('toy-collect');
    expect(events).toHaveLength(3);
    expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(1);
  });

  it('refuses a rule that the function does not let in, and counts it', async () => {
    const { clock, runtime, emit, platform } = aPlatform({ changes: LISTENING });
    emit({});
    await runFor(clock, 5);
    expect(runtime.calls).toEqual([]);
    expect(platform.refusals()).toEqual([
      { functionName: 'toy-collect', principal: 'events.amazonaws.com', sourceArn: RULE },
    ]);
  });

  it('brings an event to a queue, and from there to the function that it feeds', async () => {
    const { clock, runtime, emit, platform } = aPlatform({ changes: listeningWith(arn('sqs', 'toy-jobs')) });
    platform.start();
    emit({ detail: { a: 1 } });
    await runFor(clock, 1);
    expect(platform.queueDepths()).toEqual({
      'toy-jobs': { visible: 0, inFlight: 0, delayed: 1 },
      'ecs-medic-Failures': { visible: 0, inFlight: 0, delayed: 0 },
    });
    await runFor(clock, 5);
    const [{ Records }] = runtime.eventsOf('toy-work') as [{ Records: readonly { body: string }[] }];
    expect(Records.map(({ body }) => JSON.parse(body).detail)).toEqual([{ a: 1 }]);
  });

  it('brings an event to a topic', async () => {
    const { clock, emit, platform } = aPlatform({ changes: listeningWith(arn('sns', 'toy-alerts')) });
    emit({ detail: { a: 1 } });
    await runFor(clock, 1);
    expect(platform.published().map(({ at, message }) => ({ at, detail: JSON.parse(message).detail }))).toEqual([
      { at: START + 150, detail: { a: 1 } },
    ]);
  });

  it('stops with an error at an event for something that is not played or not there', async () => {
    const machine = aPlatform({ changes: listeningWith(arn('states', 'stateMachine:toy-loop')) });
    machine.emit({});
    await expect(runFor(machine.clock, 1)).rejects.toThrow(
      `the local world delivers to functions, queues and topics, not to ${arn('states', 'stateMachine:toy-loop')}`,
    );
    const queue = aPlatform({ changes: listeningWith(arn('sqs', 'other')) });
    queue.emit({});
    await expect(runFor(queue.clock, 1)).rejects.toThrow(`${arn('sqs', 'other')} is a target of ${RULE}, but no queue`);
  });

  it('sends an event that a function gave up to its destination', async () => {
    const { clock, platform, emit } = aPlatform({ changes: MAY_LISTEN, stubs: { 'toy-collect': failing } });
    emit({});
    await runFor(clock, 90);
    expect(platform.counters()['toy-collect']).toEqual({ invocations: 2, errors: 2, throttles: 0, dropped: 1 });
    expect(platform.queueDepths()['ecs-medic-Failures']).toMatchObject({ visible: 1 });
  });

  it('evaluates alarms, and tells those who subscribed to their topic if they let it in', async () => {
    const query = () => [2, 1].map((minutes) => ({ at: START - minutes * 60_000, value: 9 }));
    const { clock, platform } = aPlatform({ query });
    platform.start();
    await runFor(clock, 70);
    expect(platform.published()).toMatchObject([
      { topicArn: arn('sns', 'toy-alerts'), message: expect.stringContaining('toy-errors') },
    ]);
    expect(platform.refusals()).toEqual([
      { functionName: 'toy-work', principal: 'sns.amazonaws.com', sourceArn: arn('sns', 'toy-alerts') },
    ]);
  });

  it('announces executions to the rules that ask for them', async () => {
    const changes: Resources = {
      ...MAY_LISTEN,
      ...changed('EcsEvents', { State: 'ENABLED', EventPattern: { source: ['aws.states'] } }),
    };
    const { clock, platform, runtime } = aPlatform({ changes });
    const start = platform.operations['stepfunctions']?.['StartExecution'] as (input: object) => unknown;
    start({ stateMachineArn: arn('states', 'stateMachine:toy-loop'), name: 'x' });
    await runFor(clock, 5);
    expect(runtime.eventsOf('toy-collect')).toMatchObject([
      { detail: { status: 'RUNNING' } },
      { detail: { status: 'SUCCEEDED' } },
    ]);
    expect(platform.executions()).toMatchObject([{ name: 'x', states: [{ name: 'Work' }] }]);
  });

  it('does not let a state machine call what its role may not', async () => {
    const { clock, platform } = aPlatform({ stack: statements(['sqs:*']) });
    const start = platform.operations['stepfunctions']?.['StartExecution'] as (input: object) => unknown;
    start({ stateMachineArn: arn('states', 'stateMachine:toy-loop'), name: 'x' });
    await runFor(clock, 5);
    expect(platform.executions()).toMatchObject([{ status: 'FAILED', error: { name: 'AccessDeniedException' } }]);
  });
});

describe('a platform cannot be started', () => {
  it.each([
    { without: 'sqs:ReceiveMessage', actions: ['sqs:SendMessage', 'sqs:DeleteMessage'] },
    { without: 'sqs:DeleteMessage', actions: ['sqs:SendMessage', 'sqs:ReceiveMessage'] },
    { without: 'sqs:SendMessage', actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'] },
  ])('when a role has no $without and needs it', ({ without, actions }) => {
    const { platform } = aPlatform({ stack: statements(actions) });
    expect(platform.start).toThrow(
      expect.objectContaining({
        name: 'AccessDeniedException',
        message: expect.stringContaining(`toy-us-east-1 is not authorized to perform: ${without}`),
      }),
    );
  });

  it.each([
    {
      what: 'a function is to be fed from a queue that is not deployed',
      changes: changed('JobsToWork', { EventSourceArn: arn('sqs', 'other') }),
      problem: `${arn('sqs', 'other')} is what toy-work is to be fed from, but no queue that the template deploys`,
    },
    {
      what: 'failures are to go to a queue that is not deployed',
      changes: changed('Work', { DeadLetterConfig: { TargetArn: arn('sqs', 'other') } }),
      problem: `${arn('sqs', 'other')} is where the failures of toy-work go, but no queue that the template deploys`,
    },
    {
      what: 'a schedule cannot be understood',
      changes: changed('EveryMinute', { ScheduleExpression: 'now and then' }),
      problem: 'schedule now and then is neither',
    },
  ])('when $what', ({ changes, problem }) => {
    expect(aPlatform({ changes }).platform.start).toThrow(problem);
  });
});
