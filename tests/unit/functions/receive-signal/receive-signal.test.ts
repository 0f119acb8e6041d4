// Unit layer: receive-signal, from the event as AWS sends it to the check that it queues.
import { InboundEvent } from '#events/schemas/inbound-event.ts';
import { type Received, receiveSignal } from '#functions/receive-signal/receive-signal.ts';
import { HOUR } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { fakeServices } from '#tests/builders/fake-services.ts';
import { changed, sampleOf } from '../../events/a-sample.ts';
import { type Given, rejecting, replacing } from '../services-in-memory.ts';

/** Five minutes after the alarm of the samples. */
const SOON = Date.parse('2026-11-23T10:08:00Z');
const TASK = '0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80';
const STOPPED = sampleOf('task-state-change');
const OTHER_SERVICE = aPolicy({
  name: 'other',
  service: 'other',
  alarms: { loadBalancer: 'app/o/1', targetGroup: 'targetgroup/o/1' },
});

const setUp = (given: Given = {}) => {
  const fake = fakeServices({ now: SOON, ...given });
  const receive = async (event: unknown, services: Services = fake.services) =>
    (await receiveSignal(services)(InboundEvent.parse(event))).outcomes;
  const kept = async (service = 'registry') => (await fake.stores.stoppedTasks.retained([service])).get(service);
  return { ...fake, receive, kept };
};

it.each([
  { file: 'alarm-state-change', trigger: 'alarm:ecs-medic-prod-registry-target-5xx' },
  { file: 'alarm-action', trigger: 'alarm:ecs-medic-prod-registry-target-5xx' },
  { file: 'alarm-contributor', trigger: 'alarm:services-cpu' },
  { file: 'sns-notification', trigger: 'alarm:ecs-medic-prod-registry-target-5xx' },
  { file: 'task-state-change', trigger: `task:${TASK}` },
  { file: 'service-action', trigger: 'service-action:SERVICE_TASK_START_IMPAIRED' },
  { file: 'deployment-state-change', trigger: 'deployment:SERVICE_DEPLOYMENT_FAILED' },
  { file: 'recovery-failed', trigger: 'recovery:registry-20261123T100500Z' },
  { file: 'scaled-to-max', trigger: 'scaling:service/ml-platform/mlflow-registry' },
  { file: 'health-issue', trigger: 'health:AWS_ECS_OPERATIONAL_ISSUE' },
])('$file queues an immediate check with the trigger $trigger', async ({ file, trigger }) => {
  const { receive, done } = setUp();
  const queued = { kind: 'queued', signal: trigger, services: ['registry'] };
  expect(await receive(sampleOf(file))).toContainEqual(queued);
  expect(done.checks).toEqual([{ check: { services: ['registry'], trigger }, delaySeconds: 0 }]);
});

it('an alarm delivered in three ways, three times each, queues one check', async () => {
  const { receive, done } = setUp();
  const ways = ['alarm-state-change', 'alarm-action', 'sns-notification'];
  const outcomes: Received[] = [];
  for (const file of [...ways, ...ways, ...ways]) outcomes.push(...(await receive(sampleOf(file))));
  expect(done.checks).toHaveLength(1);
  expect(outcomes.filter(({ kind }) => kind === 'dropped')).toHaveLength(8);
  expect(outcomes.at(-1)).toMatchObject({ reason: 'duplicate' });
});

it('a suppressed alarm is dropped and queues a check when the suppression ends', async () => {
  const { receive } = setUp();
  expect(await receive(sampleOf('alarm-composite-suppressed'))).toMatchObject([{ reason: 'suppressed' }]);
  expect(await receive(sampleOf('alarm-action-after-suppression'))).toMatchObject([{ kind: 'queued' }]);
});

it.each([
  { version: 5, outcome: { kind: 'dropped', reason: 'stale-version' } },
  { version: 6, outcome: { kind: 'dropped', reason: 'duplicate' } },
  { version: 7, outcome: { kind: 'queued' } },
])('after version 6 of a task, version $version is $outcome', async ({ version, outcome }) => {
  const { receive } = setUp();
  await receive(STOPPED);
  expect((await receive(changed('task-state-change', { version })))[0]).toMatchObject(outcome);
});

it('a high version of one task does not make the change of another stale', async () => {
  const { receive } = setUp();
  await receive(changed('task-state-change', { version: 90 }));
  const [another] = await receive(changed('task-state-change', { taskArn: 'task/ml-platform/another' }));
  expect(another).toMatchObject({ kind: 'queued' });
});

