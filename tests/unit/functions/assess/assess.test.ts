// Unit layer: assess with stop-task and publish-alert, turn by turn, against a stateful outside and the stores in memory.
import { assess } from '#functions/assess/assess.ts';
import { publishAlert } from '#functions/publish-alert/publish-alert.ts';
import { stopTask } from '#functions/stop-task/stop-task.ts';
import { handOver, resolve } from '#shared/domain/incident/transitions.ts';
import { LeaseLost, WriteConflict } from '#shared/domain/model/errors.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { anAttempt, anIncident } from '#tests/builders/an-incident.ts';
import { INCIDENT_ID, NOW } from '#tests/builders/constants.ts';
import { type FakeServices, fakeServices } from '#tests/builders/fake-services.ts';
import { type Given, incidentOf, inState, rejecting, replacing, withHungTask } from '../services-in-memory.ts';

const REQUEST = { service: 'registry', incident: INCIDENT_ID };

const withIncident = async (fake: FakeServices, incident: Incident = anIncident()): Promise<FakeServices> => {
  await fake.stores.incidents.open(incident);
  return fake;
};
const recovering = async (given?: Given): Promise<FakeServices> => withIncident(await withHungTask(given));

/** One turn, so many seconds after the turn before. */
const turn = (fake: FakeServices, afterSeconds = 0) => {
  fake.outside.now += afterSeconds * SECOND;
  return assess(fake.services)(REQUEST);
};

it('the recovery of a hung task starts a replacement, lets ECS stop the task, verifies the effect and notifies', async () => {
  const fake = await recovering();
  const { outside, done } = fake;
  const act = async (next: Awaited<ReturnType<typeof turn>>, step: number, ...calls: readonly string[]) => {
    expect(next).toMatchObject({ kind: 'act', next: 'stop-task', waitSeconds: 5, step: { attempt: 1, step } });
    if ('step' in next) await stopTask(fake.services)(next.step);
    expect(done.calls.slice(-calls.length)).toEqual(calls);
  };
  const run = (tasks: readonly number[], desired: number) => {
    Object.assign(outside, inState({ desired, tasks }, outside.now));
  };

  await act(await turn(fake), 1, 'desired 5');

  run([1, 2, 3, 4], 5);
  expect(await turn(fake, 5)).toMatchObject({ next: 'wait', reason: 'replacement-starting' });

  run([1, 2, 3, 4, 5], 5);
  await act(await turn(fake, 40), 2, 'protect task-2 task-3 task-4 task-5 for 5 min', 'desired 4');

  run([2, 3, 4, 5], 4);
  await act(await turn(fake, 15), 3, 'unprotect task-2 task-3 task-4 task-5');

  for (const _ of [1, 2]) expect(await turn(fake, 5)).toMatchObject({ next: 'wait', reason: 'verifying' });
  const restored = { kind: 'alert', next: 'publish-alert', alert: 'resolved', reason: 'restored' };
  expect(await turn(fake, 5)).toMatchObject(restored);
  expect(await incidentOf(fake)).toMatchObject({ status: 'resolved', attempts: [{ verdict: 'worked' }] });

  await publishAlert(fake.services)({ ...REQUEST, alert: 'resolved' });
  expect(done.alerts.map(({ title }) => title)).toEqual(['registry is healthy again: instance-grey (task-1)']);
  const acts = ['decided', 'acted', 'decided', 'acted', 'decided', 'acted'];
  expect(done.journal.map(({ kind }) => kind)).toEqual([...acts, 'closed', 'alerted']);
});

