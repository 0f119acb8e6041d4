import type { BalancedTargetGroup } from '#shared/ports/observing.ts';
import type { Series } from './metric-data.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
const BY_TARGET_GROUP = ['RequestCount', 'HTTPCode_Target_5XX_Count', 'TargetResponseTime'] as const;
export const BY_LOAD_BALANCER = ['HTTPCode_ELB_502_Count', 'HTTPCode_ELB_503_Count', 'HTTPCode_ELB_504_Count'] as const;

export type TrafficMetric = (typeof BY_TARGET_GROUP)[number] | (typeof BY_LOAD_BALANCER)[number];

export const trafficSeries = (groups: readonly BalancedTargetGroup[]): readonly Series[] =>
  [...BY_TARGET_GROUP, ...BY_LOAD_BALANCER].flatMap((metric) => seriesOfTraffic(groups, metric));

/**
 * Lists the series of one metric over all target groups. The errors that a load balancer returns itself have no
 * dimension for the target group, so services behind one load balancer each get all of its 50x.
 */
export const seriesOfTraffic = (groups: readonly BalancedTargetGroup[], metric: TrafficMetric): readonly Series[] => {
  const loadBalancers = groups.flatMap(({ loadBalancerNames }) => loadBalancerNames);
  const dimensions = isByLoadBalancer(metric)
    ? [...new Set(loadBalancers)].map((LoadBalancer) => ({ LoadBalancer }))
    : groups.flatMap(({ arn, loadBalancerNames }) =>
        loadBalancerNames.map((LoadBalancer) => ({ TargetGroup: dimensionOf(arn), LoadBalancer })),
      );
  const statistic = metric === 'TargetResponseTime' ? 'p95' : 'Sum';
  return dimensions.map((each) => ({ namespace: 'AWS/ApplicationELB', metric, dimensions: each, statistic }));
};

const isByLoadBalancer = (metric: TrafficMetric): boolean => BY_LOAD_BALANCER.some((name) => name === metric);

/** `targetgroup/registry/73e2d6bc24d8a067`: the resource of the ARN. */
const dimensionOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);
