// Unit layer: score-health against a stateful outside and the stores in memory.
import { CheckEvent } from '#events/schemas/check.ts';
import { scoreHealth } from '#functions/score-health/score-health.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { fakeServices } from '#tests/builders/fake-services.ts';
import { incidentOf, inState, rejecting, replacing } from '../services-in-memory.ts';

import { CONFIRMATION, check, checkAll, delivery, kindsOf } from './checks.ts';

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
