import { handOver } from '#shared/domain/incident/transitions.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { type FakeServices, fakeServices } from '#tests/builders/fake-services.ts';
import { aMetricHistory } from '#tests/builders/metrics.ts';
import { type Given, incidentOf, rejecting, replacing } from '../services-in-memory.ts';

import { check, checkAll, kindsOf, SCHEDULED } from './checks.ts';

const withIncident = async (): Promise<FakeServices> => {
  const fake = fakeServices();
  await fake.stores.incidents.open(anIncident());
  return fake;
};
describe('a service with an open incident', () => {
  it('has its execution started again after three minutes without a check by it', async () => {
    const fake = await withIncident();
    await check(fake, 180);
    expect(fake.done.started).toEqual(['registry-20261123T100000Z']);
  });

  it('is escalated once when the execution is over its time limit', async () => {
    const fake = await withIncident();
    fake.outside.now += 7_200 * SECOND + 1;
    await Promise.all([check(fake), check(fake)]);
    expect(await incidentOf(fake)).toMatchObject({ status: 'escalated', alerts: ['escalated'] });
    expect(kindsOf(fake.done.alerts)).toEqual(['escalated']);
  });

  it.each([
    { what: 'the execution cannot be started', afterSeconds: 180, reason: 'no reason' },
    { what: 'the escalation cannot be written', afterSeconds: 10_800, reason: 'Error: throttled' },
  ])('is delivered again when $what', async ({ afterSeconds, reason }) => {
    const fake = await withIncident();
    const unstartable = replacing(fake, 'recovery', { start: rejecting('no reason') });
    const services = replacing({ services: unstartable }, 'incidents', { save: rejecting(new Error('throttled')) });
    expect(await check(fake, afterSeconds, SCHEDULED, services)).toEqual({
      outcomes: [{ kind: 'failed', service: 'registry', reason }],
      batchItemFailures: [{ itemIdentifier: 'm0' }],
    });
  });
});

