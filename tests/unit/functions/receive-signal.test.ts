// Unit layer: receive-signal, from the event as AWS sends it to the check that it queues.
import { readFileSync } from 'node:fs';
import { InboundEvent } from '#events/schemas/inbound-event.ts';
import { type Received, receiveSignal } from '#functions/receive-signal/receive-signal.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { fakeServices } from '#tests/builders/fake-services.ts';

const sample = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../../events/samples/${file}.json`, import.meta.url), 'utf8'));

/** Five minutes after the samples' alarm. */
const SOON = Date.parse('2026-11-23T10:08:00Z');

const setUp = (given: Parameters<typeof fakeServices>[0] = {}) => {
  const fake = fakeServices({ now: SOON, ...given });
  return {
    ...fake,
    receive: async (event: unknown) => (await receiveSignal(fake.services)(InboundEvent.parse(event))).outcomes,
  };
};

it.each([
  { file: 'alarm-state-change', because: 'alarm:ecs-medic-prod-registry-target-5xx' },
  { file: 'alarm-action', because: 'alarm:ecs-medic-prod-registry-target-5xx' },
  { file: 'sns-notification', because: 'alarm:ecs-medic-prod-registry-target-5xx' },
  { file: 'task-state-change', because: 'task:0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80' },
  { file: 'service-action', because: 'service-action:SERVICE_TASK_START_IMPAIRED' },
  { file: 'deployment-state-change', because: 'deployment:SERVICE_DEPLOYMENT_FAILED' },
])('$file queues an immediate check because of $because', async ({ file, because }) => {
  const { receive, done } = setUp();
  expect(await receive(sample(file))).toEqual([{ kind: 'queued', signal: because, services: ['registry'] }]);
  expect(done.checks).toEqual([{ check: { services: ['registry'], because }, delaySeconds: 0 }]);
});

it('the same alarm over three ways and three times each is one check', async () => {
  const { receive, done } = setUp();
  const ways = ['alarm-state-change', 'alarm-action', 'sns-notification'];
  const outcomes: Received[] = [];
  for (const file of [...ways, ...ways, ...ways]) outcomes.push(...(await receive(sample(file))));
  expect(done.checks).toHaveLength(1);
  expect(outcomes.filter(({ kind }) => kind === 'dropped')).toHaveLength(8);
  expect(outcomes.at(-1)).toMatchObject({ reason: 'duplicate' });
});

it.each([
  { what: 'of no known shape', event: { hello: 'world' }, reason: 'unknown-shape', signal: 'unrecognised' },
  {
    what: 'of a kind nobody watches',
    event: { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification' },
    reason: 'not-watched',
    signal: 'EC2 Instance State-change Notification',
  },
  {
    what: 'through SNS that is no alarm',
    event: { Records: [{ Sns: { Message: 'Hello' } }] },
    reason: 'unknown-shape',
    signal: 'unrecognised',
  },
])('an event $what is dropped as $reason', async ({ event, reason, signal }) => {
  const { receive, done } = setUp();
  expect(await receive(event)).toEqual([{ kind: 'dropped', reason, signal }]);
  expect(done.checks).toEqual([]);
});

it('an alarm of a service that medic.yml does not name is dropped, and forgotten', async () => {
  const { receive, stores } = setUp({
    policies: [
      aPolicy({ name: 'other', service: 'other', alarms: { loadBalancer: 'app/o/1', targetGroup: 'targetgroup/o/1' } }),
    ],
  });
  expect(await receive(sample('alarm-state-change'))).toMatchObject([{ kind: 'dropped', reason: 'unknown-service' }]);
  expect(
    await stores.signals.isNew(
      `alarm:ecs-medic-prod-registry-target-5xx:${Date.parse('2026-11-23T10:04:52.118Z')}`,
      SOON,
    ),
  ).toBe(true);
});

it('a stale alarm is dropped', async () => {
  const { receive } = setUp({ now: SOON + 3_600_000 });
  expect(await receive(sample('alarm-action'))).toMatchObject([{ kind: 'dropped', reason: 'too-old' }]);
});

it('math, composite and suppressed alarms are understood, with or without what they may leave out', async () => {
  const { receive, done } = setUp();
  const event = sample('alarm-state-change');
  const variant = (name: string, configuration: unknown, state: object = {}) => ({
    ...event,
    detail: { alarmName: name, state: { ...event.detail.state, ...state }, configuration },
  });
  const dimensions = { LoadBalancer: 'app/ml-platform/50dc6c495c0c9188' };
  const math = {
    metrics: [
      { id: 'e1', expression: 'm1/m2' },
      { id: 'm1', metricStat: { metric: { dimensions } } },
    ],
  };
  expect(await receive(variant('math', math))).toMatchObject([{ kind: 'queued' }]);
  expect(await receive(variant('ecs-medic-prod-registry-any', { alarmRule: 'ALARM(a)' }))).toMatchObject([
    { kind: 'queued' },
  ]);
  expect(await receive(variant('ecs-medic-prod-registry-log', undefined))).toMatchObject([{ kind: 'queued' }]);
  expect(await receive(variant('held-back', math, { actionsSuppressedBy: 'WaitPeriod' }))).toMatchObject([
    { reason: 'suppressed' },
  ]);
  expect(done.checks).toHaveLength(3);
});

it('an alarm on a math expression that comes through SNS is placed by the metrics of the expression', async () => {
  const { receive } = setUp();
  const Dimensions = [{ name: 'LoadBalancer', value: 'app/ml-platform/50dc6c495c0c9188' }];
  const Trigger = {
    Metrics: [
      { Id: 'e1', Expression: 'm1*1' },
      { Id: 'm1', MetricStat: { Metric: { Dimensions } } },
    ],
  };
  const Message = JSON.stringify({
    AlarmName: 'errors',
    NewStateValue: 'ALARM',
    StateChangeTime: '2026-11-23T10:04:52.118+0000',
    Trigger,
  });
  expect(await receive({ Records: [{ Sns: { Message } }] })).toMatchObject([
    { kind: 'queued', services: ['registry'] },
  ]);
});

it('an alarm through SNS without dimensions goes by its name', async () => {
  const { receive } = setUp();
  const Message = JSON.stringify({
    AlarmName: 'somebody-else',
    NewStateValue: 'ALARM',
    StateChangeTime: '2026-11-23T10:04:52.118+0000',
  });
  expect(await receive({ Records: [{ Sns: { Message } }] })).toMatchObject([{ reason: 'unknown-service' }]);
});

it('a task without a service, a stop reason and containers is understood', async () => {
  const { receive } = setUp();
  const event = sample('task-state-change');
  const { stoppedReason: _, group: __, ...detail } = event.detail;
  expect(await receive({ ...event, detail: { ...detail, containers: [] } })).toMatchObject([
    { reason: 'unknown-service' },
  ]);
});

it('a service action is placed by the ARN where it names no cluster', async () => {
  const { receive } = setUp();
  const event = sample('service-action');
  const { clusterArn: _, ...detail } = event.detail;
  expect(await receive({ ...event, detail })).toMatchObject([{ kind: 'queued', services: ['registry'] }]);
});
