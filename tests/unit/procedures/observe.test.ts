// Unit layer: observe against a stateful outside, with parts of it broken.
import { missing, observed } from '#shared/domain/model/part.ts';
import { DAY, MINUTE } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';
import { observe, observeOne } from '#shared/procedures/observe.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { NOW } from '#tests/builders/constants.ts';
import { fakeServices } from '#tests/builders/fake-services.ts';
import { aService, aTarget, aTargetGroup, aTask } from '#tests/builders/parts.ts';

const look = async (
  given: Parameters<typeof fakeServices>[0] = {},
  change: (services: Services) => Partial<Services> = () => ({}),
) => {
  const fake = fakeServices(given);
  const services = { ...fake.services, ...change(fake.services) };
  const [policy = aPolicy()] = services.policies;
  return { ...fake, observation: await observeOne(services)(policy, NOW) };
};

const broken = () => Promise.reject(new Error('broken'));
const released = (ageMs: number) => ({
  ecs: observed(
    NOW,
    aService({ deployments: aService().deployments.map((deployment) => ({ ...deployment, createdAt: NOW - ageMs })) }),
  ),
});

it('reads every part of a service', async () => {
  const { observation } = await look(released(0));
  const { service, at, previous, ...parts } = observation;
  expect({ service, at, previous }).toEqual({ service: 'registry', at: NOW, previous: [] });
  const notObserved = Object.entries(parts).filter(([, part]) => part.state !== 'observed');
  expect(notObserved.map(([name]) => name).sort()).toEqual(['changes', 'logs', 'scaling', 'taskDefinition']);
});

it('reads many services in one call of each kind', async () => {
  const policies = ['one', 'two', 'three'].map((name) => aPolicy({ name }));
  const { services, done } = fakeServices({ policies, ...released(0) });
  const observations = await observe(services)(policies, NOW);
  expect([...observations.keys()]).toEqual(['one', 'two', 'three']);
  expect(done.calls.sort()).toEqual([
    'alarms',
    'metrics',
    'releases',
    'runningTasks',
    'services',
    'stoppedTasks',
    'targetGroups',
  ]);
});

describe('a part that cannot be read', () => {
  it.each<{
    readonly what: string;
    readonly change: (services: Services) => Partial<Services>;
    readonly missing: readonly string[];
  }>([
    {
      what: 'ECS services',
      change: ({ ecs }) => ({ ecs: { ...ecs, services: broken } }),
      missing: ['ecs', 'logs', 'releases', 'targetGroups', 'taskDefinition', 'taskProbes'],
    },
    {
      what: 'running tasks',
      change: ({ ecs }) => ({ ecs: { ...ecs, runningTasks: broken } }),
      missing: ['taskProbes', 'tasks'],
    },
    {
      what: 'stopped tasks',
      change: ({ ecs }) => ({ ecs: { ...ecs, stoppedTasks: broken } }),
      missing: ['stoppedTasks'],
    },
    { what: 'releases', change: ({ ecs }) => ({ ecs: { ...ecs, releases: broken } }), missing: ['releases'] },
    {
      what: 'target groups',
      change: () => ({ targetGroups: { read: broken } }),
      missing: ['targetGroups', 'taskProbes'],
    },
    { what: 'metrics', change: () => ({ metrics: { read: broken } }), missing: ['history', 'traffic', 'utilisation'] },
    { what: 'alarms', change: () => ({ alarms: { firing: broken } }), missing: ['alarms'] },
    { what: 'probes', change: () => ({ prober: { probe: broken } }), missing: ['dependencies', 'taskProbes'] },
    {
      what: 'breakers',
      change: ({ breakers }) => ({ breakers: { ...breakers, readAll: broken } }),
      missing: ['breakers'],
    },
    {
      what: 'switches',
      change: () => ({ switches: { active: () => Promise.reject('broken') } }),
      missing: ['switches'],
    },
    { what: 'reports', change: ({ reports }) => ({ reports: { ...reports, latest: broken } }), missing: ['fleet'] },
  ])('($what) makes missing only $missing', async ({ change, missing: expected }) => {
    const { observation } = await look(released(0), change);
    const gone = Object.entries(observation).filter(
      ([, part]) =>
        typeof part === 'object' && 'state' in part && part.state === 'missing' && part.reason !== 'not-asked',
    );
    expect(gone.map(([name]) => name).sort()).toEqual(expected);
    for (const [, part] of gone) expect(part).toHaveProperty('detail', expect.stringContaining('broken'));
  });

  it('makes the target groups missing when one of them is', async () => {
    const { observation } = await look({ targetGroups: missing('throttled', 'slow down') });
    expect(observation.targetGroups).toEqual(missing('throttled', 'slow down'));
  });

  it('is missing as well when the answer leaves the service out', async () => {
    const nobody = async () => new Map();
    const { observation } = await look(released(0), ({ ecs }) => ({
      metrics: { read: nobody },
      targetGroups: { read: nobody },
      ecs: { ...ecs, stoppedTasks: nobody },
    }));
    for (const part of [
      observation.traffic,
      observation.utilisation,
      observation.targetGroups,
      observation.stoppedTasks,
    ]) {
      expect(part).toMatchObject({ state: 'missing', detail: expect.stringContaining('left out') });
    }
  });
});

