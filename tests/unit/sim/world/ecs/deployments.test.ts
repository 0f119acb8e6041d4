// Unit layer: how the simulated ECS rolls releases out and back.
import { release } from '#sim/faults/rollouts.ts';
import { WORLD_CONSTANTS } from '#sim/world/constants.ts';
import {
  circuitBreakerThreshold,
  deploymentUnderWay,
  primaryOf,
  requestRollback,
  updateService,
} from '#sim/world/ecs/deployments.ts';
import type { WorldServiceSpec } from '#sim/world/ecs/service-spec.ts';
import type { ReleaseQuality } from '#sim/world/state.ts';
import { aWorld, present } from '../../a-world.ts';

/** A world in which revision 42 is being deployed in place of revision 41. */
const aRelease = (kind: ReleaseQuality['kind'] = 'good', service: Partial<WorldServiceSpec> = {}) => {
  const a = aWorld({ service });
  const before = { tasks: a.alive(), definition: primaryOf(a.service).revision.definition };
  release(a.world, a.service, { quality: { kind } });
  return {
    ...a,
    before,
    deployment: present(deploymentUnderWay(a.service)),
    rolloutState: () => primaryOf(a.service).rolloutState,
    liveRevision: () => primaryOf(a.service).revision.definition.revision,
    runningRevisions: () => [...new Set(a.alive().map(({ definition }) => definition.revision))],
    eventNames: () =>
      a.events
        .filter((event) => event['detail-type'] === 'ECS Deployment State Change')
        .map(({ detail }) => String(detail.eventName).replace('SERVICE_DEPLOYMENT_', '')),
  };
};

describe('a good release', () => {
  it('replaces all tasks and is recorded in events and in the service deployment', async () => {
    const { service, deployment, runFor, runningRevisions, eventNames, failedShareSoFar } = aRelease();
    expect(service.deployments.map(({ status, rolloutState }) => [status, rolloutState])).toEqual([
      ['PRIMARY', 'IN_PROGRESS'],
      ['ACTIVE', 'COMPLETED'],
    ]);
    expect(deployment.source?.definition.revision).toBe(41);
    await runFor(180);
    expect(deployment.status).toBe('SUCCESSFUL');
    expect(service.deployments).toHaveLength(1);
    expect(eventNames()).toEqual(['IN_PROGRESS', 'COMPLETED']);
    expect(runningRevisions()).toEqual([42]);
    expect(failedShareSoFar()).toBeLessThan(0.001);
  });

  it('waits for a protected task of the earlier release', async () => {
    const { clock, before, runFor, rolloutState } = aRelease();
    const task = present(before.tasks[0]);
    task.protectedUntil = clock.now() + 300_000;
    await runFor(200);
    expect([task.desiredStatus, rolloutState()]).toEqual(['RUNNING', 'IN_PROGRESS']);
    await runFor(120);
    expect(rolloutState()).toBe('COMPLETED');
  });

  it.each([10, 300])('completes only when the last earlier task is drained, after %i s', async (delaySeconds) => {
    const { service, before, runFor, rolloutState } = aRelease('good', { deregistrationDelaySeconds: delaySeconds });
    await runFor(120 + delaySeconds);
    expect(rolloutState()).toBe('COMPLETED');
    const drainedAt = Math.max(...before.tasks.map(({ stoppingAt = 0 }) => stoppingAt)) + delaySeconds * 1000;
    const completedAt = primaryOf(service).updatedAt;
    expect(completedAt).toBeGreaterThanOrEqual(drainedAt);
    expect(completedAt).toBeLessThanOrEqual(drainedAt + 4_000);
  });

  it.each([
    { minimumHealthyPercent: 100, maximumPercent: 200, healthy: 4, tasks: 8 },
    { minimumHealthyPercent: 51, maximumPercent: 149, healthy: 3, tasks: 5 },
    { minimumHealthyPercent: 50, maximumPercent: 125, healthy: 2, tasks: 5 },
  ])(
    'keeps at least $healthy of 4 tasks healthy at $minimumHealthyPercent %, and at most $tasks alive at $maximumPercent %',
    async ({ healthy, tasks, ...percents }) => {
      const { runFor, alive, healthyTargets } = aRelease('good', percents);
      let [fewest, most] = [4, 0];
      for (let second = 0; second < 180; second += 1) {
        await runFor(1);
        fewest = Math.min(fewest, healthyTargets());
        most = Math.max(most, alive().length);
      }
      expect({ fewest, most }).toEqual({ fewest: healthy, most: tasks });
    },
  );

  it('stops when another release follows during its rollout', async () => {
    const { world, service, deployment, runFor, liveRevision, runningRevisions } = aRelease();
    await runFor(20);
    release(world, service);
    expect(deployment.status).toBe('STOPPED');
    await runFor(200);
    expect(liveRevision()).toBe(43);
    expect(runningRevisions()).toEqual([43]);
  });
});

