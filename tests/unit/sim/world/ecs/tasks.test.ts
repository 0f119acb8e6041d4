// Unit layer: how simulated tasks stop.
import { updateService } from '#sim/world/ecs/deployments.ts';
import { exitTask, stopTask } from '#sim/world/ecs/tasks.ts';
import { aWorld, present } from '../../a-world.ts';

const BY_USER = { code: 'UserInitiated', reason: 'Task stopped by user' } as const;

const aStoppedTask = (condition: 'ok' | 'hung' = 'ok') => {
  const a = aWorld();
  const task = Object.assign(a.firstTask(), { condition });
  stopTask(a.world, a.service, task, BY_USER);
  return { ...a, task };
};

describe('a task that a user stops', () => {
  it('leaves the service one task short until its replacement is up', async () => {
    const { runFor, alive, healthyTargets } = aStoppedTask();
    expect(healthyTargets()).toBe(3);
    await runFor(4);
    expect(alive().filter(({ lastStatus }) => lastStatus === 'PROVISIONING')).toHaveLength(1);
    await runFor(80);
    expect(healthyTargets()).toBe(4);
  });

  it('passes through the statuses of ECS, each with an event and the next version', async () => {
    const { task, runFor, events } = aStoppedTask();
    await runFor(120);
    const details = events.filter(({ resources }) => resources[0] === task.arn).map(({ detail }) => detail);
    expect(details.map(({ lastStatus, version }) => [lastStatus, version])).toEqual([
      ['DEACTIVATING', 5],
      ['STOPPING', 6],
      ['DEPROVISIONING', 7],
      ['STOPPED', 8],
    ]);
    expect(task).toMatchObject({ stopCode: 'UserInitiated', exitCode: 0 });
  });

  it('is killed after the stop timeout if it hangs', async () => {
    const { task, runFor } = aStoppedTask('hung');
    await runFor(39);
    expect(task.executionStoppedAt).toBeUndefined();
    await runFor(1);
    expect(task.exitCode).toBe(137);
  });

  it('is described for an hour', async () => {
    const { world, task, runFor } = aStoppedTask();
    await runFor(60);
    expect(world.tasks.has(task.id)).toBe(true);
    await runFor(3_600);
    expect(world.tasks.has(task.id)).toBe(false);
  });

  it('keeps its first stop reason when it is stopped again', () => {
    const { world, service, task, events } = aStoppedTask();
    stopTask(world, service, task, { code: 'UserInitiated', reason: 'again' });
    expect(task.stoppedReason).toBe('Task stopped by user');
    expect(events).toHaveLength(1);
  });

  it('detaches its network at once if it has not started yet', async () => {
    const { world, service, runFor, alive } = aWorld();
    updateService(world, service, { desiredCount: 5 });
    await runFor(2);
    const starting = present(alive().find(({ lastStatus }) => lastStatus === 'PROVISIONING'));
    stopTask(world, service, starting, BY_USER);
    expect(starting.lastStatus).toBe('DEPROVISIONING');
    await runFor(60);
    expect(starting.lastStatus).toBe('STOPPED');
    expect(starting.startedAt).toBeUndefined();
  });
});

describe('a task whose process exits', () => {
  it('refuses requests at once, is noticed by ECS a little later, and replaced', async () => {
    const { world, service, firstTask, runFor, healthyTargets } = aWorld();
    const task = firstTask();
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
    expect(healthyTargets()).toBe(4);
  });
});
