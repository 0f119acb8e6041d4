// Unit layer: the event bus, its envelope, and the permissions of the functions it calls.

import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { createEventBus, type Delivery } from '#local-aws/eventbridge/event-bus.ts';
import { createEnvelopeMaker } from '#local-aws/eventbridge/event-envelope.ts';
import { createInvokePermissions } from '#local-aws/iam/permissions.ts';
import type { DeployedRule } from '#local-aws/stack/deployed-stack.ts';
import { runFor, START, someIds } from './parts.ts';

const TARGET = 'arn:aws:lambda:us-east-1:123456789012:function:receive-signal';

const aRule = (name: string, given: Partial<DeployedRule> = {}): DeployedRule => ({
  name,
  arn: `arn:aws:events:us-east-1:123456789012:rule/${name}`,
  enabled: true,
  pattern: { source: ['aws.ecs'] },
  targets: [{ arn: TARGET }],
  ...given,
});

const aBus = (rules: readonly DeployedRule[], deliveries = 1) => {
  const clock = createVirtualClock(START);
  const delivered: (Delivery & { readonly afterMs: number })[] = [];
  const bus = createEventBus({
    rules,
    clock,
    deliveries,
    deliver: (delivery) => delivered.push({ ...delivery, afterMs: clock.now() - START }),
  });
  const event = createEnvelopeMaker(
    clock,
    someIds(),
  )({
    detailType: 'ECS Task State Change',
    source: 'aws.ecs',
    resources: ['arn:aws:ecs:us-east-1:123456789012:task/1'],
    detail: { lastStatus: 'STOPPED' },
  });
  return { clock, bus, event, delivered };
};

describe('the event bus', () => {
  it('passes an event on to every target of every rule that it matches, in the name of the rule', async () => {
    const other = 'arn:aws:sqs:us-east-1:123456789012:seen';
    const { clock, bus, event, delivered } = aBus([
      aRule('tasks', { targets: [{ arn: TARGET }, { arn: other }] }),
      aRule('alarms', { pattern: { source: ['aws.cloudwatch'] } }),
    ]);
    bus.emit(event);
    expect(delivered).toEqual([]);
    await runFor(clock, 1);
    const source = { principal: 'events.amazonaws.com', sourceArn: 'arn:aws:events:us-east-1:123456789012:rule/tasks' };
    expect(delivered).toEqual([
      { targetArn: TARGET, payload: event, afterMs: 150, ...source },
      { targetArn: other, payload: event, afterMs: 150, ...source },
    ]);
  });

  it.each([
    { why: 'it is disabled', rule: aRule('tasks', { enabled: false }) },
    { why: 'it only keeps a schedule', rule: { ...aRule('tasks'), pattern: undefined, schedule: 'rate(1 minute)' } },
  ])('leaves out a rule when $why', async ({ rule }) => {
    const { clock, bus, event, delivered } = aBus([rule as DeployedRule]);
    bus.emit(event);
    await runFor(clock, 1);
    expect(delivered).toEqual([]);
  });

  it('gives a target its constant input instead of the event', async () => {
    const { clock, bus, event, delivered } = aBus([
      aRule('tasks', { targets: [{ arn: TARGET, input: { fixed: 1 } }] }),
    ]);
    bus.emit(event);
    await runFor(clock, 1);
    expect(delivered.map(({ payload }) => payload)).toEqual([{ fixed: 1 }]);
  });

  it('delivers the same event as often as it is told, one after the other', async () => {
    const { clock, bus, event, delivered } = aBus([aRule('tasks')], 3);
    bus.emit(event);
    await runFor(clock, 1);
    expect(delivered.map(({ payload, afterMs }) => ({ payload, afterMs }))).toEqual([
      { payload: event, afterMs: 150 },
      { payload: event, afterMs: 300 },
      { payload: event, afterMs: 450 },
    ]);
  });

  it('puts contents into the envelope that EventBridge documents, its time in whole seconds', () => {
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
});

describe('permission to invoke', () => {
  const rule = 'arn:aws:events:us-east-1:123456789012:rule/tasks';
  const call = { functionName: 'receive-signal', principal: 'events.amazonaws.com', sourceArn: rule };

  it.each([
    { granted: 'for this source', permission: { ...call }, allowed: true },
    {
      granted: 'for every source',
      permission: { functionName: 'receive-signal', principal: call.principal },
      allowed: true,
    },
    {
      granted: 'for sources like it',
      permission: { ...call, sourceArn: 'arn:aws:events:*:rule/task?' },
      allowed: true,
    },
    { granted: 'for another source', permission: { ...call, sourceArn: `${rule}-2` }, allowed: false },
    {
      granted: 'for a source that a wildcard misses',
      permission: { ...call, sourceArn: 'arn:aws:events:*:rule/x*' },
      allowed: false,
    },
    { granted: 'to another service', permission: { ...call, principal: 'sns.amazonaws.com' }, allowed: false },
    { granted: 'on another function', permission: { ...call, functionName: 'assess' }, allowed: false },
  ])('granted $granted lets the call in: $allowed', ({ permission, allowed }) => {
    const permissions = createInvokePermissions([permission]);
    expect(permissions.allow(call)).toBe(allowed);
    expect(permissions.refusals()).toEqual(allowed ? [] : [call]);
  });
});
