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
  { file: 'alarm-state-change', trigger: 'alarm:ecs-medic-prod-registry-target-5xx' },
  { file: 'alarm-action', trigger: 'alarm:ecs-medic-prod-registry-target-5xx' },
  { file: 'alarm-contributor', trigger: 'alarm:services-cpu' },
  { file: 'sns-notification', trigger: 'alarm:ecs-medic-prod-registry-target-5xx' },
  { file: 'task-state-change', trigger: 'task:0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80' },
  { file: 'service-action', trigger: 'service-action:SERVICE_TASK_START_IMPAIRED' },
  { file: 'deployment-state-change', trigger: 'deployment:SERVICE_DEPLOYMENT_FAILED' },
  { file: 'recovery-failed', trigger: 'recovery:registry-20261123T100500Z' },
  { file: 'scaled-to-max', trigger: 'scaling:service/ml-platform/mlflow-registry' },
  { file: 'health-issue', trigger: 'health:AWS_ECS_OPERATIONAL_ISSUE' },
])('$file queues an immediate check because of $because', async ({ file, trigger }) => {
  const { receive, done } = setUp();
  expect(await receive(sample(file))).toContainEqual({ kind: 'queued', signal: trigger, services: ['registry'] });
  expect(done.checks).toEqual([{ check: { services: ['registry'], trigger }, delaySeconds: 0 }]);
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
  const [followed] = await receive({ ...event, detail: { ...event.detail, version } });
  expect(followed).toMatchObject(outcome);
});

it('one task that changes often does not make the change of another stale', async () => {
  const { receive } = setUp();
  const event = sample('task-state-change');
  await receive({ ...event, detail: { ...event.detail, version: 90 } });
  const [followed] = await receive({ ...event, detail: { ...event.detail, taskArn: 'task/ml-platform/another' } });
  expect(followed).toMatchObject({ kind: 'queued' });
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
    await stores.signals.compare({
      id: `alarm:ecs-medic-prod-registry-target-5xx:${Date.parse('2026-11-23T10:04:52.118Z')}`,
    }),
  ).toBe('newer');
});

it('a stale alarm is dropped', async () => {
  const { receive } = setUp({ now: SOON + 3_600_000 });
  expect(await receive(sample('alarm-action'))).toMatchObject([{ kind: 'dropped', reason: 'too-old' }]);
});

describe('a delivery that fails', () => {
  const refused = () => Promise.reject(new Error('Service Unavailable'));

  it.each([
    { file: 'alarm-state-change', what: 'an alarm' },
    { file: 'task-state-change', what: 'a task' },
  ])('because the check of $what could not be sent is followed by the next one', async ({ file }) => {
    const { services, done, receive } = setUp();
    const failing = receiveSignal({ ...services, checks: { send: refused } });
    await expect(failing(InboundEvent.parse(sample(file)))).rejects.toThrow('Service Unavailable');
    expect((await receive(sample(file)))[0]).toMatchObject({ kind: 'queued' });
    expect(done.checks).toHaveLength(1);
    expect(await receive(sample(file))).toMatchObject([{ reason: 'duplicate' }]);
  });

  it.each([
    { what: 'the stopped task', change: { stoppedTasks: { store: refused, retained: refused } } },
    { what: 'the signal', change: { signals: { compare: async () => 'newer' as const, remember: refused } } },
  ])(
    'because $what could not be kept has sent its check, and the next one does all of it again',
    async ({ change }) => {
      const { services, done, receive } = setUp();
      const failing = receiveSignal({ ...services, ...change });
      await expect(failing(InboundEvent.parse(sample('task-state-change')))).rejects.toThrow('Service Unavailable');
      expect(done.checks).toHaveLength(1);
      expect(await receive(sample('task-state-change'))).toMatchObject([{ kind: 'queued' }, { kind: 'stored' }]);
      expect(done.checks).toHaveLength(2);
    },
  );
});

describe('a task that stopped', () => {
  const kept = async ({ stores }: ReturnType<typeof setUp>) =>
    (await stores.stoppedTasks.retained(['registry'])).get('registry') ?? [];
  const stoppedBecause = (stoppedReason: string) => {
    const event = sample('task-state-change');
    return { ...event, detail: { ...event.detail, stoppedReason } };
  };

  it('is kept for its service, and counted', async () => {
    const setting = setUp();
    const outcomes = await setting.receive(sample('task-state-change'));
    expect(outcomes.at(-1)).toEqual({
      kind: 'stored',
      signal: 'task:0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80',
      services: ['registry'],
    });
    expect(await kept(setting)).toMatchObject([
      { id: '0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80', stopCode: 'EssentialContainerExited' },
    ]);
  });

  it.each([
    { what: 'by the medic itself', why: 'ecs-medic registry-20261123T100000Z epoch 2', reason: 'own-echo' },
    { what: 'by scale-in', why: 'Scaling activity initiated by (deployment 1)', reason: 'reports-no-fault' },
  ])('$what is kept, though it leads to no look', async ({ why, reason }) => {
    const setting = setUp();
    expect(await setting.receive(stoppedBecause(why))).toMatchObject([{ kind: 'dropped', reason }, { kind: 'stored' }]);
    expect(await kept(setting)).toMatchObject([{ stoppedReason: why }]);
    expect(setting.done.checks).toEqual([]);
  });

  it.each([
    { when: 'a millisecond less than a day', late: -1, outcomes: ['dropped', 'stored'] },
    { when: 'a day', late: 0, outcomes: ['dropped'] },
    { when: 'a millisecond more than a day', late: 1, outcomes: ['dropped'] },
  ])('$when ago is too old to look at, and comes to $outcomes', async ({ late, outcomes }) => {
    const setting = setUp({ now: Date.parse('2026-11-24T10:02:03.377Z') + late });
    expect((await setting.receive(sample('task-state-change'))).map(({ kind }) => kind)).toEqual(outcomes);
    expect(await kept(setting)).toHaveLength(outcomes.length - 1);
  });

  it('is kept once, however often it is told of', async () => {
    const setting = setUp();
    await setting.receive(sample('task-state-change'));
    expect(await setting.receive(sample('task-state-change'))).toMatchObject([{ reason: 'duplicate' }]);
    await setting.receive(stoppedBecause('ecs-medic registry-20261123T100000Z epoch 2'));
    expect(await kept(setting)).toHaveLength(1);
  });

  it('of a service that nobody watches is not kept', async () => {
    const setting = setUp({ policies: [aPolicy({ name: 'other', service: 'other' })] });
    expect(await setting.receive(sample('task-state-change'))).toMatchObject([{ reason: 'unknown-service' }]);
    expect((await setting.stores.stoppedTasks.retained(['other'])).get('other')).toEqual([]);
  });
});
