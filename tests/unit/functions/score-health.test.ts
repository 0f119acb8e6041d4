// Unit layer: score-health against a stateful outside and the stores in memory.
import { CheckEvent } from '#events/schemas/check.ts';
import { scoreHealth } from '#functions/score-health/score-health.ts';
import { handOver } from '#shared/domain/incident/transitions.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { HOUR, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { type FakeServices, fakeServices } from '#tests/builders/fake-services.ts';
import { aService } from '#tests/builders/parts.ts';

const delivery = (...checks: readonly { readonly services: readonly string[]; readonly trigger: string }[]) =>
  CheckEvent.parse({
    Records: checks.map((check, index) => ({ messageId: `m${index}`, body: JSON.stringify(check) })),
  });

const scheduled = delivery({ services: ['registry'], trigger: 'schedule' });
const confirmation = delivery({ services: ['registry'], trigger: 'confirm' });

const check = async ({ services }: FakeServices, event = scheduled) => {
  const answer = await scoreHealth(services)(event);
  return 'batchItemFailures' in answer ? answer : { ...answer, batchItemFailures: [] };
};

const incidentOf = async ({ stores }: FakeServices) => (await stores.incidents.read('registry')).incident;

const later = (fake: FakeServices, milliseconds: number) => {
  fake.outside.now += milliseconds;
};

describe('a healthy service', () => {
  it('is reported and left alone', async () => {
    const fake = fakeServices();
    const { outcomes, batchItemFailures } = await check(fake);
    expect(batchItemFailures).toEqual([]);
    expect(outcomes).toMatchObject([
      { kind: 'checked', service: 'registry', state: 'healthy', cause: 'none', followUp: 'none' },
    ]);
    expect(fake.done.checks).toEqual([]);
    expect((await fake.stores.reports.latest(['registry'])).get('registry')).toHaveLength(1);
  });

  it('gives its score and confidence as measures', async () => {
    const { outcomes } = await check(fakeServices());
    const [outcome] = outcomes;
    expect(outcome).toHaveProperty('measures', { HealthScore: expect.any(Number), Confidence: expect.any(Number) });
  });
});

