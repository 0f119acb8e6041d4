// Unit layer: assess and the action functions together, turn by turn, against a stateful outside and the stores in memory.
import { assess } from '#functions/assess/assess.ts';
import { publishAlert } from '#functions/publish-alert/publish-alert.ts';
import { stopTask } from '#functions/stop-task/stop-task.ts';
import { handOver, resolve } from '#shared/domain/incident/transitions.ts';
import { LeaseLost, WriteConflict } from '#shared/domain/model/errors.ts';
import { observed } from '#shared/domain/model/part.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident } from '#tests/builders/an-incident.ts';
import { INCIDENT_ID, NOW } from '#tests/builders/constants.ts';
import { type FakeServices, fakeServices } from '#tests/builders/fake-services.ts';
import { aService, aTarget, aTargetGroup, aTask } from '#tests/builders/parts.ts';

const REQUEST = { service: 'registry', incident: INCIDENT_ID };

/** An incident about task-1, which hung five seconds ago as well. */
const withHungTask = async (given: Parameters<typeof fakeServices>[0] = {}): Promise<FakeServices> => {
  const fake = fakeServices({ hung: ['task-1'], ...given });
  await fake.stores.incidents.open(anIncident());
  const before = NOW - 5 * SECOND;
  await fake.stores.reports.save(aReport({ at: before, findings: [aFinding({ at: before, since: before })] }), []);
  return fake;
};

const turn = (fake: FakeServices) => assess(fake.services)(REQUEST);
const incidentOf = async ({ stores }: FakeServices) => (await stores.incidents.read('registry')).incident;

const run = (numbers: readonly number[], fake: FakeServices, desiredCount: number) => {
  const { now } = fake.outside;
  fake.outside.ecs = observed(now, aService({ desiredCount, runningCount: numbers.length }));
  fake.outside.tasks = observed(
    now,
    numbers.map((number) => aTask(number)),
  );
  fake.outside.targetGroups = observed(now, aTargetGroup({ targets: numbers.map((number) => aTarget(number)) }));
};

describe('the recovery of a hung task', () => {
  it('starts a replacement, lets ECS take the bad task once it is healthy, proves the cure and tells people', async () => {
    const fake = await withHungTask();
    const { outside, done } = fake;

    const first = await turn(fake);
    expect(first).toMatchObject({ kind: 'act', next: 'stop-task', waitSeconds: 5, step: { attempt: 1, step: 1 } });
    await act(fake, first);
    expect(done.calls).toContain('desired 5');

    outside.now += 5 * SECOND;
    run([1, 2, 3, 4], fake, 5);
    expect(await turn(fake)).toMatchObject({ next: 'wait', reason: 'replacement-starting' });

    outside.now += 40 * SECOND;
    run([1, 2, 3, 4, 5], fake, 5);
    const second = await turn(fake);
    expect(second).toMatchObject({ next: 'stop-task', step: { attempt: 1, step: 2 } });
    await act(fake, second);
    expect(done.calls.slice(-2)).toEqual(['protect task-2 task-3 task-4 task-5 for 5 min', 'desired 4']);

    outside.now += 15 * SECOND;
    run([2, 3, 4, 5], fake, 4);
    const third = await turn(fake);
    expect(third).toMatchObject({ next: 'stop-task', step: { attempt: 1, step: 3 } });
    await act(fake, third);
    expect(done.calls.at(-1)).toBe('unprotect task-2 task-3 task-4 task-5');

    for (let look = 1; look <= 2; look += 1) {
      outside.now += 5 * SECOND;
      expect(await turn(fake)).toMatchObject({ next: 'wait', reason: 'verifying' });
    }
    outside.now += 5 * SECOND;
    expect(await turn(fake)).toMatchObject({
      kind: 'alert',
      next: 'publish-alert',
      alert: 'resolved',
      reason: 'restored',
    });
    expect(await incidentOf(fake)).toMatchObject({ status: 'resolved', attempts: [{ verdict: 'worked' }] });

    await publishAlert(fake.services)({ ...REQUEST, alert: 'resolved' });
    expect(done.alerts.map(({ title }) => title)).toEqual(['registry is well again: instance-grey (task-1)']);
    expect(done.journal.map(({ kind }) => kind)).toEqual([
      'decided',
      'acted',
      'decided',
      'acted',
      'decided',
      'acted',
      'closed',
      'alerted',
    ]);
  });

  const act = (fake: FakeServices, step: Awaited<ReturnType<typeof turn>>) => {
    if (!('step' in step)) throw new Error(`Nothing is to be done: ${step.next}`);
    return stopTask(fake.services)(step.step);
  };
});