describe('a service that cannot be observed', () => {
  const ecs = missing('access-denied', 'AccessDeniedException: no');

  it('is escalated once after two minutes, without an execution', async () => {
    const fake = fakeServices({ ecs });
    await checkAll(fake, [0, 60, 59]);
    expect(await incidentOf(fake)).toBeUndefined();
    await checkAll(fake, [1, 15, 60]);
    expect(await incidentOf(fake)).toMatchObject({ status: 'escalated', cause: 'unknown', alerts: ['escalated'] });
    expect(fake.done.started).toEqual([]);
    expect(kindsOf(fake.done.alerts)).toEqual(['escalated']);
    expect(kindsOf(fake.done.journal)).toEqual(['opened', 'alerted', 'closed']);
  });

  it('is escalated once by concurrent checks', async () => {
    const fake = fakeServices({ ecs });
    await checkAll(fake, [0, 60]);
    fake.outside.now += 60 * SECOND;
    await Promise.all([check(fake), check(fake), check(fake)]);
    expect(fake.done.alerts).toHaveLength(1);
    expect(kindsOf(fake.done.journal)).toEqual(['opened', 'alerted', 'closed']);
  });

  it('keeps its incident open while the alert cannot be published, and an execution takes it up', async () => {
    const fake = fakeServices({ ecs });
    const mute = replacing(fake, 'alerts', { publish: rejecting(new Error('no such topic')) });
    await checkAll(fake, [0, 60]);
    expect(await check(fake, 60, SCHEDULED, mute)).toMatchObject({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(await incidentOf(fake)).toMatchObject({ status: 'open', alerts: [] });
    await check(fake, 180);
    expect(fake.done.started).toHaveLength(1);
  });
});

describe('a service with an escalated incident', () => {
  const escalated = async (given?: Given) => {
    const fake = fakeServices(given);
    const about = { cause: 'dependency-down', subject: 'database' } as const;
    const { incident } = await fake.stores.incidents.open(anIncident(about));
    const handedOver = handOver(incident, { reason: 'dependency-is-down' });
    await fake.stores.incidents.save({ ...handedOver, alerts: ['escalated'] });
    return fake;
  };

  it('is resolved by the third healthy report in a row, with one alert', async () => {
    const fake = await escalated();
    for (const status of ['escalated', 'escalated', 'resolved', 'resolved']) {
      await check(fake, 15);
      expect(await incidentOf(fake)).toMatchObject({ status });
    }
    expect(kindsOf(fake.done.alerts)).toEqual(['resolved']);
  });

  it('has its operators reminded once at each time, also when the check comes late', async () => {
    const fake = await escalated({ down: ['database'] });
    for (const minutes of [29, 1, 1, 60, 60, 8 * 60, 24 * 60]) await check(fake, 60 * minutes);
    expect(kindsOf(fake.done.alerts)).toEqual(['reminder', 'reminder', 'reminder']);
    expect(await incidentOf(fake)).toMatchObject({ alerts: ['escalated', 'reminder', 'reminder', 'reminder'] });
  });

  it('is reminded of once by concurrent checks', async () => {
    const fake = await escalated({ down: ['database'] });
    fake.outside.now += 1_800 * SECOND;
    await Promise.all([check(fake), check(fake), check(fake)]);
    expect(kindsOf(fake.done.alerts)).toEqual(['reminder']);
  });

  it('still owes a reminder that could not be sent, and sends it after two minutes', async () => {
    const fake = await escalated({ down: ['database'] });
    const mute = replacing(fake, 'alerts', { publish: rejecting(new Error('no such topic')) });
    expect(await check(fake, 1_800, SCHEDULED, mute)).toMatchObject({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    await check(fake, 119);
    expect(fake.done.alerts).toEqual([]);
    await checkAll(fake, [1, 15]);
    expect(kindsOf(fake.done.alerts)).toEqual(['reminder']);
  });

  it('still owes the alert that it is resolved when it could not be sent', async () => {
    const fake = await escalated();
    const mute = replacing(fake, 'alerts', { publish: rejecting(new Error('no such topic')) });
    await checkAll(fake, [15, 15]);
    await check(fake, 15, SCHEDULED, mute);
    expect(await incidentOf(fake)).toMatchObject({ status: 'resolved', alerts: ['escalated'] });
    await checkAll(fake, [60, 60, 15]);
    expect(kindsOf(fake.done.alerts)).toEqual(['resolved']);
  });

  it('gets a new incident for a cause that can be treated', async () => {
    const fake = await escalated({ hung: ['task-1'] });
    await checkAll(fake, [0, 15]);
    expect(await incidentOf(fake)).toMatchObject({ status: 'open', cause: 'instance-grey', alerts: [] });
    expect(await incidentOf(fake)).toMatchObject({ replaces: { causes: [{ cause: 'dependency-down' }] } });
  });
});

describe('a service that loses requests', () => {
  const LOSING: Given = { history: observed(NOW, aMetricHistory({ requests: [100, 100], failed: [9, 9] })) };
  const SILENT = { status: 'escalated', cause: 'unknown', handover: { reason: 'silent-outage' } };

  it('though no rule finds a fault has its operators notified once', async () => {
    const fake = fakeServices(LOSING);
    await checkAll(fake, [0, 15, 15]);
    expect(await incidentOf(fake)).toMatchObject({ ...SILENT, alerts: ['escalated'] });
    expect(fake.done.alerts).toMatchObject([{ text: expect.stringContaining('9 of 100 and then 9 of 100 requests') }]);
    expect(fake.done.started).toEqual([]);
  });

  it('has its operators notified though its assessment fails, and the check is delivered again', async () => {
    const fake = fakeServices(LOSING);
    const broken = replacing(fake, 'reports', { save: rejecting(new Error('table full')) });
    const outcome = { outcomes: [{ kind: 'failed', reason: 'Error: table full' }] };
    expect(await check(fake, 0, SCHEDULED, broken)).toMatchObject(outcome);
    expect(await check(fake, 15, SCHEDULED, broken)).toMatchObject(outcome);
    expect(await incidentOf(fake)).toMatchObject(SILENT);
    expect(fake.done.alerts).toHaveLength(1);
  });

  it('while it has an open incident is left to that, though its assessment fails', async () => {
    const fake = fakeServices(LOSING);
    await fake.stores.incidents.open(anIncident());
    await check(fake, 0, SCHEDULED, replacing(fake, 'reports', { save: rejecting(new Error('table full')) }));
    expect(await incidentOf(fake)).toMatchObject({ status: 'open' });
  });

  it('only in the past has no operator notified when its assessment fails', async () => {
    const fake = fakeServices();
    await check(fake, 0, SCHEDULED, replacing(fake, 'reports', { save: rejecting(new Error('table full')) }));
    expect(fake.done.alerts).toEqual([]);
  });
});
