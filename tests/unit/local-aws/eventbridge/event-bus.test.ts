// Unit layer: the event bus and its envelope.
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { createEventBus } from '#local-aws/eventbridge/event-bus.ts';
import { createEnvelopeMaker } from '#local-aws/eventbridge/event-envelope.ts';
import type { Delivery } from '#local-aws/service.ts';
import { arnOf, functionArn } from '#local-aws/stack/account.ts';
import type { DeployedRule } from '#local-aws/stack/deployed-stack.ts';
import { runFor, START, someIds } from '../builders.ts';

const TARGET = functionArn('receive-signal');
const QUEUE = arnOf('sqs', 'seen');

const aRule = (name: string, given: Partial<DeployedRule> = {}): DeployedRule => ({
  name,
  arn: arnOf('events', `rule/${name}`),
  enabled: true,
  pattern: { source: ['aws.ecs'] },
  targetArns: [TARGET],
  ...given,
});

/** Emits one ECS event to a bus with these rules; returns the deliveries of the next second with their delays. */
const emitTo = async (rules: readonly DeployedRule[], deliveries = 1) => {
  const clock = createVirtualClock(START);
  const delivered: (Delivery & { readonly afterMs: number })[] = [];
  const bus = createEventBus({
    rules,
    clock,
    deliveries,
    deliver: (delivery) => delivered.push({ ...delivery, afterMs: clock.now() - START }),
  });
  const contents = { detailType: 'ECS Task State Change', source: 'aws.ecs', resources: [], detail: { a: 1 } };
  const event = createEnvelopeMaker(clock, someIds())(contents);
  bus.emit(event);
  await runFor(clock, 1);
  return { event, delivered };
};

it('the event bus delivers an event to every target of every matching rule, on behalf of the rule', async () => {
  const { event, delivered } = await emitTo([
    aRule('tasks', { targetArns: [TARGET, QUEUE] }),
    aRule('alarms', { pattern: { source: ['aws.cloudwatch'] } }),
  ]);
  const common = { payload: event, afterMs: 150, principal: 'events.amazonaws.com' };
  expect(delivered).toEqual([
    { ...common, targetArn: TARGET, sourceArn: arnOf('events', 'rule/tasks') },
    { ...common, targetArn: QUEUE, sourceArn: arnOf('events', 'rule/tasks') },
  ]);
});

it.each([
  { kind: 'a disabled rule', rule: aRule('tasks', { enabled: false }) },
  { kind: 'a rule with a schedule only', rule: { ...aRule('tasks'), pattern: undefined, schedule: 'rate(1 minute)' } },
])('the event bus delivers nothing for $kind', async ({ rule }) => {
  expect((await emitTo([rule as DeployedRule])).delivered).toEqual([]);
});

it('the event bus delivers the same event as many times as configured, one after the other', async () => {
  const { event, delivered } = await emitTo([aRule('tasks')], 3);
  expect(delivered.map(({ payload, afterMs }) => ({ payload, afterMs }))).toEqual(
    [150, 300, 450].map((afterMs) => ({ payload: event, afterMs })),
  );
});

it('the event bus refuses an unsupported pattern when it is created', async () => {
  await expect(emitTo([aRule('tasks', { pattern: { source: [{ exists: true }] } })])).rejects.toThrow('not supported');
});

it('an event has the envelope that EventBridge documents, with its time in whole seconds', () => {
  const clock = createVirtualClock(START + 1_999);
  const contents = { detailType: 'Scheduled Event', source: 'aws.events', resources: ['arn:r'], detail: {} };
  expect(createEnvelopeMaker(clock, someIds())(contents)).toEqual({
    version: '0',
    id: expect.stringMatching(/^[\da-f-]{36}$/),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '123456789012',
    time: '2026-11-23T10:00:01Z',
    region: 'us-east-1',
    resources: ['arn:r'],
    detail: {},
  });
});
