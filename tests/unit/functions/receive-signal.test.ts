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
  { file: 'alarm-contributor', because: 'alarm:services-cpu' },
  { file: 'sns-notification', because: 'alarm:ecs-medic-prod-registry-target-5xx' },
  { file: 'task-state-change', because: 'task:0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80' },
  { file: 'service-action', because: 'service-action:SERVICE_TASK_START_IMPAIRED' },
  { file: 'deployment-state-change', because: 'deployment:SERVICE_DEPLOYMENT_FAILED' },
  { file: 'recovery-failed', because: 'recovery:registry-20261123T100500Z' },
  { file: 'scaled-to-max', because: 'scaling:service/ml-platform/mlflow-registry' },
  { file: 'health-issue', because: 'health:AWS_ECS_OPERATIONAL_ISSUE' },
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

it('an alarm that was suppressed is followed when the suppression ends', async () => {
  const { receive } = setUp();
  expect(await receive(sample('alarm-composite-suppressed'))).toMatchObject([{ reason: 'suppressed' }]);
  expect(await receive(sample('alarm-action-after-suppression'))).toMatchObject([{ kind: 'queued' }]);
});

it.each([
  { version: 5, outcome: { kind: 'dropped', reason: 'stale-version' } },
  { version: 6, outcome: { kind: 'dropped', reason: 'duplicate' } },
  { version: 7, outcome: { kind: 'queued' } },
])('after version 6 of a task, version $version is $outcome', async ({ version, outcome }) => {
  const { receive } = setUp();
  const event = sample('task-state-change');
  await receive(event);
  expect(await receive({ ...event, detail: { ...event.detail, version } })).toMatchObject([outcome]);
});

it('one task that changes often does not make the change of another stale', async () => {
  const { receive } = setUp();
  const event = sample('task-state-change');
  await receive({ ...event, detail: { ...event.detail, version: 90 } });
  expect(await receive({ ...event, detail: { ...event.detail, taskArn: 'task/ml-platform/another' } })).toMatchObject([
    { kind: 'queued' },
  ]);
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
