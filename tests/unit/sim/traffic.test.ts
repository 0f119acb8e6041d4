// Unit layer: what users get, where their requests go, and what the metrics say of it.
import { MINUTE } from '#shared/domain/model/time.ts';
import { updateService } from '#sim/world/ecs/deployments.ts';
import { exitTask, stopTask } from '#sim/world/ecs/tasks.ts';
import { routableTargets } from '#sim/world/load-balancer/target-group.ts';
import type { Dimensions, Statistic } from '#sim/world/metrics/metric-store.ts';
import { type AWorld, aWorld, present, START } from './a-world.ts';

const WORK = '/api/2.0/mlflow/registered-models/search';

const failedShare = ({ world, service }: AWorld): number => {
  const { requests, failed } = world.traffic(service.name).lastSecond;
  return failed / requests;
};

type Level = 'load balancer' | 'target group';

/** The points of a load balancer metric, by minutes since the world began. */
const metric = (
  a: AWorld,
  name: string,
  { level = 'load balancer', stat = 'Sum' }: { level?: Level; stat?: Statistic } = {},
) => {
  const { metricName, loadBalancer } = a.service.targetGroup;
  const dimensions: Dimensions =
    level === 'load balancer'
      ? { LoadBalancer: loadBalancer.metricName }
      : { LoadBalancer: loadBalancer.metricName, TargetGroup: metricName };
  return a.world.metrics
    .query({
      namespace: 'AWS/ApplicationELB',
      name,
      dimensions,
      stat,
      periodSeconds: 60,
      start: START,
      end: a.clock.now(),
      asOf: a.clock.now(),
    })
    .map(({ at, value }) => ({ minute: (at - START) / MINUTE, value }));
};

describe('requests', () => {
  it('nearly all succeed when all is well', async () => {
    const a = aWorld();
    await a.runFor(600);
    const { total, failed } = a.world.traffic(a.service.name);
    expect(total / 600).toBeCloseTo(100, -1);
    expect(failed / total).toBeLessThan(0.001);
  });

  it('fail by a quarter when one task of four hangs, though its health check is green', async () => {
    const a = aWorld();
    const hung = present(a.alive()[0]);
    hung.condition = 'hung';
    await a.runFor(300);
    expect(failedShare(a)).toBeCloseTo(0.25, 1);
    expect(a.targetStates()).toEqual(Array(4).fill('healthy'));
    expect(a.world.answer(hung.id, '/health')).toMatchObject({ kind: 'answer', status: 200 });
    expect(a.world.answer(hung.id, WORK)).toEqual({ kind: 'hang' });
  });

  it('do not reach a target that drains', async () => {
    const a = aWorld();
    const hung = present(a.alive()[0]);
    hung.condition = 'hung';
    stopTask(a.world, a.service, hung, { code: 'UserInitiated', reason: 'test' });
    await a.runFor(2);
    expect(a.targetStates()).toContain('draining');
    expect(failedShare(a)).toBeLessThan(0.03);
  });

  it('go to unhealthy targets when there are no others', async () => {
    const a = aWorld({ service: { gracePeriodSeconds: 1_000_000 } });
    for (const task of a.alive()) task.condition = 'failing-health-check';
    await a.runFor(12);
    expect(a.targetStates()).toEqual(Array(4).fill('unhealthy'));
    expect(routableTargets(a.service.targetGroup)).toHaveLength(4);
    expect(failedShare(a)).toBeLessThan(0.03);
  });

  it('do not go to an unhealthy target while another is healthy', async () => {
    const a = aWorld({ service: { gracePeriodSeconds: 1_000_000 } });
    const [bad] = a.alive();
    present(bad).condition = 'failing-health-check';
    await a.runFor(12);
    expect(routableTargets(a.service.targetGroup).map(({ taskId }) => taskId)).not.toContain(present(bad).id);
  });

  it('all fail with 503 when no target is registered', async () => {
    const a = aWorld();
    updateService(a.world, a.service, { desiredCount: 0 });
    await a.runFor(240);
    expect(failedShare(a)).toBe(1);
    expect(metric(a, 'HTTPCode_ELB_503_Count').at(-1)?.value).toBeGreaterThan(5_000);
  });

  it('fail with 502 while a dead task is still registered', async () => {
    const a = aWorld();
    exitTask(a.world, a.service, present(a.alive()[0]), 1);
    await a.runFor(120);
    expect(metric(a, 'HTTPCode_ELB_502_Count').map(({ minute }) => minute)).toEqual([0]);
  });

  it.each([
    { dependency: 'artifacts', share: 0.3 },
    { dependency: 'discovery', share: 0 },
  ])('that need $dependency fail while it is down: a share of $share', async ({ dependency, share }) => {
    const a = aWorld();
    a.world.dependencies.set(dependency, 'down');
    await a.runFor(60);
    expect(failedShare(a)).toBeCloseTo(share, 0);
    expect(a.world.dependency(dependency)).toBe('down');
  });
});