describe('UpdateService', () => {
  it.each([
    { update: { desiredCount: 5 }, deploys: false },
    { update: { forceNewDeployment: true }, deploys: true },
    { update: {}, deploys: false },
  ])('with $update starts a deployment: $deploys', ({ update, deploys }) => {
    const { world, service } = aWorld();
    updateService(world, service, update);
    expect(deploymentUnderWay(service) !== undefined).toBe(deploys);
  });
});

describe('a bad release without a deployment circuit breaker', () => {
  it.each(['crashes', 'unhealthy', 'never-starts'] as const)(
    'whose tasks fail (%s) is retried forever, while the earlier tasks serve',
    async (kind) => {
      const { service, runFor, rolloutState, healthyTargets } = aRelease(kind);
      await runFor(600);
      expect(rolloutState()).toBe('IN_PROGRESS');
      expect(primaryOf(service).failedTasks).toBeGreaterThanOrEqual(4);
      expect(healthyTargets()).toBe(4);
    },
  );

  it('that answers with errors completes, because its health check passes, until the earlier one is deployed again', async () => {
    const { world, service, before, runFor, rolloutState, runningRevisions, failedShare } = aRelease('errors');
    await runFor(180);
    expect([rolloutState(), failedShare()]).toEqual(['COMPLETED', 1]);
    updateService(world, service, { definition: before.definition });
    await runFor(180);
    expect(runningRevisions()).toEqual([41]);
    expect(failedShare()).toBeLessThan(0.03);
  });

  it('that never starts is retried less and less often, which ECS reports once', async () => {
    const { world, events, runFor } = aRelease('never-starts');
    await runFor(3_600);
    const failed = [...world.tasks.values()].filter(({ stopCode }) => stopCode === 'TaskFailedToStart');
    expect(failed.length).toBeLessThan(40);
    expect(failed[0]?.stoppedReason).toMatch(/^CannotPullContainerError: /);
    expect(events.filter(({ detail }) => detail.eventName === 'SERVICE_TASK_START_IMPAIRED')).toHaveLength(1);
  });

  it('ends when its deployment is stopped with a rollback', async () => {
    const { deployment, before, alive, runFor, eventNames } = aRelease('crashes');
    await runFor(60);
    requestRollback(deployment);
    await runFor(20);
    expect(deployment).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      rollback: { to: { definition: { revision: 41 } } },
    });
    expect(alive()).toEqual(before.tasks);
    expect(eventNames()).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'COMPLETED']);
  });

  it('that has replaced some tasks gets them restored by a rollback', async () => {
    const { deployment, before, runFor, liveRevision, runningRevisions, healthyTargets } = aRelease('errors');
    while (before.tasks.every(({ desiredStatus }) => desiredStatus === 'RUNNING')) await runFor(1);
    requestRollback(deployment);
    await runFor(120);
    expect(liveRevision()).toBe(41);
    expect(runningRevisions()).toEqual([41]);
    expect(healthyTargets()).toBe(4);
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
  ])('trips after $threshold failures at a desired count of $desired', ({ desired, threshold }) => {
    expect(circuitBreakerThreshold(WORLD_CONSTANTS, desired)).toBe(threshold);
  });

  it('rolls back if it is configured so', async () => {
    const circuitBreaker = { enable: true, rollback: true };
    const { deployment, events, runFor, liveRevision, eventNames } = aRelease('crashes', { circuitBreaker });
    await runFor(240);
    expect(liveRevision()).toBe(41);
    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(eventNames()).toEqual(['IN_PROGRESS', 'FAILED', 'IN_PROGRESS', 'COMPLETED']);
    expect(events.map(({ detail }) => detail.reason)).toContainEqual(
      expect.stringMatching(/^ECS deployment circuit breaker: rolling back to deploymentId ecs-svc\/\d+\.$/),
    );
  });

  it('without a rollback only stops the retries', async () => {
    const circuitBreaker = { enable: true, rollback: false };
    const { world, runFor, rolloutState, healthyTargets } = aRelease('crashes', { circuitBreaker });
    await runFor(240);
    expect(rolloutState()).toBe('FAILED');
    const known = world.tasks.size;
    await runFor(240);
    expect(world.tasks.size).toBe(known);
    expect(healthyTargets()).toBe(4);
  });
});
