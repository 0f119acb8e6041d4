// Unit layer: how the world's ECS keeps a service at its desired count.

import { MINUTE } from '#shared/domain/model/time.ts';
import { updateService } from '#sim/world/ecs/deployments.ts';
import { exitTask, stopTask } from '#sim/world/ecs/tasks.ts';
import type { Task } from '#sim/world/state.ts';
import { aWorld, present } from './a-world.ts';

const BY_USER = { code: 'UserInitiated', reason: 'Task stopped by user' } as const;

describe('a service at rest', () => {
  it('has its tasks spread over the zones, healthy, at addresses of their own', () => {
    const { alive, targetStates } = aWorld();
    expect(new Set(alive().map(({ zone }) => zone.name)).size).toBe(3);
    expect(new Set(alive().map(({ ip }) => ip)).size).toBe(4);
    expect(targetStates()).toEqual(['healthy', 'healthy', 'healthy', 'healthy']);
  });

  it('stays as it is, and says so every six hours', async () => {
    const { runFor, alive, events, messages } = aWorld();
    const before = alive();
    await runFor(12 * 3_600 + 10);
    expect(alive()).toEqual(before);
    expect(messages()).toEqual(Array(2).fill('(service mlflow-registry) has reached a steady state.'));
    expect(events.map(({ detail }) => detail.eventName)).toEqual(['SERVICE_STEADY_STATE', 'SERVICE_STEADY_STATE']);
  });
});

describe('a task that is stopped by somebody', () => {
  it('is gone before its replacement is there', async () => {
    const { world, service, runFor, alive, targetStates } = aWorld();
    const task = present(alive()[0]);
    stopTask(world, service, task, BY_USER);
    expect(targetStates().filter((state) => state === 'healthy')).toHaveLength(3);
    await runFor(4);
    expect(alive()).toHaveLength(4);
    expect(alive().filter(({ lastStatus }) => lastStatus === 'PROVISIONING')).toHaveLength(1);
    await runFor(80);
    expect(targetStates()).toEqual(['healthy', 'healthy', 'healthy', 'healthy']);
  });

  it('goes through the stages of ECS in their order, each told by an event with the next version', async () => {
    const { world, service, runFor, alive, events } = aWorld();
    const task = present(alive()[0]);
    stopTask(world, service, task, BY_USER);
    await runFor(120);
    const told = events.filter(({ resources }) => resources[0] === task.arn).map(({ detail }) => detail);
    expect(told.map(({ lastStatus }) => lastStatus)).toEqual(['DEACTIVATING', 'STOPPING', 'DEPROVISIONING', 'STOPPED']);
    expect(told.map(({ version }) => version)).toEqual([5, 6, 7, 8]);
    expect(task).toMatchObject({ stopCode: 'UserInitiated', exitCode: 0 });
  });

  it('is killed after the stop timeout when it hangs', async () => {
    const { world, service, runFor, alive } = aWorld();
    const task = present(alive()[0]);
    task.condition = 'hung';
    stopTask(world, service, task, BY_USER);
    await runFor(39);
    expect(task.executionStoppedAt).toBeUndefined();
    await runFor(1);
    expect(task.exitCode).toBe(137);
  });

  it('can be seen for an hour, and no longer', async () => {
    const { world, service, runFor, alive } = aWorld();
    const task = present(alive()[0]);
    stopTask(world, service, task, BY_USER);
    await runFor(60);
    expect(world.tasks.has(task.id)).toBe(true);
    await runFor(3_600);
    expect(world.tasks.has(task.id)).toBe(false);
  });

  it('is not asked for twice', () => {
    const { world, service, alive, events } = aWorld();
    const task = present(alive()[0]);
    stopTask(world, service, task, BY_USER);
    stopTask(world, service, task, { code: 'UserInitiated', reason: 'again' });
    expect(task.stoppedReason).toBe('Task stopped by user');
    expect(events).toHaveLength(1);
  });

  it('gives back its network at once when it was not running yet', async () => {
    const { world, service, runFor, alive } = aWorld();
    updateService(world, service, { desiredCount: 5 });
    await runFor(2);
    const starting = present(alive().find(({ lastStatus }) => lastStatus === 'PROVISIONING'));
    stopTask(world, service, starting, BY_USER);
    expect(starting.lastStatus).toBe('DEPROVISIONING');
    await runFor(60);
    expect(starting).toMatchObject({ lastStatus: 'STOPPED' });
    expect(starting.startedAt).toBeUndefined();
  });
});

describe('a task that exits by itself', () => {
  it('refuses from that moment, is noticed a little later, and replaced', async () => {
    const { world, service, runFor, alive, targetStates } = aWorld();
    const task = present(alive()[0]);
    exitTask(world, service, task, 1);
    expect(world.answer(task.id, '/health')).toEqual({ kind: 'refused' });
    expect(task.desiredStatus).toBe('RUNNING');
    await runFor(4);
    expect(task).toMatchObject({
      desiredStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      exitCode: 1,
    });
    await runFor(80);
    expect(targetStates()).toEqual(['healthy', 'healthy', 'healthy', 'healthy']);
  });
});