describe('a turn', () => {
  it('reserves the step under the epoch of the lease before it answers', async () => {
    const fake = await withHungTask();
    const next = await turn(fake);
    const step = (await incidentOf(fake))?.attempts[0]?.steps[0];
    expect(step).toMatchObject({ epoch: 1, outcome: { kind: 'reserved' }, plan: { step: 'surge', target: 'task-1' } });
    expect(step?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(next).toMatchObject({ step: { ...REQUEST, attempt: 1, step: 1, epoch: 1 } });
  });

  it('only advises in mode observe, and says what it would do', async () => {
    const fake = await withHungTask({ policies: [aPolicy({ mode: 'observe' })] });
    expect(await turn(fake)).toMatchObject({ next: 'publish-alert', alert: 'advice', reason: 'observe-only' });
    expect(await incidentOf(fake)).toMatchObject({ status: 'escalated', handover: { would: { action: 'stop-task' } } });
    await publishAlert(fake.services)({ ...REQUEST, alert: 'advice' });
    expect(fake.done.alerts[0]?.text).toContain('Advised: stop-task');
  });

  it('waits for the approval in mode approve', async () => {
    const fake = await withHungTask({ policies: [aPolicy({ mode: 'approve' })] });
    expect(await turn(fake)).toMatchObject({ next: 'wait', reason: 'awaiting-approval' });
  });

  it('hands a dependency that is down to people, names it, and touches nothing', async () => {
    const fake = fakeServices({ down: ['database'] });
    await fake.stores.incidents.open(anIncident({ cause: 'dependency-down', subject: 'database' }));
    await turn(fake);
    fake.outside.now += 44 * SECOND;
    expect(await turn(fake)).toMatchObject({ next: 'wait', reason: 'dependency-blip' });
    fake.outside.now += 1 * SECOND;
    expect(await turn(fake)).toMatchObject({ next: 'publish-alert', alert: 'escalated', reason: 'dependency-is-down' });
    await publishAlert(fake.services)({ ...REQUEST, alert: 'escalated' });
    expect(fake.done.alerts.map(({ title }) => title)).toEqual(['registry needs you: dependency-down (database)']);
    expect(await fake.stores.leases.acquire('registry', 'somebody else', fake.outside.now, 1)).toBeGreaterThan(0);
  });

  it('closes without a word when nothing was done and nobody was told', async () => {
    const fake = fakeServices();
    await fake.stores.incidents.open(anIncident());
    await turn(fake);
    await turn(fake);
    expect(await turn(fake)).toMatchObject({ next: 'close', reason: 'restored' });
    expect(fake.done.alerts).toEqual([]);
  });

  it('waits while nothing is wrong and nothing is proven', async () => {
    const fake = fakeServices({
      ecs: observed(NOW, aService({ desiredCount: 0, runningCount: 0 })),
      tasks: observed(NOW, []),
    });
    await fake.stores.incidents.open(anIncident());
    expect(await turn(fake)).toMatchObject({ next: 'wait' });
  });

  it('closes when the incident is not the current one', async () => {
    expect(await turn(fakeServices())).toMatchObject({ next: 'close', reason: 'facts-changed' });
  });

  it.each([
    {
      status: 'resolved',
      incident: resolve(anIncident({ attempts: [anAttempt()] }), NOW),
      next: { next: 'publish-alert', alert: 'resolved', reason: 'restored' },
    },
    { status: 'resolved, nothing owed', incident: resolve(anIncident(), NOW), next: { next: 'close' } },
    {
      status: 'escalated',
      incident: handOver(anIncident(), { reason: 'took-too-long' }),
      next: { next: 'publish-alert', alert: 'escalated', reason: 'took-too-long' },
    },
  ])('that was cut off after the incident was $status only sees to the alert', async ({ incident, next }) => {
    const fake = fakeServices();
    await fake.stores.incidents.open(incident);
    expect(await turn(fake)).toMatchObject(next);
    expect(fake.done.calls).toEqual([]);
  });

  it.each([
    { error: new WriteConflict('somebody wrote'), reason: 'facts-changed', waitSeconds: 1 },
    { error: new LeaseLost('somebody acts'), reason: 'lease-lost', waitSeconds: 5 },
  ])(
    'that loses to somebody else ($error.name) looks again after $waitSeconds s',
    async ({ error, reason, waitSeconds }) => {
      const fake = await withHungTask();
      const leases = { ...fake.services.leases, acquire: () => Promise.reject(error) };
      expect(await assess({ ...fake.services, leases })(REQUEST)).toMatchObject({ next: 'wait', reason, waitSeconds });
    },
  );

  it('fails with the error as it came when something is broken', async () => {
    const fake = await withHungTask();
    const leases = { ...fake.services.leases, acquire: () => Promise.reject(new TypeError('broken')) };
    await expect(assess({ ...fake.services, leases })(REQUEST)).rejects.toThrow(TypeError);
  });

  it('asks for a known service', async () => {
    await expect(assess(fakeServices().services)({ ...REQUEST, service: 'nobody' })).rejects.toMatchObject({
      name: 'ServiceUnknown',
    });
  });
});
