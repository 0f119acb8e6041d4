// Contract layer: what the ECS reader makes of the simulated world.
import { DAY, HOUR, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { release } from '#sim/faults/rollouts.ts';
import { stopTask } from '#sim/world/ecs/tasks.ts';
import { REGISTRY } from '#sim/world/registry.ts';
import {
  firstTaskIn,
  manyServices,
  observedIn,
  overTheWorld,
  policyFor,
  registry,
  type Setting,
  START,
  serviceIn,
} from '../a-setting.ts';

const ECS = 'arn:aws:ecs:us-east-1:123456789012';
const revision = (number: number) => `${ECS}:task-definition/mlflow-registry:${number}`;

const runningIn = async ({ ecs }: Setting) => observedIn(await ecs.runningTasks([registry]));
const stoppedIn = async ({ ecs }: Setting) => observedIn(await ecs.stoppedTasks([registry]));
const releasesIn = async ({ ecs }: Setting) => observedIn(await ecs.releases([registry]));

const stopFirstTask = (setting: Setting) => {
  const task = firstTaskIn(setting);
  stopTask(setting.world, serviceIn(setting), task, { code: 'UserInitiated', reason: 'because' });
  return task;
};

overTheWorld((settle) => {
  it('a service at rest is read with all its settings', async () => {
    const { ecs } = await settle();
    expect((await ecs.services([registry])).get('registry')).toEqual({
      state: 'observed',
      at: START,
      value: {
        arn: `${ECS}:service/ml-platform/mlflow-registry`,
        clusterArn: `${ECS}:cluster/ml-platform`,
        status: 'ACTIVE',
        desiredCount: 4,
        runningCount: 4,
        pendingCount: 0,
        taskDefinition: revision(41),
        controller: 'ECS',
        scheduling: 'REPLICA',
        strategy: 'ROLLING',
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        rollsBackByItself: false,
        rebalancesZones: false,
        healthCheckGracePeriodSeconds: 30,
        deployments: [
          expect.objectContaining({ status: 'PRIMARY', taskDefinition: revision(41), rolloutState: 'COMPLETED' }),
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
    'a circuit breaker with enable $enable, rollback $rollback rolls back: $byItself',
    async ({ byItself, ...given }) => {
      const { ecs } = await settle([{ ...REGISTRY, circuitBreaker: given }]);
      expect(observedIn(await ecs.services([registry])).rollsBackByItself).toBe(byItself);
    },
  );

  it('23 services are read in several calls, each under its name in medic.yml', async () => {
    const { ecs } = await settle(manyServices(23));
    const policies = manyServices(23).map(({ name }) => policyFor(`my-${name}`, name));
    const parts = await ecs.services(policies);
    expect([...parts.keys()].map((name) => observedIn(parts, name).arn)).toEqual(
      policies.map(({ service }) => `${ECS}:service/ml-platform/${service}`),
    );
  });

  it('250 running tasks are read in several calls', async () => {
    const tasks = await runningIn(await settle([{ ...REGISTRY, desiredCount: 250 }]));
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(250);
  });

  it('running tasks are read with address and zone', async () => {
    const setting = await settle();
    expect(await runningIn(setting)).toMatchObject(
      [...setting.world.tasks.values()].map(({ id, arn, ip, zone, startedAt }) => ({
        id,
        arn,
        taskDefinition: revision(41),
        lastStatus: 'RUNNING',
        desiredStatus: 'RUNNING',
        address: ip,
        availabilityZone: zone.name,
        startedAt,
      })),
    );
  });

  it('a stopped task is read with its reason, and its replacement is the newest running task', async () => {
    const setting = await settle();
    const { id } = stopFirstTask(setting);
    await setting.runFor(2 * MINUTE);
    expect(await stoppedIn(setting)).toMatchObject([
      {
        id,
        availabilityZone: expect.stringContaining('us-east-1'),
        stopCode: 'UserInitiated',
        stoppedReason: 'because',
        containers: [{ name: 'mlflow' }],
      },
    ]);
    const created = (await runningIn(setting)).map(({ createdAt }) => createdAt);
    expect(created).toHaveLength(4);
    expect(created).toEqual(created.toSorted((a, b) => a - b));
    expect(created.at(-1)).toBeGreaterThan(START);
  });

  it('a task that is still stopping is not a stopped task', async () => {
    const setting = await settle();
    stopFirstTask(setting);
    await setting.runFor(2 * SECOND);
    expect(await stoppedIn(setting)).toEqual([]);
  });

  it('releases are read newest first, and include the last good one although it is days old', async () => {
    const setting = await settle();
    const bad = release(setting.world, serviceIn(setting), { quality: { kind: 'errors' } });
    await setting.runFor(10 * SECOND);
    const releases = await releasesIn(setting);
    expect(releases.map(({ taskDefinition, status }) => [taskDefinition, status])).toEqual([
      [bad.arn, 'IN_PROGRESS'],
      [revision(41), 'SUCCESSFUL'],
      [revision(40), 'SUCCESSFUL'],
    ]);
    expect(releases[0]).toMatchObject({ before: [revision(41)] });
    expect(releases[0]?.finishedAt).toBeUndefined();
    expect(releases[1]?.finishedAt).toBeLessThan(START - 5 * DAY);
  });

  it('a release that was rolled back keeps the task definition that it deployed', async () => {
    const setting = await settle();
    const bad = release(setting.world, serviceIn(setting), { quality: { kind: 'unhealthy' } });
    await setting.runFor(MINUTE);
    const [running] = await releasesIn(setting);
    await setting.releases.stopDeployment(running?.arn ?? '');
    await setting.runFor(HOUR / 4);
    const [rolledBack] = await releasesIn(setting);
    expect(rolledBack).toMatchObject({ arn: running?.arn, status: 'ROLLBACK_SUCCESSFUL', taskDefinition: bad.arn });
  });

  it('a deployment in progress is read with its circuit breaker, and one that ended without it', async () => {
    const setting = await settle([{ ...REGISTRY, circuitBreaker: { enable: true, rollback: false } }]);
    release(setting.world, serviceIn(setting), { quality: { kind: 'crashes' } });
    await setting.runFor(10 * SECOND);
    const [running, earlier] = await releasesIn(setting);
    expect(running?.circuitBreaker).toEqual({ status: 'MONITORING', failures: expect.any(Number), threshold: 3 });
    expect(earlier?.circuitBreaker).toBeUndefined();
  });

  it('task definitions are read with limits and containers, and one that does not exist leaves the others alone', async () => {
    const { world, ecs } = await settle();
    const definitions = [...world.definitions.values()];
    const gone = revision(99);
    const parts = await ecs.taskDefinitions([gone, ...definitions.map(({ arn }) => arn)]);
    expect(parts.get(gone)).toMatchObject({ detail: 'ClientException: Unable to describe task definition.' });
    expect(definitions.map(({ arn }) => observedIn(parts, arn))).toEqual(
      definitions.map(({ arn, image, registeredAt }) => ({
        arn,
        status: 'ACTIVE',
        cpuUnits: 1024,
        memoryMiB: 2048,
        registeredAt,
        containers: [
          {
            name: 'mlflow',
            image,
            essential: true,
            stopTimeoutSeconds: world.constants.stopTimeoutSeconds,
            logGroup: '/ecs/mlflow-registry',
            ports: [5000],
          },
        ],
      })),
    );
    expect(definitions).toHaveLength(2);
  });
});