describe('health checks', () => {
  it.each([
    { seconds: 4, state: 'healthy' },
    { seconds: 11, state: 'unhealthy' },
  ])('of which two must fail, 5 s apart, find a failing target $state after $seconds s', async ({ seconds, state }) => {
    const a = aWorld();
    const task = present(a.alive()[0]);
    task.condition = 'failing-health-check';
    await a.runFor(seconds);
    expect(present(a.service.targetGroup.targets.get(task.id))).toMatchObject({ state });
  });

  it('say with AWS’s words what they met', async () => {
    const a = aWorld({ service: { gracePeriodSeconds: 1_000_000 } });
    const task = present(a.alive()[0]);
    task.condition = 'failing-health-check';
    await a.runFor(11);
    expect(a.service.targetGroup.targets.get(task.id)).toMatchObject({
      reason: 'Target.ResponseCodeMismatch',
      description: 'Health checks failed with these codes: [500]',
    });
  });

  it('want one pass of a new target, and two of one that was unhealthy', async () => {
    const a = aWorld();
    const task = present(a.alive()[0]);
    const target = present(a.service.targetGroup.targets.get(task.id));
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

describe('metrics', () => {
  it('of a minute can be read 15 to 35 s after its end', async () => {
    const a = aWorld();
    await a.runFor(60 + 14);
    expect(metric(a, 'RequestCount')).toEqual([]);
    await a.runFor(22);
    expect(metric(a, 'RequestCount').map(({ minute }) => minute)).toEqual([0]);
  });

  it('of errors are there only when there were errors', async () => {
    const a = aWorld({ options: { constants: { backgroundFailureShare: 0 } } });
    await a.runFor(300);
    expect(metric(a, 'HTTPCode_Target_5XX_Count')).toEqual([]);
    expect(metric(a, 'HTTPCode_ELB_5XX_Count')).toEqual([]);
    expect(metric(a, 'RequestCount').length).toBeGreaterThanOrEqual(3);
  });

  it('of requests are there only when requests flow, host counts all the same', async () => {
    const a = aWorld({ service: { requestsPerSecond: 0 } });
    await a.runFor(300);
    expect(metric(a, 'RequestCount')).toEqual([]);
    expect(metric(a, 'TargetResponseTime', { stat: 'p95' })).toEqual([]);
    expect(metric(a, 'HealthyHostCount', { level: 'target group', stat: 'Minimum' })[0]).toEqual({
      minute: 0,
      value: 4,
    });
  });

  it('count hosts only while some are registered', async () => {
    const a = aWorld();
    updateService(a.world, a.service, { desiredCount: 0 });
    await a.runFor(300);
    expect(
      metric(a, 'HealthyHostCount', { level: 'target group', stat: 'Maximum' }).map(({ minute }) => minute),
    ).toEqual([0]);
  });

  it('count the answers of targets by group and load balancer alike', async () => {
    const a = aWorld();
    await a.runFor(120);
    expect(metric(a, 'RequestCount', { level: 'target group' })).toEqual(metric(a, 'RequestCount'));
  });

  it('give a p95 of latency near 2.3 times the median, in seconds', async () => {
    const a = aWorld();
    await a.runFor(120);
    const p95 = present(metric(a, 'TargetResponseTime', { stat: 'p95' })[0]).value;
    expect(p95).toBeGreaterThan(0.07);
    expect(p95).toBeLessThan(0.13);
  });

  it('show requests that hang as 504 a minute later', async () => {
    const a = aWorld();
    present(a.alive()[0]).condition = 'hung';
    await a.runFor(240);
    const minutes = metric(a, 'HTTPCode_ELB_504_Count').map(({ minute }) => minute);
    expect(minutes[0]).toBe(1);
  });
});
