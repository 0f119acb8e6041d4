// Unit layer: observe against a stateful outside, with parts of it broken.
import type { EcsService, Observation } from '#shared/domain/model/observation.ts';
import { missing, observed, type Part } from '#shared/domain/model/part.ts';
import { DAY } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup, TargetGroupReader } from '#shared/ports/observing.ts';
import { observe } from '#shared/procedures/observe.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { fakeServices } from '#tests/builders/fake-services.ts';
import { aDeployment, aService, aTarget, aTargetGroup, aTask } from '#tests/builders/parts.ts';
import { broken, type Change, emptyAnswer, missingIn, observing } from './observed-service.ts';

const released = (ageMs: number) => ({
  ecs: observed(NOW, aService({ deployments: [aDeployment({ createdAt: NOW - ageMs })] })),
});
const { address: _, ...unaddressed } = aTask(1);
const THROTTLED = missing('throttled', 'slow down');

it('every part of a healthy service is read but its details', async () => {
  const { service, at, previous, ...parts } = (await observing(released(0))).observation;
  expect({ service, at, previous }).toEqual({ service: 'registry', at: NOW, previous: [] });
  const others = Object.entries(parts).filter(([, part]) => part.state !== 'observed');
  expect(others.map(([name]) => name).sort()).toEqual([
    'changes',
    'containerInstances',
    'logs',
    'rollBackTargets',
    'routing',
    'scaling',
    'taskDefinition',
  ]);
});

it('many services are read in one call of each kind', async () => {
  const policies = ['one', 'two', 'three'].map((name) => aPolicy({ name }));
  const { services, done } = fakeServices({ policies, ...released(0) });
  const observations = await observe(services)(policies, NOW);
  expect([...observations.keys()]).toEqual(['one', 'two', 'three']);
  const ecs = ['releases', 'runningTasks', 'services', 'stoppedTasks'];
  expect(done.calls.sort()).toEqual(['alarms', 'metrics', ...ecs, 'targetGroups'].sort());
});

it.each<{ what: string; change: Change; parts: readonly (keyof Observation)[] }>([
  {
    what: 'services',
    change: ({ ecs }) => ({ ecs: { ...ecs, services: broken } }),
    parts: ['ecs', 'logs', 'releases', 'targetGroups', 'taskDefinition', 'taskProbes'],
  },
  {
    what: 'running tasks',
    change: ({ ecs }) => ({ ecs: { ...ecs, runningTasks: broken } }),
    parts: ['taskProbes', 'tasks'],
  },
  {
    what: 'stopped tasks',
    change: ({ ecs }) => ({ ecs: { ...ecs, stoppedTasks: broken } }),
    parts: ['stoppedTasks'],
  },
  { what: 'releases', change: ({ ecs }) => ({ ecs: { ...ecs, releases: broken } }), parts: ['releases'] },
  {
    what: 'target groups',
    change: ({ targetGroups }) => ({ targetGroups: { ...targetGroups, read: broken } }),
    parts: ['targetGroups', 'taskProbes'],
  },
  { what: 'metrics', change: () => ({ metrics: { read: broken } }), parts: ['history', 'traffic', 'utilisation'] },
  { what: 'alarms', change: () => ({ alarms: { firing: broken } }), parts: ['alarms'] },
  { what: 'probes', change: () => ({ prober: { probe: broken } }), parts: ['dependencies', 'taskProbes'] },
  {
    what: 'breakers',
    change: ({ breakers }) => ({ breakers: { ...breakers, readAll: broken } }),
    parts: ['breakers'],
  },
  { what: 'switches', change: () => ({ switches: { active: () => Promise.reject('broken') } }), parts: ['switches'] },
  { what: 'reports', change: ({ reports }) => ({ reports: { ...reports, latest: broken } }), parts: ['fleet'] },
  {
    what: 'baselines',
    change: ({ baselines }) => ({ baselines: { ...baselines, read: broken } }),
    parts: ['baseline'],
  },
])('a failure to read $what makes only these parts missing: $parts', async ({ change, parts }) => {
  const { observation } = await observing(released(0), change);
  const gone = missingIn(observation);
  expect(Object.keys(gone).sort()).toEqual(parts);
  for (const detail of Object.values(gone)) expect(detail).toContain('broken');
});