describe('a task that fails its health check', () => {
  const ticksUntilGone = async (maximumPercent: number) => {
    const { runFor, alive, targetStates } = aWorld({ service: { maximumPercent } });
    const task = present(alive()[0]);
    task.condition = 'failing-health-check';
    const healthyWhenStopped: number[] = [];
    let started = 0;
    for (let second = 0; second < 120 && task.desiredStatus === 'RUNNING'; second += 1) {
      await runFor(1);
      started = Math.max(started, alive().length);
      healthyWhenStopped[0] = targetStates().filter((state) => state === 'healthy').length;
    }
    return { task, started, healthy: healthyWhenStopped[0] };
  };

  it('is replaced by ECS alone: the new one is healthy before the old one is stopped', async () => {
    const { task, started, healthy } = await ticksUntilGone(200);
    expect({ started, healthy }).toEqual({ started: 5, healthy: 4 });
    expect(task).toMatchObject({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: expect.stringMatching(
        /^Task failed ELB health checks in \(target-group arn:aws:elasticloadbalancing:/,
      ),
    });
  });

  it('is stopped first where maximumPercent leaves no room', async () => {
    const { task, started, healthy } = await ticksUntilGone(100);
    expect({ started, healthy }).toEqual({ started: 4, healthy: 3 });
    expect(task.stopCode).toBe('ServiceSchedulerInitiated');
  });

  it.each([
    { startedSecondsAgo: 0, found: false },
    { startedSecondsAgo: 15, found: false },
    { startedSecondsAgo: 30, found: true },
    { startedSecondsAgo: 31, found: true },
  ])(
    'within a grace period of 30 s is left alone: $startedSecondsAgo s after its start, found is $found',
    async ({ startedSecondsAgo, found }) => {
      const { clock, runFor, alive } = aWorld();
      const task = present(alive()[0]);
      task.condition = 'failing-health-check';
      task.startedAt = clock.now() + 12_000 - startedSecondsAgo * 1000;
      await runFor(12);
      expect(task.foundUnhealthy).toBe(found);
    },
  );

  it('is let off when it recovers before its replacement is up', async () => {
    const { runFor, alive, targetStates } = aWorld();
    const task = present(alive()[0]);
    task.condition = 'failing-health-check';
    await runFor(14);
    expect(task.foundUnhealthy).toBe(true);
    task.condition = 'ok';
    await runFor(120);
    expect(task.desiredStatus).toBe('RUNNING');
    expect(targetStates()).toEqual(['healthy', 'healthy', 'healthy', 'healthy']);
  });
});

describe('scaling in', () => {
  it('spares protected tasks and takes the others', async () => {
    const { world, service, clock, runFor, alive } = aWorld();
    const [victim, ...others] = alive() as [Task, ...Task[]];
    for (const task of others) task.protectedUntil = clock.now() + MINUTE;
    updateService(world, service, { desiredCount: 3 });
    await runFor(4);
    expect(victim.desiredStatus).toBe('STOPPED');
    expect(victim.stoppedReason).toMatch(/^Scaling activity initiated by \(deployment ecs-svc\/\d+\)$/);
    expect(alive()).toEqual(others);
  });

  it('waits while all are protected, until the protection ends', async () => {
    const { world, service, clock, runFor, alive } = aWorld();
    for (const task of alive()) task.protectedUntil = clock.now() + MINUTE;
    updateService(world, service, { desiredCount: 3 });
    await runFor(59);
    expect(alive()).toHaveLength(4);
    await runFor(3);
    expect(alive()).toHaveLength(3);
  });

  it('takes a task that is not up yet before one that serves', async () => {
    const { world, service, runFor, alive } = aWorld();
    const serving = alive();
    updateService(world, service, { desiredCount: 5 });
    await runFor(4);
    updateService(world, service, { desiredCount: 4 });
    await runFor(4);
    expect(alive()).toEqual(serving);
  });

  it('takes from the fullest zone', async () => {
    const { world, service, runFor, alive } = aWorld();
    updateService(world, service, { desiredCount: 3 });
    await runFor(4);
    expect(new Set(alive().map(({ zone }) => zone.name)).size).toBe(3);
  });

  it('leaves nobody when nobody is wanted', async () => {
    const { world, service, runFor, alive, targetStates } = aWorld();
    updateService(world, service, { desiredCount: 0 });
    await runFor(20);
    expect([alive(), targetStates()]).toEqual([[], []]);
  });
});

describe('a replacement by scaling out and in', () => {
  it('takes the one task that is not protected, and capacity never dips', async () => {
    const { world, service, clock, runFor, alive, targetStates } = aWorld();
    const hung = present(alive()[2]);
    hung.condition = 'hung';
    updateService(world, service, { desiredCount: 5 });
    await runFor(90);
    expect(targetStates()).toEqual(Array(5).fill('healthy'));
    for (const task of alive()) if (task !== hung) task.protectedUntil = clock.now() + 5 * MINUTE;
    updateService(world, service, { desiredCount: 4 });
    await runFor(4);
    expect(hung.desiredStatus).toBe('STOPPED');
    expect(targetStates().filter((state) => state === 'healthy')).toHaveLength(4);
  });
});