describe('releases', () => {
  it.each([
    { ageMs: DAY - 1, asked: true },
    { ageMs: DAY, asked: true },
    { ageMs: DAY + 1, asked: false },
  ])('are asked for after a deployment $ageMs ms ago: $asked', async ({ ageMs, asked }) => {
    const { done, observation } = await look(released(ageMs));
    expect(done.calls.includes('releases')).toBe(asked);
    expect(observation.releases.state).toBe(asked ? 'observed' : 'missing');
  });
});

describe('probes', () => {
  it('ask the running tasks that have an address, on the port they are registered with', async () => {
    const tasks = [aTask(1), aTask(2, { lastStatus: 'PENDING' }), aTask(3, { desiredStatus: 'STOPPED' }), aTask(4)];
    const { address: _, ...without } = aTask(5);
    const targets = [aTarget(1, { port: 8080 })];
    const { done } = await look({
      tasks: observed(NOW, [...tasks, without]),
      targetGroups: observed(NOW, aTargetGroup({ targets, port: 5000 })),
    });
    expect(done.probed).toMatchObject([
      {
        path: '/work',
        timeoutMs: 1_000,
        tasks: [
          { taskId: 'task-1', address: '10.0.0.1', port: 8080 },
          { taskId: 'task-4', address: '10.0.0.4', port: 5000 },
        ],
        dependencies: [{ name: 'database' }, { name: 'discovery' }],
      },
    ]);
  });

  it('still ask the dependencies when the tasks cannot be listed', async () => {
    const { observation } = await look({ tasks: missing('throttled', 'slow down') });
    expect(observation.taskProbes).toEqual(missing('throttled', 'slow down'));
    expect(observation.dependencies.state).toBe('observed');
  });

  it('cannot ask tasks whose port nobody knows', async () => {
    const { observation } = await look({ ecs: observed(NOW, aService({ targetGroupArns: [] })) });
    expect(observation.taskProbes).toMatchObject({ state: 'missing', reason: 'not-configured' });
    expect(observation.targetGroups).toMatchObject({ state: 'observed', value: [] });
  });

  it('are not sent when there is nobody to ask', async () => {
    const { done, observation } = await look({ policies: [aPolicy({ dependencies: [] })], tasks: observed(NOW, []) });
    expect(done.probed).toEqual([]);
    expect(observation).toMatchObject({
      taskProbes: { state: 'observed', value: [] },
      dependencies: { state: 'observed', value: [] },
    });
  });
});

it('breakers are read only where the policy names some', async () => {
  const breakers = { readAll: broken, write: broken };
  const { observation } = await look({ policies: [aPolicy({ breakers: [] })] }, () => ({ breakers }));
  expect(observation.breakers).toMatchObject({ state: 'observed', value: [] });
});

describe('the fleet', () => {
  it.each([
    { ageMs: 10 * MINUTE - 1, services: 3 },
    { ageMs: 10 * MINUTE, services: 3 },
    { ageMs: 10 * MINUTE + 1, services: 2 },
  ])('counts a report $ageMs ms old among $services', async ({ ageMs, services }) => {
    const fake = fakeServices({ policies: ['registry', 'two', 'three', 'unseen'].map((name) => aPolicy({ name })) });
    await fake.stores.reports.save(aReport({ service: 'registry', state: 'degraded' }), []);
    await fake.stores.reports.save(aReport({ service: 'two', state: 'critical' }), []);
    await fake.stores.reports.save(aReport({ service: 'three', state: 'unknown', at: NOW - ageMs }), []);
    const observation = await observeOne(fake.services)(aPolicy(), NOW);
    expect(observation.fleet).toEqual(observed(NOW, { services, unhealthy: 2 }));
  });
});

it('earlier reports come along', async () => {
  const fake = fakeServices();
  await fake.stores.reports.save(aReport({ score: 50 }), [aReport({ score: 40 })]);
  const { previous } = await observeOne(fake.services)(aPolicy(), NOW);
  expect(previous.map(({ score }) => score)).toEqual([50, 40]);
});