it('a target group that cannot be read makes all of them missing', async () => {
  expect((await observing({ targetGroups: THROTTLED })).observation.targetGroups).toEqual(THROTTLED);
});

it('a part that an answer leaves out is missing', async () => {
  const { observation } = await observing(released(0), ({ ecs, targetGroups }) => ({
    metrics: { read: emptyAnswer },
    targetGroups: { ...targetGroups, read: emptyAnswer },
    ecs: { ...ecs, stoppedTasks: emptyAnswer },
  }));
  const leftOut = expect.stringContaining('left out');
  expect(missingIn(observation)).toMatchObject({
    traffic: leftOut,
    utilisation: leftOut,
    targetGroups: leftOut,
    stoppedTasks: leftOut,
  });
});

it.each([
  { ageMs: DAY - 1, state: 'observed' },
  { ageMs: DAY, state: 'observed' },
  { ageMs: DAY + 1, state: 'missing' },
])('releases are $state when the newest deployment is $ageMs ms old', async ({ ageMs, state }) => {
  const { done, observation } = await observing(released(ageMs));
  expect(done.calls.includes('releases')).toBe(state === 'observed');
  expect(observation.releases.state).toBe(state);
});

it.each([
  { rolloutState: 'IN_PROGRESS' as const, state: 'observed' },
  { rolloutState: 'FAILED' as const, state: 'observed' },
  { rolloutState: 'COMPLETED' as const, state: 'missing' },
])('releases are $state while a deployment of last week is $rolloutState', async ({ rolloutState, state }) => {
  const deployments = [aDeployment({ createdAt: NOW - 7 * DAY, rolloutState })];
  const { observation } = await observing({ ecs: observed(NOW, aService({ deployments })) });
  expect(observation.releases.state).toBe(state);
});

it.each(['CODE_DEPLOY', 'EXTERNAL'] as const)('ECS keeps no releases of a %s service', async (controller) => {
  const ecs = observed(NOW, aService({ controller, deployments: [aDeployment({ createdAt: NOW })] }));
  const { done, observation } = await observing({ ecs });
  expect(done.calls).not.toContain('releases');
  expect(observation.releases).toMatchObject({ state: 'missing', reason: 'not-configured' });
});

const groupsOnly = (groups: Readonly<Record<string, Part<BalancedTargetGroup>>>): TargetGroupReader => ({
  read: async () => new Map(Object.entries(groups)),
  routing: async () => THROTTLED,
});

describe('target groups', () => {
  const readWith = (given: Partial<EcsService>, groups: Readonly<Record<string, Part<BalancedTargetGroup>>>) =>
    observing({ ecs: observed(NOW, aService(given)) }, () => ({
      targetGroups: groupsOnly(groups),
    }));
  const here = observed(NOW, aTargetGroup());
  const gone = missing('not-found', 'there is no target group');

  it('are missing, not absent, when the revisions that name them could not be read', async () => {
    const { observation } = await readWith({ targetGroupArns: [], targetGroupsUnread: THROTTLED }, {});
    expect(observation).toMatchObject({ targetGroups: THROTTLED, taskProbes: THROTTLED });
  });

  it.each([
    { what: 'a deleted group of a task set', controller: 'CODE_DEPLOY' as const, other: gone, state: 'observed' },
    { what: 'an unread group of a task set', controller: 'EXTERNAL' as const, other: THROTTLED, state: 'missing' },
    { what: 'a deleted group of an ECS service', controller: 'ECS' as const, other: gone, state: 'missing' },
  ])('beside $what are $state', async ({ controller, other, state }) => {
    const { observation } = await readWith({ controller, targetGroupArns: ['a', 'b'] }, { a: here, b: other });
    expect(observation.targetGroups.state).toBe(state);
  });

  it('are missing when the only group of a task set is deleted', async () => {
    const { observation } = await readWith({ controller: 'CODE_DEPLOY', targetGroupArns: ['a'] }, { a: gone });
    expect(observation.targetGroups).toEqual(gone);
  });
});

