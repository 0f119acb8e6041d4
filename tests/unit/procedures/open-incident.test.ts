// Unit layer: opening an incident against the stores in memory.
import { openIncident } from '#shared/procedures/open-incident.ts';
import { anAssessment } from '#tests/builders/a-report.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { type FakeServices, fakeServices } from '#tests/builders/fake-services.ts';

const open = ({ services }: FakeServices) =>
  openIncident(services)({ assessment: anAssessment(), trigger: { kind: 'scheduled' }, now: NOW });

it('a new incident has its execution started and is written into the journal', async () => {
  const fake = fakeServices();
  expect(await open(fake)).toMatchObject({ opened: true, incident: { id: 'registry-20261123T100000Z', version: 1 } });
  expect(fake.done.started).toEqual(['registry-20261123T100000Z']);
  const detail = { trigger: { kind: 'scheduled' }, cause: 'none' };
  expect(fake.done.journal).toMatchObject([{ kind: 'opened', detail }]);
});

it('an incident that is open already has its execution started, in case it never was', async () => {
  const fake = fakeServices();
  await fake.stores.incidents.open(anIncident({ id: 'registry-earlier' }));
  expect(await open(fake)).toMatchObject({ opened: false, incident: { id: 'registry-earlier' } });
  expect(fake.done.started).toEqual(['registry-earlier']);
  expect(fake.done.journal).toEqual([]);
});

it('concurrent requests open one incident', async () => {
  const fake = fakeServices();
  const answers = await Promise.all([open(fake), open(fake), open(fake)]);
  expect(answers.filter(({ opened }) => opened)).toHaveLength(1);
  expect(new Set(fake.done.started).size).toBe(1);
});
