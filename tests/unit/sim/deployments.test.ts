// Unit layer: how the world's ECS rolls releases out and back.

import { release } from '#sim/faults/rollouts.ts';
import { WORLD_CONSTANTS } from '#sim/world/constants.ts';
import {
  circuitBreakerThreshold,
  deploymentUnderWay,
  primaryOf,
  requestRollback,
  updateService,
} from '#sim/world/ecs/deployments.ts';
import { type AWorld, aWorld, present } from './a-world.ts';

const deploymentEvents = ({ events }: AWorld): readonly unknown[] =>
  events
    .filter((event) => event['detail-type'] === 'ECS Deployment State Change')
    .map(({ detail }) => detail.eventName);

const liveRevision = ({ service }: AWorld): number => primaryOf(service).revision.definition.revision;

const revisionsInUse = ({ alive }: AWorld): ReadonlySet<number> =>
  new Set(alive().map(({ definition }) => definition.revision));

describe('a good release', () => {
  it('replaces every task without a second below the desired count', async () => {
    const a = aWorld();
    release(a.world, a.service);
    let fewest = Number.POSITIVE_INFINITY;
    for (let second = 0; second < 180; second += 1) {
      await a.runFor(1);
      fewest = Math.min(fewest, a.targetStates().filter((state) => state === 'healthy').length);
    }
    expect(fewest).toBe(4);
    expect([...revisionsInUse(a)]).toEqual([42]);
    expect(a.world.traffic(a.service.name).failed / a.world.traffic(a.service.name).total).toBeLessThan(0.001);
  });

  it('is told in events, in the service deployment, and in the service itself', async () => {
    const a = aWorld();
    release(a.world, a.service);
    const underWay = present(deploymentUnderWay(a.service));
    expect(a.service.deployments.map(({ status, rolloutState }) => [status, rolloutState])).toEqual([
      ['PRIMARY', 'IN_PROGRESS'],
      ['ACTIVE', 'COMPLETED'],
    ]);
    expect(underWay.source?.definition.revision).toBe(41);
    await a.runFor(180);
    expect(underWay).toMatchObject({ status: 'SUCCESSFUL' });
    expect(a.service.deployments).toHaveLength(1);
    expect(deploymentEvents(a)).toEqual(['SERVICE_DEPLOYMENT_IN_PROGRESS', 'SERVICE_DEPLOYMENT_COMPLETED']);
  });

  it('waits for a protected task of the release before', async () => {
    const a = aWorld();
    const kept = present(a.alive()[0]);
    kept.protectedUntil = a.clock.now() + 300_000;
    release(a.world, a.service);
    await a.runFor(200);
    expect(kept.desiredStatus).toBe('RUNNING');
    expect(primaryOf(a.service).rolloutState).toBe('IN_PROGRESS');
    await a.runFor(120);
    expect(primaryOf(a.service).rolloutState).toBe('COMPLETED');
  });

  it.each([
    { minimumHealthyPercent: 100, fewest: 4 },
    { minimumHealthyPercent: 51, fewest: 3 },
    { minimumHealthyPercent: 50, fewest: 2 },
  ])(
    'keeps $fewest of 4 healthy at $minimumHealthyPercent %, rounded up',
    async ({ minimumHealthyPercent, fewest }) => {
      const a = aWorld({ service: { minimumHealthyPercent } });
      release(a.world, a.service);
      let seen = 4;
      for (let second = 0; second < 180; second += 1) {
        await a.runFor(1);
        seen = Math.min(seen, a.targetStates().filter((state) => state === 'healthy').length);
      }
      expect(seen).toBe(fewest);
    },
  );

  it.each([
    { maximumPercent: 200, most: 8 },
    { maximumPercent: 149, most: 5 },
    { maximumPercent: 125, most: 5 },
  ])('runs at most $most tasks at $maximumPercent % of 4, rounded down', async ({ maximumPercent, most }) => {
    const a = aWorld({ service: { maximumPercent } });
    release(a.world, a.service);
    let seen = 0;
    for (let second = 0; second < 180; second += 1) {
      await a.runFor(1);
      seen = Math.max(seen, a.alive().length);
    }
    expect(seen).toBe(most);
  });

  it('gives way to one that comes while it rolls out', async () => {
    const a = aWorld();
    release(a.world, a.service);
    const first = present(deploymentUnderWay(a.service));
    await a.runFor(20);
    release(a.world, a.service);
    expect(first.status).toBe('STOPPED');
    await a.runFor(200);
    expect(liveRevision(a)).toBe(43);
    expect([...revisionsInUse(a)]).toEqual([43]);
  });
});

describe('an update of the service', () => {
  it.each([
    { update: { desiredCount: 5 }, deploys: false },
    { update: { forceNewDeployment: true }, deploys: true },
    { update: {}, deploys: false },
  ])('with $update deploys: $deploys', ({ update, deploys }) => {
    const { world, service } = aWorld();
    updateService(world, service, update);
    expect(deploymentUnderWay(service) !== undefined).toBe(deploys);
  });
});