describe('probes', () => {
  it('go to the port of the group in which the task is registered', async () => {
    const blue = observed(NOW, aTargetGroup({ targets: [], port: 5000 }));
    const green = observed(NOW, aTargetGroup({ targets: [aTarget(1, { port: 9090 })], port: 9090 }));
    const { done } = await observing(
      { ecs: observed(NOW, aService({ targetGroupArns: ['blue', 'green'] })), tasks: observed(NOW, [aTask(1)]) },
      () => ({
        targetGroups: groupsOnly({ blue, green }),
      }),
    );
    expect(done.probed).toMatchObject([{ tasks: [{ taskId: 'task-1', port: 9090 }] }]);
  });

  it.each([
    { where: 'on an EC2 instance', task: aTask(1, { address: 'i-0b239fca18cb7642a', hostPorts: [32768] }) },
    { where: 'on an instance that could not be read', task: { ...unaddressed, containerInstance: 'instance' } },
  ])('do not go to tasks $where, whose address is unknown', async ({ task }) => {
    const { done, observation } = await observing({ tasks: observed(NOW, [task]) });
    expect(done.probed).toMatchObject([{ tasks: [] }]);
    expect(observation.taskProbes).toMatchObject({ state: 'missing', reason: 'not-configured' });
  });

  it('go to the tasks with an address of their own beside others on EC2 instances', async () => {
    const tasks = [aTask(1), aTask(2, { address: 'i-0b239fca18cb7642a' })];
    const { done } = await observing({ tasks: observed(NOW, tasks) });
    expect(done.probed).toMatchObject([{ tasks: [{ taskId: 'task-1' }] }]);
  });

  it('go to running tasks with an address, on the port of the registered target or else of the target group', async () => {
    const { address: _, ...without } = aTask(5);
    const tasks = [aTask(1), aTask(2, { lastStatus: 'PENDING' }), aTask(3, { desiredStatus: 'STOPPED' }), aTask(4)];
    const { done } = await observing({
      tasks: observed(NOW, [...tasks, without]),
      targetGroups: observed(NOW, aTargetGroup({ targets: [aTarget(1, { port: 8080 })], port: 5000 })),
    });
    expect(done.probed).toMatchObject([
      {
        path: '/work',
        timeoutMs: 1_000,
        acceptedStatuses: '200-399',
        tasks: [
          { taskId: 'task-1', address: '10.0.0.1', port: 8080 },
          { taskId: 'task-4', address: '10.0.0.4', port: 5000 },
        ],
        dependencies: [{ name: 'database' }, { name: 'discovery' }],
      },
    ]);
  });

  it('go to the dependencies even when the tasks cannot be listed', async () => {
    const { observation } = await observing({ tasks: THROTTLED });
    expect(observation).toMatchObject({ taskProbes: THROTTLED, dependencies: { state: 'observed' } });
  });

  it('do not go to tasks without a target group, whose port is unknown', async () => {
    const { observation } = await observing({ ecs: observed(NOW, aService({ targetGroupArns: [] })) });
    expect(observation).toMatchObject({
      taskProbes: { state: 'missing', reason: 'not-configured' },
      targetGroups: { state: 'observed', value: [] },
    });
  });

  it('are not sent without tasks and dependencies', async () => {
    const policies = [aPolicy({ dependencies: [] })];
    const { done, observation } = await observing({ policies, tasks: observed(NOW, []) });
    expect(done.probed).toEqual([]);
    const none = { state: 'observed', value: [] };
    expect(observation).toMatchObject({ taskProbes: none, dependencies: none });
  });
});

it('breakers are read only when the policy names some', async () => {
  const breakers = { readAll: broken, write: broken };
  const { observation } = await observing({ policies: [aPolicy({ breakers: [] })] }, () => ({ breakers }));
  expect(observation.breakers).toMatchObject({ state: 'observed', value: [] });
});
