// Unit layer: remediate against a stateful outside and the stores in memory.
import { remediate } from '#functions/remediate/remediate.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { fakeServices } from '#tests/builders/fake-services.ts';
import { incidentOf, withHungTask } from '../services-in-memory.ts';

const REQUEST = { service: 'registry', reason: 'users report timeouts', dryRun: false };
const DRY_RUN = { ...REQUEST, dryRun: true };
const EARLIER = { incident: { id: 'registry-earlier', opened: false } };

const withEarlierIncident = async () => {
  const fake = await withHungTask();
  await fake.stores.incidents.open(anIncident({ id: 'registry-earlier' }));
  return fake;
};

it('a request opens an incident with its reason and answers the id', async () => {
  const fake = await withHungTask();
  expect(await remediate(fake.services)(REQUEST)).toMatchObject({
    kind: 'opened',
    decision: { kind: 'act', plan: { action: 'stop-task' } },
    incident: { id: 'registry-20261123T100000Z', opened: true },
  });
  expect((await incidentOf(fake))?.trigger).toEqual({ kind: 'manual', reason: REQUEST.reason });
  expect(fake.done.started).toEqual(['registry-20261123T100000Z']);
});

it('a dry run answers the whole decision and changes nothing', async () => {
  const fake = await withHungTask();
  expect(await remediate(fake.services)(DRY_RUN)).toMatchObject({
    kind: 'dry-run',
    decision: { kind: 'act' },
    report: { service: 'registry' },
    diagnosis: { cause: 'instance-grey' },
    gates: expect.arrayContaining([expect.objectContaining({ gate: 'switches', verdict: 'pass' })]),
  });
  const { stores, done } = fake;
  expect(await incidentOf(fake)).toBeUndefined();
  expect((await stores.reports.latest(['registry'])).get('registry')).toHaveLength(1);
  expect([done.started, done.journal, done.checks, done.alerts]).toEqual([[], [], [], []]);
});

it('a dry run answers the open incident and opens none', async () => {
  const { services, done } = await withEarlierIncident();
  const answer = { kind: 'dry-run', report: { service: 'registry' }, ...EARLIER };
  expect(await remediate(services)(DRY_RUN)).toMatchObject(answer);
  expect([done.started, done.journal]).toEqual([[], []]);
});

it('a request about a healthy service opens nothing', async () => {
  const { services, done } = fakeServices();
  const why = 'nothing is to be done now: nothing is wrong';
  expect(await remediate(services)(REQUEST)).toMatchObject({ kind: 'not-opened', why });
  expect(done.started).toEqual([]);
});

it('a request in mode observe opens nothing', async () => {
  const { services } = await withHungTask({ policies: [aPolicy({ mode: 'observe' })] });
  const why = expect.stringContaining('mode observe');
  expect(await remediate(services)(REQUEST)).toMatchObject({ kind: 'not-opened', why });
});

it('a request for the action that the cause calls for opens an incident with it', async () => {
  const fake = await withHungTask();
  expect(await remediate(fake.services)({ ...REQUEST, action: 'stop-task' })).toMatchObject({ kind: 'opened' });
  expect(await incidentOf(fake)).toMatchObject({ trigger: { action: 'stop-task' } });
});

it('a request for another action than the cause calls for opens nothing', async () => {
  const { services } = await withHungTask();
  const why = expect.stringContaining('roll-back was asked for, but stop-task is what helps');
  expect(await remediate(services)({ ...REQUEST, action: 'roll-back' })).toMatchObject({ kind: 'not-opened', why });
});

it('a request while an incident is open answers that one', async () => {
  const { services } = await withEarlierIncident();
  expect(await remediate(services)(REQUEST)).toMatchObject({ kind: 'already-open', ...EARLIER });
});

it('a request about an unknown service names the known ones', async () => {
  const unknown = remediate(fakeServices().services)({ ...REQUEST, service: 'unknown' });
  await expect(unknown).rejects.toThrow('it names: registry');
});