it('a turn reserves its step under the epoch of the lease before it answers', async () => {
  const fake = await recovering();
  const next = await turn(fake);
  const step = (await incidentOf(fake))?.attempts[0]?.steps[0];
  expect(step).toMatchObject({ epoch: 1, outcome: { kind: 'reserved' }, plan: { step: 'surge', target: 'task-1' } });
  expect(step?.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(next).toMatchObject({ step: { ...REQUEST, attempt: 1, step: 1, epoch: 1 } });
});

it('a turn in mode observe only advises the action', async () => {
  const fake = await recovering({ policies: [aPolicy({ mode: 'observe' })] });
  expect(await turn(fake)).toMatchObject({ next: 'publish-alert', alert: 'advice', reason: 'observe-only' });
  expect(await incidentOf(fake)).toMatchObject({ status: 'escalated', handover: { would: { action: 'stop-task' } } });
  await publishAlert(fake.services)({ ...REQUEST, alert: 'advice' });
  expect(fake.done.alerts[0]?.text).toContain('Advised: stop-task');
});

it('a turn in mode approve waits for the approval', async () => {
  const fake = await recovering({ policies: [aPolicy({ mode: 'approve' })] });
  expect(await turn(fake)).toMatchObject({ next: 'wait', reason: 'awaiting-approval' });
});

it('a dependency that is down for 45 s is escalated under its name, the lease is released and nothing is changed', async () => {
  const incident = anIncident({ cause: 'dependency-down', subject: 'database' });
  const fake = await withIncident(fakeServices({ down: ['database'] }), incident);
  await turn(fake);
  expect(await turn(fake, 44)).toMatchObject({ next: 'wait', reason: 'dependency-blip' });
  const escalated = { next: 'publish-alert', alert: 'escalated', reason: 'dependency-is-down' };
  expect(await turn(fake, 1)).toMatchObject(escalated);
  await publishAlert(fake.services)({ ...REQUEST, alert: 'escalated' });
  expect(fake.done.alerts.map(({ title }) => title)).toEqual([
    'registry is unhealthy, action required: dependency-down (database)',
  ]);
  expect(await fake.stores.leases.acquire('registry', 'another owner', fake.outside.now, 1)).toBeGreaterThan(0);
});

it('an incident without an attempt and without an alert closes without an alert', async () => {
  const fake = await withIncident(fakeServices());
  await turn(fake);
  await turn(fake);
  expect(await turn(fake)).toMatchObject({ next: 'close', reason: 'restored' });
  expect(fake.done.alerts).toEqual([]);
});

it('a turn waits while nothing is wrong and recovery is not proven', async () => {
  const fake = await withIncident(fakeServices(inState({ desired: 0, tasks: 0 })));
  expect(await turn(fake)).toMatchObject({ next: 'wait' });
});

it('a turn of an incident that is not the current one closes', async () => {
  expect(await turn(fakeServices())).toMatchObject({ next: 'close', reason: 'facts-changed' });
});

it.each([
  {
    status: 'resolved with an alert owed',
    incident: resolve(anIncident({ attempts: [anAttempt()] }), NOW),
    next: { next: 'publish-alert', alert: 'resolved', reason: 'restored' },
  },
  { status: 'resolved without one', incident: resolve(anIncident(), NOW), next: { next: 'close' } },
  {
    status: 'escalated',
    incident: handOver(anIncident(), { reason: 'took-too-long' }),
    next: { next: 'publish-alert', alert: 'escalated', reason: 'took-too-long' },
  },
])('a repeated turn of an incident that is $status only comes to $next.next', async ({ incident, next }) => {
  const fake = await withIncident(fakeServices(), incident);
  expect(await turn(fake)).toMatchObject(next);
  expect(fake.done.calls).toEqual([]);
});

it.each([
  { error: new WriteConflict('written by another check'), reason: 'facts-changed', waitSeconds: 1 },
  { error: new LeaseLost('held by another turn'), reason: 'lease-lost', waitSeconds: 5 },
])('a turn that ends in $error.name is taken again after $waitSeconds s', async ({ error, ...next }) => {
  const services = replacing(await recovering(), 'leases', { acquire: rejecting(error) });
  expect(await assess(services)(REQUEST)).toMatchObject({ next: 'wait', ...next });
});

it('a turn passes any other error on as it is', async () => {
  const services = replacing(await recovering(), 'leases', { acquire: rejecting(new TypeError('broken')) });
  await expect(assess(services)(REQUEST)).rejects.toThrow(TypeError);
});

it('a turn of an unknown service is an error', async () => {
  const unknown = assess(fakeServices().services)({ ...REQUEST, service: 'unknown' });
  await expect(unknown).rejects.toMatchObject({ name: 'ServiceUnknown' });
});