describe('a bad release without a deployment circuit breaker', () => {
  it.each(['crashes', 'unhealthy', 'never-starts'] as const)(
    'that %s tries for ever, while the old tasks serve',
    async (kind) => {
      const a = aWorld();
      release(a.world, a.service, { quality: { kind } });
      await a.runFor(600);
      expect(primaryOf(a.service)).toMatchObject({ rolloutState: 'IN_PROGRESS' });
      expect(primaryOf(a.service).failedTasks).toBeGreaterThanOrEqual(4);
      expect(a.targetStates().filter((state) => state === 'healthy')).toHaveLength(4);
    },
  );

  it('that answers work with errors takes over completely, because its health check is fine', async () => {
    const a = aWorld();
    release(a.world, a.service, { quality: { kind: 'errors' } });
    await a.runFor(180);
    expect(primaryOf(a.service).rolloutState).toBe('COMPLETED');
    const { requests, failed } = a.world.traffic(a.service.name).lastSecond;
    expect(failed).toBe(requests);
  });

  it('is started ever more rarely when it never gets to RUNNING, and says so once', async () => {
    const a = aWorld();
    release(a.world, a.service, { quality: { kind: 'never-starts' } });
    await a.runFor(3_600);
    const created = [...a.world.tasks.values()].filter(({ stopCode }) => stopCode === 'TaskFailedToStart');
    expect(created.length).toBeLessThan(40);
    expect(present(created[0]).stoppedReason).toMatch(/^CannotPullContainerError: /);
    expect(a.events.filter(({ detail }) => detail.eventName === 'SERVICE_TASK_START_IMPAIRED')).toHaveLength(1);
  });

  it('goes away when its deployment is stopped with a rollback', async () => {
    const a = aWorld();
    const before = a.alive();
    release(a.world, a.service, { quality: { kind: 'crashes' } });
    await a.runFor(60);
    const underWay = present(deploymentUnderWay(a.service));
    requestRollback(a.world, underWay);
    await a.runFor(20);
    expect(underWay).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      rollback: { to: { definition: { revision: 41 } } },
    });
    expect(a.alive()).toEqual(before);
    expect(deploymentEvents(a)).toEqual([
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_COMPLETED',
    ]);
  });

  it('gives back the tasks that it has already taken when it is rolled back half-way', async () => {
    const a = aWorld();
    release(a.world, a.service, { quality: { kind: 'errors' } });
    while (a.alive().filter(({ definition }) => definition.revision === 41).length === 4) await a.runFor(1);
    requestRollback(a.world, present(deploymentUnderWay(a.service)));
    await a.runFor(120);
    expect(liveRevision(a)).toBe(41);
    expect([...revisionsInUse(a)]).toEqual([41]);
    expect(a.targetStates()).toEqual(Array(4).fill('healthy'));
  });

  it('is left behind by deploying the revision before it, once it is live', async () => {
    const a = aWorld();
    const proven = primaryOf(a.service).revision.definition;
    release(a.world, a.service, { quality: { kind: 'errors' } });
    await a.runFor(180);
    updateService(a.world, a.service, { definition: proven });
    await a.runFor(180);
    expect([...revisionsInUse(a)]).toEqual([41]);
    expect(a.world.traffic(a.service.name).lastSecond.failed).toBeLessThan(3);
  });
});

describe('the deployment circuit breaker', () => {
  it.each([
    { desired: 1, threshold: 3 },
    { desired: 6, threshold: 3 },
    { desired: 7, threshold: 4 },
    { desired: 25, threshold: 13 },
    { desired: 399, threshold: 200 },
    { desired: 400, threshold: 200 },
    { desired: 500, threshold: 200 },
  ])('with $desired tasks bears $threshold failures', ({ desired, threshold }) => {
    expect(circuitBreakerThreshold(WORLD_CONSTANTS, desired)).toBe(threshold);
  });

  it('rolls back when it may', async () => {
    const a = aWorld({ service: { circuitBreaker: { enable: true, rollback: true } } });
    release(a.world, a.service, { quality: { kind: 'crashes' } });
    const underWay = present(deploymentUnderWay(a.service));
    await a.runFor(240);
    expect(liveRevision(a)).toBe(41);
    expect(underWay.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(deploymentEvents(a)).toEqual([
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_FAILED',
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_COMPLETED',
    ]);
    expect(a.events.map(({ detail }) => detail.reason)).toContainEqual(
      expect.stringMatching(/^ECS deployment circuit breaker: rolling back to deploymentId ecs-svc\/\d+\.$/),
    );
  });

  it('only stops trying when it may not roll back', async () => {
    const a = aWorld({ service: { circuitBreaker: { enable: true, rollback: false } } });
    release(a.world, a.service, { quality: { kind: 'crashes' } });
    await a.runFor(240);
    expect(primaryOf(a.service)).toMatchObject({ rolloutState: 'FAILED' });
    const known = a.world.tasks.size;
    await a.runFor(240);
    expect(a.world.tasks.size).toBe(known);
    expect(a.targetStates()).toEqual(Array(4).fill('healthy'));
  });
});
