// Unit layer: score-health against a stateful outside and the stores in memory.
import { CheckEvent } from '#events/schemas/check.ts';
import { scoreHealth } from '#functions/score-health/score-health.ts';
import { handOver } from '#shared/domain/incident/transitions.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { type FakeServices, fakeServices } from '#tests/builders/fake-services.ts';
import { aMetricHistory } from '#tests/builders/metrics.ts';
import { type Given, incidentOf, inState, rejecting, replacing } from '../services-in-memory.ts';

/** One message for each trigger. */
const delivery = (services: readonly string[], ...triggers: readonly string[]) =>
  CheckEvent.parse({
    Records: triggers.map((trigger, index) => ({
      messageId: `m${index}`,
      body: JSON.stringify({ services, trigger }),
    })),
  });
const SCHEDULED = delivery(['registry'], 'schedule');
const CONFIRMATION = delivery(['registry'], 'confirm');

/** Time passes, then the event arrives. */
const check = async (fake: FakeServices, afterSeconds = 0, event = SCHEDULED, services: Services = fake.services) => {
  fake.outside.now += afterSeconds * SECOND;
  const { outcomes, ...answer } = await scoreHealth(services)(event);
  return { outcomes, batchItemFailures: [], ...answer };
};
const checkAll = async (fake: FakeServices, secondsBetween: readonly number[]) => {
  for (const seconds of secondsBetween) await check(fake, seconds);
};

const withIncident = async (): Promise<FakeServices> => {
  const fake = fakeServices();
  await fake.stores.incidents.open(anIncident());
  return fake;
};
const kindsOf = (items: readonly { readonly kind: string }[]): readonly string[] => items.map(({ kind }) => kind);

describe('a healthy service', () => {
  it('is reported with its measures, and nothing follows', async () => {
    const fake = fakeServices();
    const measures = { HealthScore: expect.any(Number), Confidence: expect.any(Number) };
    const outcome = { kind: 'checked', service: 'registry', state: 'healthy', cause: 'none', followUp: 'none' };
    expect(await check(fake)).toMatchObject({ batchItemFailures: [], outcomes: [{ ...outcome, measures }] });
    expect(fake.done.checks).toEqual([]);
    expect((await fake.stores.reports.latest(['registry'])).get('registry')).toHaveLength(1);
  });

  it('whose desired count is 0 gets no incident', async () => {
    const fake = fakeServices(inState({ desired: 0, tasks: 0 }));
    await checkAll(fake, [0, 15]);
    expect(await incidentOf(fake)).toBeUndefined();
  });
});

describe('a task that hangs while its health check passes', () => {
  const INCIDENT = 'registry-20261123T100005Z';
  const firstSeen = async () => {
    const fake = fakeServices({ hung: ['task-1'] });
    await check(fake);
    return fake;
  };

  it('is checked again after 5 s, then opens an incident and starts its execution', async () => {
    const fake = await firstSeen();
    expect(fake.done.checks).toEqual([{ check: { services: ['registry'], trigger: 'confirm' }, delaySeconds: 5 }]);
    expect(await incidentOf(fake)).toBeUndefined();

    await check(fake, 5, CONFIRMATION);
    const incident = { status: 'open', cause: 'instance-grey', subject: 'task-1', trigger: { kind: 'scheduled' } };
    expect(await incidentOf(fake)).toMatchObject(incident);
    expect(fake.done.started).toEqual([INCIDENT]);
    expect(fake.done.journal).toMatchObject([{ kind: 'opened', incident: INCIDENT }]);
  });

  it('opens no incident when it answers at the confirming check', async () => {
    const fake = await firstSeen();
    fake.outside.hung = [];
    await check(fake, 5, CONFIRMATION);
    expect(await incidentOf(fake)).toBeUndefined();
    expect(fake.done.checks).toHaveLength(1);
  });

  it('opens one incident, however often the checks are delivered', async () => {
    const fake = await firstSeen();
    fake.outside.now += 5 * SECOND;
    await Promise.all([check(fake, 0, CONFIRMATION), check(fake, 0, CONFIRMATION), check(fake)]);
    await check(fake);
    expect(new Set(fake.done.started)).toEqual(new Set([INCIDENT]));
    expect(kindsOf(fake.done.journal)).toEqual(['opened']);
  });

  it('records the signal that led to the check as the trigger of the incident', async () => {
    const fake = await firstSeen();
    await check(fake, 5, delivery(['registry'], 'schedule', 'alarm:high'));
    expect(await incidentOf(fake)).toMatchObject({ trigger: { kind: 'signal', signal: 'alarm:high' } });
  });
});

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

describe('a batch', () => {
  const policies = [aPolicy(), aPolicy({ name: 'other' })];
  const records = (...bodies: readonly string[]) =>
    CheckEvent.parse({ Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })) });

  it('is observed in one call of each kind, each service once', async () => {
    const fake = fakeServices({ policies });
    const both = '{"services":["registry","other"],"trigger":"schedule"}';
    const { outcomes } = await check(fake, 0, records(both, '{"services":["registry"],"trigger":"alarm:a"}'));
    expect(outcomes).toHaveLength(2);
    expect(fake.done.calls.filter((call) => call === 'services')).toHaveLength(1);
  });

  it('has only the messages delivered again whose service could not be checked', async () => {
    const fake = fakeServices({ policies });
    const { read } = fake.services.incidents;
    const services = replacing(fake, 'incidents', {
      read: async (name) => (name === 'other' ? Promise.reject(new WriteConflict('busy')) : read(name)),
    });
    const event = records('{"services":["registry"],"trigger":"a"}', '{"services":["other"],"trigger":"b"}');
    const { outcomes, batchItemFailures } = await check(fake, 0, event, services);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm1' }]);
    expect(outcomes).toContainEqual({ kind: 'failed', service: 'other', reason: 'WriteConflict: busy' });
  });

  it('drops checks of unknown services and delivers unreadable messages again', async () => {
    expect(await check(fakeServices(), 0, records('nonsense', '{"services":["gone"],"trigger":"schedule"}'))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }],
      outcomes: [
        { kind: 'dropped', reason: 'unknown-service', service: 'gone' },
        { kind: 'dropped', reason: 'unknown-shape' },
      ],
    });
  });
});

describe('an operator who asks', () => {
  it('gets the reports', async () => {
    const answer = await scoreHealth(fakeServices().services)({ services: ['registry'] });
    expect(answer).toMatchObject({ reports: [{ service: 'registry', state: 'healthy' }] });
  });

  it('about an unknown service gets the names of the known ones', async () => {
    await expect(scoreHealth(fakeServices().services)({ services: ['unknown'] })).rejects.toThrow(
      'There is no service "unknown" in medic.yml; it names: registry.',
    );
  });

  it('gets the error when the check fails', async () => {
    const services = replacing(fakeServices(), 'incidents', { read: rejecting(new Error('table gone')) });
    await expect(scoreHealth(services)({ services: ['registry'] })).rejects.toThrow('table gone');
  });
});
