// Contract layer: what the ECS reader makes of the local world's answers, in process and over the wire.
import { itemsOf, valueIn } from '#shared/domain/model/part.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { release } from '#sim/faults/rollouts.ts';
import { stopTask } from '#sim/world/ecs/tasks.ts';
import { REGISTRY } from '#sim/world/registry.ts';
import { bothWays, policyFor, type Setting, START } from './adapter-harness.ts';

const registry = policyFor('registry');
const REGISTRY_ARN = 'arn:aws:ecs:us-east-1:123456789012:service/ml-platform/mlflow-registry';
const definition = (revision: number) =>
  `arn:aws:ecs:us-east-1:123456789012:task-definition/mlflow-registry:${revision}`;

const theService = ({ world }: Setting) => {
  const service = world.services.get('mlflow-registry');
  if (!service) throw new Error('the world has lost its registry');
  return service;
};

bothWays((settle) => {
  it('reads a service at rest', async () => {
    const { ecs } = await settle();
    const part = (await ecs.services([registry])).get('registry');
    expect(part).toEqual({
      state: 'observed',
      at: START,
      value: {
        arn: REGISTRY_ARN,
        clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/ml-platform',
        status: 'ACTIVE',
        desiredCount: 4,
        runningCount: 4,
        pendingCount: 0,
        taskDefinition: definition(41),
        controller: 'ECS',
        strategy: 'ROLLING',
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        rollsBackByItself: false,
        healthCheckGracePeriodSeconds: 30,
        deployments: [
          expect.objectContaining({ status: 'PRIMARY', taskDefinition: definition(41), rolloutState: 'COMPLETED' }),
        ],
        targetGroupArns: [expect.stringMatching(/:targetgroup\/mlflow-registry\/[0-9a-f]+$/)],
        events: [],
        createdAt: expect.any(Number),
      },
    });
  });

  it.each([
    { enable: false, rollback: false, byItself: false },
    { enable: true, rollback: false, byItself: false },
    { enable: false, rollback: true, byItself: false },
    { enable: true, rollback: true, byItself: true },
  ])(
    'with a circuit breaker of $enable/$rollback, rolls back by itself: $byItself',
    async ({ enable, rollback, byItself }) => {
      const { ecs } = await settle([{ ...REGISTRY, circuitBreaker: { enable, rollback } }]);
      const part = (await ecs.services([registry])).get('registry');
      expect(part && valueIn(part)?.rollsBackByItself).toBe(byItself);
    },
  );

  it('reads 23 services, in calls of ten, each under the name that medic.yml gives it', async () => {
    const specs = Array.from({ length: 23 }, (_, index) => ({
      ...REGISTRY,
      name: `service-${index}`,
      desiredCount: 1,
    }));
    const { ecs } = await settle(specs);
    const policies = specs.map(({ name }) => policyFor(`my-${name}`, name));
    const parts = await ecs.services(policies);
    expect([...parts.keys()]).toEqual(policies.map(({ name }) => name));
    for (const { name, service } of policies) {
      const part = parts.get(name);
      expect(part && valueIn(part)?.arn).toMatch(new RegExp(`/${service}$`));
    }
  });

  it('says not found of a service that is not there, and reads its neighbour', async () => {
    const { ecs } = await settle();
    const parts = await ecs.services([policyFor('gone', 'no-such-service'), registry]);
    expect(parts.get('gone')).toMatchObject({ state: 'missing', reason: 'not-found' });
    expect(parts.get('registry')).toMatchObject({ state: 'observed' });
  });

  it('says not found of all that is in a cluster that is not there, and reads the other cluster', async () => {
    const { ecs } = await settle();
    const elsewhere = policyFor('elsewhere', 'mlflow-registry', 'no-such-cluster');
    const parts = await ecs.services([elsewhere, registry]);
    expect(parts.get('elsewhere')).toMatchObject({ state: 'missing', reason: 'not-found' });
    expect(parts.get('registry')).toMatchObject({ state: 'observed' });
  });

  it('answers nothing where nothing is asked', async () => {
    const { ecs } = await settle();
    for (const read of [ecs.services, ecs.runningTasks, ecs.stoppedTasks, ecs.releases]) {
      expect(await read([])).toEqual(new Map());
    }
  });

  it('reads the tasks that are meant to run, with address and zone', async () => {
    const { ecs, world } = await settle();
    const tasks = itemsOf((await ecs.runningTasks([registry])).get('registry') ?? NEVER);
    expect(tasks).toHaveLength(4);
    for (const task of tasks) {
      const truth = world.tasks.get(task.id);
      expect(task).toMatchObject({
        arn: truth?.arn,
        taskDefinition: definition(41),
        lastStatus: 'RUNNING',
        desiredStatus: 'RUNNING',
        address: truth?.ip,
        availabilityZone: truth?.zone.name,
        startedAt: truth?.startedAt,
      });
    }
  });

  it('reads 250 tasks, in calls of a hundred', async () => {
    const { ecs } = await settle([{ ...REGISTRY, desiredCount: 250 }]);
    const tasks = itemsOf((await ecs.runningTasks([registry])).get('registry') ?? NEVER);
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(250);
  });

  it('reads a stopped task with why it stopped, and its replacement among those that run', async () => {
    const setting = await settle();
    const task = [...setting.world.tasks.values()][0];
    if (!task) throw new Error('the world has no task');
    stopTask(setting.world, theService(setting), task, { code: 'UserInitiated', reason: 'because' });
    await setting.runFor(2 * MINUTE);
    const stopped = itemsOf((await setting.ecs.stoppedTasks([registry])).get('registry') ?? NEVER);
    expect(stopped).toMatchObject([{ id: task.id, stopCode: 'UserInitiated', stoppedReason: 'because' }]);
    expect(stopped[0]?.stoppedAt).toBeGreaterThan(START);
    expect(stopped[0]?.containers).toHaveLength(1);
    const running = itemsOf((await setting.ecs.runningTasks([registry])).get('registry') ?? NEVER);
    expect(running.map(({ id }) => id)).not.toContain(task.id);
    expect(running).toHaveLength(4);
    expect(running.map(({ createdAt }) => createdAt)).toEqual(running.map(({ createdAt }) => createdAt).toSorted());
  });

  it('leaves out a task that is still on its way to being stopped', async () => {
    const setting = await settle();
    const task = [...setting.world.tasks.values()][0];
    if (!task) throw new Error('the world has no task');
    stopTask(setting.world, theService(setting), task, { code: 'UserInitiated', reason: 'because' });
    await setting.runFor(2 * SECOND);
    expect((await setting.ecs.stoppedTasks([registry])).get('registry')).toMatchObject({ value: [] });
  });

  it('says not found of the tasks of a service that is not there', async () => {
    const { ecs } = await settle();
    const parts = await ecs.runningTasks([policyFor('gone', 'no-such-service'), registry]);
    expect(parts.get('gone')).toMatchObject({ state: 'missing', reason: 'not-found' });
    expect(itemsOf(parts.get('registry') ?? NEVER)).toHaveLength(4);
  });

  it('reads releases newest first, each with what it brought, however old the last good one is', async () => {
    const setting = await settle();
    const bad = release(setting.world, theService(setting), { quality: { kind: 'errors' } });
    await setting.runFor(10 * SECOND);
    const releases = itemsOf((await setting.ecs.releases([registry])).get('registry') ?? NEVER);
    expect(releases.map(({ taskDefinition }) => taskDefinition)).toEqual([bad.arn, definition(41), definition(40)]);
    expect(releases.map(({ status }) => status)).toEqual(['IN_PROGRESS', 'SUCCESSFUL', 'SUCCESSFUL']);
    expect(releases[0]?.finishedAt).toBeUndefined();
    expect(releases[1]?.finishedAt).toBeLessThan(START - 5 * DAY);
  });

  it('keeps a release that was rolled back, under the revision that it was to bring', async () => {
    const setting = await settle();
    const bad = release(setting.world, theService(setting), { quality: { kind: 'unhealthy' } });
    await setting.runFor(MINUTE);
    const [running] = itemsOf((await setting.ecs.releases([registry])).get('registry') ?? NEVER);
    await setting.releases.stopDeployment(running?.arn ?? '');
    await setting.runFor(HOUR / 4);
    const [rolledBack] = itemsOf((await setting.ecs.releases([registry])).get('registry') ?? NEVER);
    expect(rolledBack).toMatchObject({ arn: running?.arn, status: 'ROLLBACK_SUCCESSFUL', taskDefinition: bad.arn });
  });
});

const NEVER = { state: 'missing', reason: 'no-data', detail: 'the reader left it out' } as const;
