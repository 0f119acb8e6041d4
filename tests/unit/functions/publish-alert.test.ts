// Unit layer: publish-alert against the stores in memory.
import { publishAlert } from '#functions/publish-alert/publish-alert.ts';
import { handOver } from '#shared/domain/incident/transitions.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { INCIDENT_ID } from '#tests/builders/constants.ts';
import { type FakeServices, fakeServices } from '#tests/builders/fake-services.ts';

const REQUEST = { service: 'registry', incident: INCIDENT_ID, alert: 'escalated' } as const;

const escalated = async (): Promise<FakeServices> => {
  const fake = fakeServices();
  await fake.stores.incidents.open(handOver(anIncident(), { reason: 'manual-action-required' }));
  return fake;
};
const alertsOf = async ({ stores }: FakeServices) => (await stores.incidents.read('registry')).incident?.alerts;

it('tells people with the newest numbers, and takes that down', async () => {
  const fake = await escalated();
  await fake.stores.reports.save(aReport({ score: 41 }), []);
  expect(await publishAlert(fake.services)(REQUEST)).toMatchObject({ kind: 'published', alert: 'escalated' });
  expect(fake.done.alerts).toMatchObject([{ kind: 'escalated', text: expect.stringContaining('Score: 41 of 100') }]);
  expect(await alertsOf(fake)).toEqual(['escalated']);
  expect(fake.done.journal).toMatchObject([{ kind: 'alerted', detail: { alert: 'escalated' } }]);
});

it('tells people once, however often it is asked to', async () => {
  const fake = await escalated();
  await publishAlert(fake.services)(REQUEST);
  expect(await publishAlert(fake.services)(REQUEST)).toMatchObject({ kind: 'dropped', reason: 'already-notified' });
  expect(fake.done.alerts).toHaveLength(1);
});

it('tells nobody about an incident that another one replaced', async () => {
  const fake = await escalated();
  expect(await publishAlert(fake.services)({ ...REQUEST, incident: 'registry-earlier' })).toMatchObject({
    kind: 'dropped',
    reason: 'incident-replaced',
  });
  expect(fake.done.alerts).toEqual([]);
});

it('a recovery that broke off is in the hands of people from then on', async () => {
  const fake = fakeServices();
  await fake.stores.incidents.open(anIncident());
  await publishAlert(fake.services)({ ...REQUEST, alert: 'recovery-failed' });
  expect((await fake.stores.incidents.read('registry')).incident).toMatchObject({
    status: 'escalated',
    alerts: ['recovery-failed'],
  });
});

it('what somebody wrote meanwhile is kept', async () => {
  const fake = await escalated();
  const { save } = fake.services.incidents;
  let first = true;
  const incidents: typeof fake.services.incidents = {
    ...fake.services.incidents,
    save: async (incident) => {
      if (first) {
        first = false;
        const { incident: current } = await fake.stores.incidents.read('registry');
        if (current) await save({ ...current, healthyObservations: 2 });
      }
      return save(incident);
    },
  };
  await publishAlert({ ...fake.services, incidents })(REQUEST);
  expect((await fake.stores.incidents.read('registry')).incident).toMatchObject({
    healthyObservations: 2,
    alerts: ['escalated'],
  });
});

it('a conflict that told people already is the end of it', async () => {
  const fake = await escalated();
  const { save, read } = fake.services.incidents;
  const incidents: typeof fake.services.incidents = {
    ...fake.services.incidents,
    save: async (incident) => {
      await save(incident);
      throw new WriteConflict('the answer was lost');
    },
    read,
  };
  await publishAlert({ ...fake.services, incidents })(REQUEST);
  expect(await alertsOf(fake)).toEqual(['escalated']);
});

it('fails when it cannot be taken down, so that it is tried again', async () => {
  const fake = await escalated();
  const incidents = { ...fake.services.incidents, save: () => Promise.reject(new Error('table gone')) };
  await expect(publishAlert({ ...fake.services, incidents })(REQUEST)).rejects.toThrow('table gone');
});
