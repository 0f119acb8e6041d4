// Unit layer: load balancer metrics as CloudWatch publishes them.
import { updateService } from '#sim/world/ecs/deployments.ts';
import type { Statistic } from '#sim/world/metrics/metric-store.ts';
import { type AWorld, aWorld } from '../../a-world.ts';

const loadBalancerPoints = (a: AWorld, name: string, stat: Statistic = 'Sum') =>
  a.points(
    {
      namespace: 'AWS/ApplicationELB',
      name,
      dimensions: { LoadBalancer: a.service.targetGroup.loadBalancer.metricName },
    },
    stat,
  );

const targetGroupPoints = (a: AWorld, name: string, stat: Statistic = 'Sum') => {
  const { metricName: TargetGroup, loadBalancer } = a.service.targetGroup;
  const dimensions = { LoadBalancer: loadBalancer.metricName, TargetGroup };
  return a.points({ namespace: 'AWS/ApplicationELB', name, dimensions }, stat);
};

describe('load balancer metrics', () => {
  it('can be read 15 to 35 s after the end of their minute', async () => {
    const a = aWorld();
    await a.runFor(60 + 14);
    expect(loadBalancerPoints(a, 'RequestCount')).toEqual([]);
    await a.runFor(22);
    expect(loadBalancerPoints(a, 'RequestCount')).toMatchObject([{ minute: 0 }]);
  });

  it('have no points of errors without errors', async () => {
    const a = aWorld({ options: { constants: { backgroundFailureShare: 0 } } });
    await a.runFor(300);
    expect(loadBalancerPoints(a, 'HTTPCode_Target_5XX_Count')).toEqual([]);
    expect(loadBalancerPoints(a, 'HTTPCode_ELB_5XX_Count')).toEqual([]);
    expect(loadBalancerPoints(a, 'RequestCount').length).toBeGreaterThanOrEqual(3);
  });

  it('have no points of requests without requests, but still host counts', async () => {
    const a = aWorld({ service: { requestsPerSecond: 0 } });
    await a.runFor(300);
    expect(loadBalancerPoints(a, 'RequestCount')).toEqual([]);
    expect(loadBalancerPoints(a, 'TargetResponseTime', 'p95')).toEqual([]);
    expect(targetGroupPoints(a, 'HealthyHostCount', 'Minimum')[0]).toEqual({ minute: 0, value: 4 });
  });

  it('have no host counts without registered targets', async () => {
    const a = aWorld();
    updateService(a.world, a.service, { desiredCount: 0 });
    await a.runFor(300);
    expect(targetGroupPoints(a, 'HealthyHostCount', 'Maximum')).toMatchObject([{ minute: 0 }]);
  });

  it('count the same requests per target group and per load balancer', async () => {
    const a = aWorld();
    await a.runFor(120);
    expect(targetGroupPoints(a, 'RequestCount')).toEqual(loadBalancerPoints(a, 'RequestCount'));
  });

  it('have a p95 of latency near 2.3 times the median, in seconds', async () => {
    const a = aWorld();
    await a.runFor(120);
    const [p95] = loadBalancerPoints(a, 'TargetResponseTime', 'p95');
    expect(p95?.value).toBeGreaterThan(0.07);
    expect(p95?.value).toBeLessThan(0.13);
  });
});
