// Unit layer: requests and health checks of the simulated load balancer.
import { updateService } from '#sim/world/ecs/deployments.ts';
import { exitTask, stopTask } from '#sim/world/ecs/tasks.ts';
import { routableTargets } from '#sim/world/load-balancer/target-group.ts';
import { type AWorld, aWorld, present, START } from '../../a-world.ts';

const targetOf = ({ service, firstTask }: AWorld) => present(service.targetGroup.targets.get(firstTask().id));

describe('user requests', () => {
  it('nearly all succeed while the service is healthy', async () => {
    const { world, service, runFor, failedShareSoFar } = aWorld();
    await runFor(600);
    expect(world.traffic(service.name).total / 600).toBeCloseTo(100, -1);
    expect(failedShareSoFar()).toBeLessThan(0.001);
  });

  it('fail by a quarter while one of four tasks hangs, although its health check passes', async () => {
    const { world, service, firstTask, runFor, failedShare, healthyTargets } = aWorld();
    const { id } = Object.assign(firstTask(), { condition: 'hung' });
    await runFor(300);
    expect(failedShare()).toBeCloseTo(0.25, 1);
    expect(healthyTargets()).toBe(4);
    expect(world.answer(id, '/health')).toMatchObject({ kind: 'answer', status: 200 });
    expect(world.answer(id, service.spec.workPath)).toEqual({ kind: 'hang' });
  });

  it('do not reach a draining target', async () => {
    const { world, service, firstTask, runFor, failedShare, targetStates } = aWorld();
    const hung = Object.assign(firstTask(), { condition: 'hung' });
    stopTask(world, service, hung, { code: 'UserInitiated', reason: 'test' });
    await runFor(2);
    expect(targetStates()).toContain('draining');
    expect(failedShare()).toBeLessThan(0.03);
  });

  it.each([
    { unhealthy: 4, routable: 4 },
    { unhealthy: 1, routable: 3 },
  ])('go to $routable targets while $unhealthy of four are unhealthy', async ({ unhealthy, routable }) => {
    const { service, alive, runFor, failedShare, healthyTargets } = aWorld({
      service: { gracePeriodSeconds: 10 ** 6 },
    });
    for (const task of alive().slice(0, unhealthy)) task.condition = 'failing-health-check';
    await runFor(12);
    expect(healthyTargets()).toBe(4 - unhealthy);
    expect(routableTargets(service.targetGroup)).toHaveLength(routable);
    expect(failedShare()).toBeLessThan(0.03);
  });

  it.each([
    { dependency: 'artifacts', share: 0.3 },
    { dependency: 'discovery', share: 0 },
  ])('fail by a share of $share while $dependency is down', async ({ dependency, share }) => {
    const { world, runFor, failedShare } = aWorld();
    world.dependencies.set(dependency, 'down');
    await runFor(60);
    expect(failedShare()).toBeCloseTo(share, 0);
    expect(world.dependency(dependency)).toBe('down');
  });

  it('hang and time out their health checks in a zone without a network, until ECS has replaced its tasks', async () => {
    const { world, service, firstTask, alive, runFor, failedShare, healthyTargets } = aWorld();
    const { zone, id } = firstTask();
    const inside = alive().filter((task) => task.zone === zone);
    world.unreachableZones.add(zone.name);
    await runFor(12);
    for (const task of inside)
      expect(service.targetGroup.targets.get(task.id)).toMatchObject({ state: 'unhealthy', reason: 'Target.Timeout' });
    expect(world.answer(id, service.spec.workPath)).toEqual({ kind: 'hang' });
    await runFor(90);
    expect(failedShare()).toBeLessThan(0.05);
    expect(healthyTargets()).toBe(4);
  });

  it.each([
    { status: 502, minutes: [0], cause: 'a task that exited is still registered' },
    { status: 503, minutes: [0, 1, 2], cause: 'no target is registered' },
    { status: 504, minutes: [1, 2], cause: 'a task hangs, one minute later' },
  ])('fail with $status while $cause', async ({ status, minutes }) => {
    const a = aWorld();
    if (status === 502) exitTask(a.world, a.service, a.firstTask(), 1);
    if (status === 503) updateService(a.world, a.service, { desiredCount: 0 });
    if (status === 504) a.firstTask().condition = 'hung';
    await a.runFor(216);
    const { metricName: LoadBalancer } = a.service.targetGroup.loadBalancer;
    const name = `HTTPCode_ELB_${status}_Count`;
    const points = a.points({ namespace: 'AWS/ApplicationELB', name, dimensions: { LoadBalancer } }, 'Sum');
    expect(points.map(({ minute }) => minute)).toEqual(minutes);
  });
});

describe('health checks', () => {
  it.each([
    { seconds: 4, state: 'healthy' },
    { seconds: 11, state: 'unhealthy' },
  ])('find a failing target $state after $seconds s: two failures 5 s apart are needed', async ({ seconds, state }) => {
    const a = aWorld();
    const target = targetOf(a);
    a.firstTask().condition = 'failing-health-check';
    await a.runFor(seconds);
    expect(target.state).toBe(state);
  });

  it("give the reason of a failure in AWS's words", async () => {
    const a = aWorld({ service: { gracePeriodSeconds: 1_000_000 } });
    a.firstTask().condition = 'failing-health-check';
    await a.runFor(11);
    expect(targetOf(a)).toMatchObject({
      reason: 'Target.ResponseCodeMismatch',
      description: 'Health checks failed with these codes: [500]',
    });
  });

  it('need one pass for a new target, and two for an unhealthy one', async () => {
    const a = aWorld();
    const target = targetOf(a);
    Object.assign(target, { state: 'initial', passes: 0, nextCheckAt: START + 1_000 });
    await a.runFor(1);
    expect(target.state).toBe('healthy');
    Object.assign(target, { state: 'unhealthy', passes: 0, nextCheckAt: START + 2_000 });
    await a.runFor(1);
    expect(target.state).toBe('unhealthy');
    await a.runFor(5);
    expect(target.state).toBe('healthy');
  });
});