it.each([
  { what: 'of unknown shape', event: { hello: 'world' }, reason: 'unknown-shape', signal: 'unrecognised' },
  {
    what: 'of a kind that is not watched',
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

it('an alarm of a service that medic.yml does not name is dropped and not remembered', async () => {
  const { receive, stores } = setUp({ policies: [OTHER_SERVICE] });
  const dropped = { kind: 'dropped', reason: 'unknown-service' };
  expect(await receive(sampleOf('alarm-state-change'))).toMatchObject([dropped]);
  const id = `alarm:ecs-medic-prod-registry-target-5xx:${Date.parse('2026-11-23T10:04:52.118Z')}`;
  expect(await stores.signals.compare({ id })).toBe('newer');
});

it('an alarm of an hour ago is dropped as too old', async () => {
  const { receive } = setUp({ now: SOON + HOUR });
  expect(await receive(sampleOf('alarm-action'))).toMatchObject([{ kind: 'dropped', reason: 'too-old' }]);
});

describe('a delivery that fails', () => {
  const refused = rejecting(new Error('Service Unavailable'));

  it.each(['alarm-state-change', 'task-state-change'])(
    'because the check for its %s could not be sent is repeated in full by the next one',
    async (file) => {
      const { receive, done, services } = setUp();
      const failing = replacing({ services }, 'checks', { send: refused });
      await expect(receive(sampleOf(file), failing)).rejects.toThrow('Service Unavailable');
      expect((await receive(sampleOf(file)))[0]).toMatchObject({ kind: 'queued' });
      expect(done.checks).toHaveLength(1);
      expect(await receive(sampleOf(file))).toMatchObject([{ reason: 'duplicate' }]);
    },
  );

  it.each([
    { what: 'the stopped task', change: { stoppedTasks: { store: refused, retained: refused } } },
    { what: 'the signal', change: { signals: { compare: async () => 'newer' as const, remember: refused } } },
  ])('because $what could not be stored has sent its check and is repeated in full', async ({ change }) => {
    const { receive, done, services } = setUp();
    await expect(receive(STOPPED, { ...services, ...change })).rejects.toThrow('Service Unavailable');
    expect(done.checks).toHaveLength(1);
    expect(await receive(STOPPED)).toMatchObject([{ kind: 'queued' }, { kind: 'stored' }]);
    expect(done.checks).toHaveLength(2);
  });
});

describe('a stopped task', () => {
  const OWN = changed('task-state-change', { stoppedReason: 'ecs-medic registry-20261123T100000Z epoch 2' });
  const SCALED_IN = changed('task-state-change', { stoppedReason: 'Scaling activity initiated by (deployment 1)' });

  it('is stored for its service and counted', async () => {
    const { receive, kept } = setUp();
    const outcomes = await receive(STOPPED);
    expect(outcomes.at(-1)).toEqual({ kind: 'stored', signal: `task:${TASK}`, services: ['registry'] });
    expect(await kept()).toMatchObject([{ id: TASK, stopCode: 'EssentialContainerExited' }]);
  });

  it.each([
    { what: 'by the medic itself', event: OWN, reason: 'own-echo' },
    { what: 'by scale-in', event: SCALED_IN, reason: 'reports-no-fault' },
  ])('that was stopped $what is stored, without a check', async ({ event, reason }) => {
    const { receive, kept, done } = setUp();
    expect(await receive(event)).toMatchObject([{ kind: 'dropped', reason }, { kind: 'stored' }]);
    expect(await kept()).toMatchObject([{ stoppedReason: event.detail.stoppedReason }]);
    expect(done.checks).toEqual([]);
  });

  it.each([
    { age: 'a day less a millisecond', late: -1, outcomes: ['dropped', 'stored'] },
    { age: 'a day', late: 0, outcomes: ['dropped'] },
    { age: 'a day and a millisecond', late: 1, outcomes: ['dropped'] },
  ])('of $age ago is too old for a check, and comes to $outcomes', async ({ late, outcomes }) => {
    const { receive, kept } = setUp({ now: Date.parse('2026-11-24T10:02:03.377Z') + late });
    expect((await receive(STOPPED)).map(({ kind }) => kind)).toEqual(outcomes);
    expect(await kept()).toHaveLength(outcomes.length - 1);
  });

  it('is stored once, however often its event is delivered', async () => {
    const { receive, kept } = setUp();
    await receive(STOPPED);
    expect(await receive(STOPPED)).toMatchObject([{ reason: 'duplicate' }]);
    await receive(OWN);
    expect(await kept()).toHaveLength(1);
  });

  it('of a service that is not watched is not stored', async () => {
    const { receive, kept } = setUp({ policies: [OTHER_SERVICE] });
    expect(await receive(STOPPED)).toMatchObject([{ reason: 'unknown-service' }]);
    expect(await kept('other')).toEqual([]);
  });
});