describe('a task that hangs while its health check is green', () => {
  it('is looked at again 5 s later, then an incident is opened and its execution started', async () => {
    const fake = fakeServices({ hung: ['task-1'] });
    await check(fake);
    expect(fake.done.checks).toEqual([{ check: { services: ['registry'], trigger: 'confirm' }, delaySeconds: 5 }]);
    expect(await incidentOf(fake)).toBeUndefined();

    later(fake, 5 * SECOND);
    await check(fake, confirmation);
    expect(await incidentOf(fake)).toMatchObject({
      status: 'open',
      cause: 'instance-grey',
      subject: 'task-1',
      trigger: { kind: 'scheduled' },
    });
    expect(fake.done.started).toEqual(['registry-20261123T100005Z']);
    expect(fake.done.journal).toMatchObject([{ kind: 'opened', incident: 'registry-20261123T100005Z' }]);
  });

  it('that answers again at the second look was nothing', async () => {
    const fake = fakeServices({ hung: ['task-1'] });
    await check(fake);
    fake.outside.hung = [];
    later(fake, 5 * SECOND);
    await check(fake, confirmation);
    expect(await incidentOf(fake)).toBeUndefined();
    expect(fake.done.checks).toHaveLength(1);
  });

  it('opens one incident however often the checks come', async () => {
    const fake = fakeServices({ hung: ['task-1'] });
    await check(fake);
    later(fake, 5 * SECOND);
    await Promise.all([check(fake, confirmation), check(fake, confirmation), check(fake)]);
    await check(fake);
    expect(new Set(fake.done.started)).toEqual(new Set(['registry-20261123T100005Z']));
    expect(fake.done.journal.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
  });

  it('keeps the signal that led to it', async () => {
    const fake = fakeServices({ hung: ['task-1'] });
    await check(fake);
    later(fake, 5 * SECOND);
    await check(
      fake,
      delivery({ services: ['registry'], trigger: 'schedule' }, { services: ['registry'], trigger: 'alarm:high' }),
    );
    expect(await incidentOf(fake)).toMatchObject({ trigger: { kind: 'signal', signal: 'alarm:high' } });
  });
});

describe('a service whose incident is open', () => {
  it('has its execution started again when nothing was heard for three minutes', async () => {
    const fake = fakeServices();
    await fake.stores.incidents.open(anIncident());
    later(fake, 3 * MINUTE);
    await check(fake);
    expect(fake.done.started).toEqual(['registry-20261123T100000Z']);
  });

  it('is handed to people when the execution has outlived itself, who are told once', async () => {
    const fake = fakeServices();
    await fake.stores.incidents.open(anIncident());
    later(fake, 2 * HOUR + 1);
    await Promise.all([check(fake), check(fake)]);
    expect(await incidentOf(fake)).toMatchObject({ status: 'escalated', alerts: ['escalated'] });
    expect(fake.done.alerts.map(({ kind }) => kind)).toEqual(['escalated']);
  });
});

describe('a service that cannot be seen', () => {
  const unseen = missing('access-denied', 'AccessDeniedException: no');
  const looks = async (fake: FakeServices, seconds: readonly number[]) => {
    for (const pause of seconds) {
      later(fake, pause * SECOND);
      await check(fake);
    }
  };

  it('is handed to people after two minutes, who are told once, and no execution is started', async () => {
    const fake = fakeServices({ ecs: unseen });
    await looks(fake, [0, 60, 59]);
    expect(await incidentOf(fake)).toBeUndefined();
    await looks(fake, [1, 15, 60]);
    expect(await incidentOf(fake)).toMatchObject({ status: 'escalated', cause: 'unknown', alerts: ['escalated'] });
    expect(fake.done.started).toEqual([]);
    expect(fake.done.alerts.map(({ kind }) => kind)).toEqual(['escalated']);
    expect(fake.done.journal.map(({ kind }) => kind)).toEqual(['opened', 'alerted', 'closed']);
  });

  it('is handed over once by several checks at the same time', async () => {
    const fake = fakeServices({ ecs: unseen });
    await looks(fake, [0, 60]);
    later(fake, MINUTE);
    await Promise.all([check(fake), check(fake), check(fake)]);
    expect(fake.done.alerts).toHaveLength(1);
    expect(fake.done.journal.map(({ kind }) => kind)).toEqual(['opened', 'alerted', 'closed']);
  });

  it('is no matter of people while they could not be told: its execution takes it up', async () => {
    const fake = fakeServices({ ecs: unseen });
    const alerts = { publish: () => Promise.reject(new Error('no such topic')) };
    const mute = { ...fake, services: { ...fake.services, alerts } };
    await looks(mute, [0, 60]);
    later(fake, MINUTE);
    expect(await check(mute)).toMatchObject({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(await incidentOf(fake)).toMatchObject({ status: 'open', alerts: [] });
    later(fake, 3 * MINUTE);
    await check(fake);
    expect(fake.done.started).toHaveLength(1);
  });
});

describe('a service that people have', () => {
  const escalated = async (fake: FakeServices) => {
    const { incident } = await fake.stores.incidents.open(
      anIncident({ cause: 'dependency-down', subject: 'database' }),
    );
    await fake.stores.incidents.save({
      ...handOver(incident, { reason: 'dependency-is-down' }),
      alerts: ['escalated'],
    });
  };

  it('is resolved by the third good report in a row, and people are told once', async () => {
    const fake = fakeServices();
    await escalated(fake);
    for (const expected of ['escalated', 'escalated', 'resolved', 'resolved']) {
      await check(fake);
      expect((await incidentOf(fake))?.status).toBe(expected);
      later(fake, 15 * SECOND);
    }
    expect(fake.done.alerts.map(({ kind }) => kind)).toEqual(['resolved']);
  });

  it('gets a new incident when something turns up that the medic can treat', async () => {
    const fake = fakeServices({ hung: ['task-1'] });
    await escalated(fake);
    await check(fake);
    later(fake, 15 * SECOND);
    await check(fake);
    expect(await incidentOf(fake)).toMatchObject({ status: 'open', cause: 'instance-grey', alerts: [] });
  });
});

describe('a batch', () => {
  const two = [aPolicy(), aPolicy({ name: 'other' })];

  it('is observed in one go, each service once', async () => {
    const fake = fakeServices({ policies: two });
    const { outcomes } = await check(
      fake,
      delivery(
        { services: ['registry', 'other'], trigger: 'schedule' },
        { services: ['registry'], trigger: 'alarm:a' },
      ),
    );
    expect(outcomes).toHaveLength(2);
    expect(fake.done.calls.filter((call) => call === 'services')).toHaveLength(1);
  });

  it('delivers again only the messages whose service could not be checked', async () => {
    const fake = fakeServices({ policies: two });
    const read = fake.services.incidents.read;
    const incidents = {
      ...fake.services.incidents,
      read: async (name: string) => (name === 'other' ? Promise.reject(new WriteConflict('busy')) : read(name)),
    };
    const services = { ...fake.services, incidents };
    const { outcomes, batchItemFailures } = await check(
      { ...fake, services },
      delivery({ services: ['registry'], trigger: 'a' }, { services: ['other'], trigger: 'b' }),
    );
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm1' }]);
    expect(outcomes).toContainEqual({ kind: 'failed', service: 'other', reason: 'WriteConflict: busy' });
  });

  it('drops the service that is not watched any more, and sends back what is no check', async () => {
    const event = CheckEvent.parse({
      Records: [
        { messageId: 'm0', body: 'nonsense' },
        { messageId: 'm1', body: '{"services":["gone"],"trigger":"schedule"}' },
      ],
    });
    const { outcomes, batchItemFailures } = await check(fakeServices(), event);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
    expect(outcomes).toEqual([
      { kind: 'dropped', reason: 'unknown-service', service: 'gone' },
      { kind: 'dropped', reason: 'unknown-shape' },
    ]);
  });
});

describe('a person who asks', () => {
  it('gets the reports', async () => {
    const answer = await scoreHealth(fakeServices().services)({ services: ['registry'] });
    expect(answer).toMatchObject({ reports: [{ service: 'registry', state: 'healthy' }] });
  });

  it('is told at once which services there are', async () => {
    await expect(scoreHealth(fakeServices().services)({ services: ['nobody'] })).rejects.toThrow(
      'There is no service "nobody" in medic.yml; it names: registry.',
    );
  });

  it('is told of a failure', async () => {
    const { services } = fakeServices();
    const incidents = { ...services.incidents, read: () => Promise.reject(new Error('table gone')) };
    await expect(scoreHealth({ ...services, incidents })({ services: ['registry'] })).rejects.toThrow('table gone');
  });
});

it('a service that cannot be followed up is a failure, whatever was thrown', async () => {
  const fake = fakeServices();
  await fake.stores.incidents.open(anIncident());
  later(fake, 3 * MINUTE);
  const recovery = { start: () => Promise.reject('no reason') };
  const { outcomes } = await check({ ...fake, services: { ...fake.services, recovery } });
  expect(outcomes).toEqual([{ kind: 'failed', service: 'registry', reason: 'no reason' }]);
});

it('a failed write that is no conflict is a failure', async () => {
  const fake = fakeServices();
  await fake.stores.incidents.open(anIncident());
  later(fake, 3 * HOUR);
  const incidents = { ...fake.services.incidents, save: () => Promise.reject(new Error('throttled')) };
  const { batchItemFailures } = await check({ ...fake, services: { ...fake.services, incidents } });
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
});

it('a service that is meant to be stopped is left alone', async () => {
  const fake = fakeServices({
    ecs: observed(NOW, aService({ desiredCount: 0, runningCount: 0 })),
    tasks: observed(NOW, []),
  });
  await check(fake);
  later(fake, 15 * SECOND);
  await check(fake);
  expect(await incidentOf(fake)).toBeUndefined();
});
