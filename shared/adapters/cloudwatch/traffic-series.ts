import type { BalancedTargetGroup } from '#shared/ports/observing.ts';
import type { Series } from './metric-data.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
export const BY_TARGET_GROUP = [
  'RequestCount',
  'HTTPCode_Target_4XX_Count',
  'HTTPCode_Target_5XX_Count',
  'TargetResponseTime',
] as const;
export const BY_LOAD_BALANCER = ['HTTPCode_ELB_502_Count', 'HTTPCode_ELB_503_Count', 'HTTPCode_ELB_504_Count'] as const;

export type TargetMetric = (typeof BY_TARGET_GROUP)[number];
export type BalancerMetric = (typeof BY_LOAD_BALANCER)[number];

/** Lists the load balancers that count requests. Network and gateway load balancers count flows, in namespaces of their own. */
export const balancersOf = (groups: readonly BalancedTargetGroup[]): readonly string[] => [
  ...new Set(groups.flatMap(applicationBalancers)),
];

const applicationBalancers = ({ loadBalancerNames }: BalancedTargetGroup): readonly string[] =>
  loadBalancerNames.filter((name) => name.startsWith('app/'));

/** Lists the series without which the traffic is unknown; none for a service without an Application Load Balancer. */
export const trafficSeries = (groups: readonly BalancedTargetGroup[]): readonly Series[] => [
  ...BY_TARGET_GROUP.flatMap((metric) => groups.flatMap((group) => seriesOfGroup(group, metric))),
  ...BY_LOAD_BALANCER.flatMap((metric) => balancersOf(groups).map((balancer) => seriesOfBalancer(balancer, metric))),
];

/** Lists the total requests of each load balancer, which show whether other services share it. */
export const totalSeries = (groups: readonly BalancedTargetGroup[]): readonly Series[] =>
  balancersOf(groups).map(totalOf);

export const totalOf = (LoadBalancer: string): Series => applicationElb('RequestCount', { LoadBalancer });

/** The errors that a load balancer returns itself have no dimension for the target group. */
export const seriesOfBalancer = (LoadBalancer: string, metric: BalancerMetric): Series =>
  applicationElb(metric, { LoadBalancer });

export const seriesOfGroup = (group: BalancedTargetGroup, metric: TargetMetric): readonly Series[] =>
  applicationBalancers(group).map((LoadBalancer) =>
    applicationElb(metric, { TargetGroup: dimensionOf(group.arn), LoadBalancer }),
  );

const applicationElb = (metric: TargetMetric | BalancerMetric, dimensions: Series['dimensions']): Series => ({
  namespace: 'AWS/ApplicationELB',
  metric,
  dimensions,
  statistic: metric === 'TargetResponseTime' ? 'p95' : 'Sum',
});

/** `targetgroup/registry/73e2d6bc24d8a067`: the resource of the ARN. */
const dimensionOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);
