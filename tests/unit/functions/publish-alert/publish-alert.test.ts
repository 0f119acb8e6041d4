// Unit layer: publish-alert against the stores in memory.
import { publishAlert } from '#functions/publish-alert/publish-alert.ts';
import { handOver } from '#shared/domain/incident/transitions.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { INCIDENT_ID } from '#tests/builders/constants.ts';
import { type FakeServices, fakeServices } from '#tests/builders/fake-services.ts';
import { incidentOf, rejecting, replacing } from '../services-in-memory.ts';

const REQUEST = { service: 'registry', incident: INCIDENT_ID, alert: 'escalated' } as const;

const escalated = async (): Promise<FakeServices> => {
  const fake = fakeServices();
  await fake.stores.incidents.open(handOver(anIncident(), { reason: 'manual-action-required' }));
  return fake;
};

it('an alert carries the newest numbers and is recorded', async () => {
  const fake = await escalated();
  await fake.stores.reports.save(aReport({ score: 41 }), []);
  expect(await publishAlert(fake.services)(REQUEST)).toMatchObject({ kind: 'published', alert: 'escalated' });
  expect(fake.done.alerts).toMatchObject([{ kind: 'escalated', text: expect.stringContaining('Score: 41 of 100') }]);
  expect(await incidentOf(fake)).toMatchObject({ alerts: ['escalated'] });
  expect(fake.done.journal).toMatchObject([{ kind: 'alerted', detail: { alert: 'escalated' } }]);
});

it('an alert is published once, however often it is requested', async () => {
  const fake = await escalated();
  await publishAlert(fake.services)(REQUEST);
  expect(await publishAlert(fake.services)(REQUEST)).toMatchObject({ kind: 'dropped', reason: 'already-notified' });
  expect(fake.done.alerts).toHaveLength(1);
});

it('an alert about an incident that was replaced is dropped', async () => {
  const fake = await escalated();
  const request = { ...REQUEST, incident: 'registry-earlier' };
  expect(await publishAlert(fake.services)(request)).toMatchObject({ kind: 'dropped', reason: 'incident-replaced' });
  expect(fake.done.alerts).toEqual([]);
});

it('the alert that a recovery failed escalates the incident', async () => {
  const fake = fakeServices();
  await fake.stores.incidents.open(anIncident());
  await publishAlert(fake.services)({ ...REQUEST, alert: 'recovery-failed' });
  expect(await incidentOf(fake)).toMatchObject({ status: 'escalated', alerts: ['recovery-failed'] });
});

it('the record of an alert keeps concurrent changes of the incident', async () => {
  const fake = await escalated();
  const { save } = fake.services.incidents;
  let isFirst = true;
  const services = replacing(fake, 'incidents', {
    save: async (incident) => {
      const current = isFirst && (await incidentOf(fake));
      isFirst = false;
      if (current) await save({ ...current, healthyObservations: 2 });
      return save(incident);
    },
  });
  await publishAlert(services)(REQUEST);
  expect(await incidentOf(fake)).toMatchObject({ healthyObservations: 2, alerts: ['escalated'] });
});

it('the record of an alert is not repeated after a conflict with itself', async () => {
  const fake = await escalated();
  const { save } = fake.services.incidents;
  const services = replacing(fake, 'incidents', {
    save: async (incident) => {
      await save(incident);
      throw new WriteConflict('the answer was lost');
    },
  });
  await publishAlert(services)(REQUEST);
  expect(await incidentOf(fake)).toMatchObject({ alerts: ['escalated'] });
});

it('an alert that cannot be recorded is an error, so that it is tried again', async () => {
  const services = replacing(await escalated(), 'incidents', { save: rejecting(new Error('table gone')) });
  await expect(publishAlert(services)(REQUEST)).rejects.toThrow('table gone');
});
