// Unit layer: remediate against a stateful outside and the stores in memory.
import { remediate } from '#functions/remediate/remediate.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { fakeServices } from '#tests/builders/fake-services.ts';

const ASKED = { service: 'registry', reason: 'users report timeouts', dryRun: false };

const withHungTask = async (given: Parameters<typeof fakeServices>[0] = {}) => {
  const fake = fakeServices({ hung: ['task-1'], ...given });
  const before = NOW - 5 * SECOND;
  await fake.stores.reports.save(aReport({ at: before, findings: [aFinding({ at: before, since: before })] }), []);
  return fake;
};

it('opens an incident with the reason and says which', async () => {
  const { services, stores, done } = await withHungTask();
  expect(await remediate(services)(ASKED)).toMatchObject({
    kind: 'opened',
    decision: { kind: 'act', plan: { action: 'stop-task' } },
    incident: { id: 'registry-20261123T100000Z', opened: true },
  });
  expect((await stores.incidents.read('registry')).incident?.trigger).toEqual({ kind: 'manual', reason: ASKED.reason });
  expect(done.started).toEqual(['registry-20261123T100000Z']);
});

it('a dry run answers the whole decision and changes nothing', async () => {
  const { services, stores, done } = await withHungTask();
  const answer = await remediate(services)({ ...ASKED, dryRun: true });
  expect(answer).toMatchObject({
    kind: 'dry-run',
    decision: { kind: 'act' },
    report: { service: 'registry' },
    diagnosis: { cause: 'instance-grey' },
  });
  expect(answer).toHaveProperty(
    'gates',
    expect.arrayContaining([expect.objectContaining({ gate: 'switches', verdict: 'pass' })]),
  );
  expect((await stores.incidents.read('registry')).incident).toBeUndefined();
  expect((await stores.reports.latest(['registry'])).get('registry')).toHaveLength(1);
  expect([done.started, done.journal, done.checks, done.alerts]).toEqual([[], [], [], []]);
});

it('a dry run while an incident is open names the incident and opens none', async () => {
  const { services, stores, done } = await withHungTask();
  await stores.incidents.open(anIncident({ id: 'registry-earlier' }));
  expect(await remediate(services)({ ...ASKED, dryRun: true })).toMatchObject({
    kind: 'dry-run',
    report: { service: 'registry' },
    incident: { id: 'registry-earlier', opened: false },
  });
  expect([done.started, done.journal]).toEqual([[], []]);
});

it('nothing is opened where nothing is to be done', async () => {
  const { services, done } = fakeServices();
  expect(await remediate(services)(ASKED)).toMatchObject({
    kind: 'not-opened',
    why: 'nothing is to be done now: nothing is wrong',
  });
  expect(done.started).toEqual([]);
});

it('nothing is opened where the medic may only look', async () => {
  const { services } = await withHungTask({ policies: [aPolicy({ mode: 'observe' })] });
  expect(await remediate(services)(ASKED)).toMatchObject({
    kind: 'not-opened',
    why: expect.stringContaining('mode observe'),
  });
});

it.each([
  { action: 'stop-task', kind: 'opened' },
  { action: 'roll-back', kind: 'not-opened' },
] as const)('asked for $action, where stop-task is what helps, it is $kind', async ({ action, kind }) => {
  const { services, stores } = await withHungTask();
  const answer = await remediate(services)({ ...ASKED, action });
  expect(answer.kind).toBe(kind);
  if (kind === 'not-opened') expect(answer.why).toContain('roll-back was asked for, but stop-task is what helps');
  else expect((await stores.incidents.read('registry')).incident?.trigger).toMatchObject({ action });
});

it('an incident that is open already is answered, not doubled', async () => {
  const { services, stores } = await withHungTask();
  await stores.incidents.open(anIncident({ id: 'registry-earlier' }));
  expect(await remediate(services)(ASKED)).toMatchObject({
    kind: 'already-open',
    incident: { id: 'registry-earlier', opened: false },
  });
});

it('an unknown service is told which there are', async () => {
  await expect(remediate(fakeServices().services)({ ...ASKED, service: 'nobody' })).rejects.toThrow(
    'it names: registry',
  );
});
