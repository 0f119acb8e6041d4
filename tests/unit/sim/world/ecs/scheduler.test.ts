// Unit layer: how the simulated ECS service scheduler keeps a service at its desired count.
import { MINUTE } from '#shared/domain/model/time.ts';
import { updateService } from '#sim/world/ecs/deployments.ts';
import { aWorld, present } from '../../a-world.ts';

describe('a service in a steady state', () => {
  it('keeps its tasks, and logs its steady state every six hours', async () => {
    const { runFor, alive, events, messages } = aWorld();
    const before = alive();
    await runFor(12 * 3_600 + 10);
    expect(alive()).toEqual(before);
    expect(messages()).toEqual(Array(2).fill('(service mlflow-registry) has reached a steady state.'));
    expect(events.map(({ detail }) => detail.eventName)).toEqual(Array(2).fill('SERVICE_STEADY_STATE'));
  });
});

describe('a task that fails its health check', () => {
  it.each([
    { maximumPercent: 200, most: 5, healthy: 4, order: 'after its replacement is healthy' },
    { maximumPercent: 100, most: 4, healthy: 3, order: 'before its replacement starts' },
  ])('is stopped $order at a maximum of $maximumPercent %', async ({ maximumPercent, most, healthy }) => {
    const { firstTask, runFor, alive, healthyTargets } = aWorld({ service: { maximumPercent } });
    const task = Object.assign(firstTask(), { condition: 'failing-health-check' as const });
    let tasks = 0;
    for (let second = 0; second < 120 && task.desiredStatus === 'RUNNING'; second += 1) {
      await runFor(1);
      tasks = Math.max(tasks, alive().length);
    }
    expect({ tasks, healthy: healthyTargets() }).toEqual({ tasks: most, healthy });
    expect(task.stopCode).toBe('ServiceSchedulerInitiated');
    expect(task.stoppedReason).toMatch(
      /^Task failed ELB health checks in \(target-group arn:aws:elasticloadbalancing:/,
    );
  });

  it.each([
    { age: 0, isMarked: false },
    { age: 29, isMarked: false },
    { age: 30, isMarked: true },
    { age: 31, isMarked: true },
  ])(
    '$age s after its start, with a grace period of 30 s, is marked unhealthy: $isMarked',
    async ({ age, isMarked }) => {
      const { clock, runFor, firstTask } = aWorld();
      const task = Object.assign(firstTask(), { condition: 'failing-health-check' });
      task.startedAt = clock.now() + 12_000 - age * 1000;
      await runFor(12);
      expect(task.markedUnhealthy).toBe(isMarked);
    },
  );

  it('keeps running if it recovers before its replacement is up', async () => {
    const { runFor, firstTask, healthyTargets } = aWorld();
    const task = firstTask();
    task.condition = 'failing-health-check';
    await runFor(14);
    expect(task.markedUnhealthy).toBe(true);
    task.condition = 'ok';
    await runFor(120);
    expect(task.desiredStatus).toBe('RUNNING');
    expect(healthyTargets()).toBe(4);
  });
});

describe('scaling in', () => {
  it('stops the only task without protection', async () => {
    const { world, service, clock, runFor, alive } = aWorld();
    const [stopped, ...others] = alive();
    for (const task of others) task.protectedUntil = clock.now() + MINUTE;
    updateService(world, service, { desiredCount: 3 });
    await runFor(4);
    expect(stopped?.stoppedReason).toMatch(/^Scaling activity initiated by \(deployment ecs-svc\/\d+\)$/);
    expect(alive()).toEqual(others);
  });

  it('waits until the protection ends while all tasks are protected', async () => {
    const { world, service, clock, runFor, alive } = aWorld();
    for (const task of alive()) task.protectedUntil = clock.now() + MINUTE;
    updateService(world, service, { desiredCount: 3 });
    await runFor(59);
    expect(alive()).toHaveLength(4);
    await runFor(3);
    expect(alive()).toHaveLength(3);
  });

  it('stops a starting task before one that serves', async () => {
    const { world, service, runFor, alive } = aWorld();
    const serving = alive();
    updateService(world, service, { desiredCount: 5 });
    await runFor(4);
    updateService(world, service, { desiredCount: 4 });
    await runFor(4);
    expect(alive()).toEqual(serving);
  });

  it('stops a task in the fullest zone', async () => {
    const { world, service, runFor, alive } = aWorld();
    updateService(world, service, { desiredCount: 3 });
    await runFor(4);
    expect(new Set(alive().map(({ zone }) => zone.name)).size).toBe(3);
  });

  it('stops all tasks at a desired count of 0', async () => {
    const { world, service, runFor, alive, targetStates } = aWorld();
    updateService(world, service, { desiredCount: 0 });
    await runFor(20);
    expect([alive(), targetStates()]).toEqual([[], []]);
  });
});

describe('scaling out, protecting the healthy tasks and scaling in', () => {
  it('replaces a hung task without a loss of capacity', async () => {
    const { world, service, clock, runFor, alive, healthyTargets } = aWorld();
    const hung = Object.assign(present(alive()[2]), { condition: 'hung' });
    updateService(world, service, { desiredCount: 5 });
    await runFor(90);
    expect(healthyTargets()).toBe(5);
    for (const task of alive()) if (task !== hung) task.protectedUntil = clock.now() + 5 * MINUTE;
    updateService(world, service, { desiredCount: 4 });
    await runFor(4);
    expect(hung.desiredStatus).toBe('STOPPED');
    expect(healthyTargets()).toBe(4);
  });
});
