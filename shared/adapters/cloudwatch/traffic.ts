import type { Traffic } from '#shared/domain/model/observation.ts';
import { frozen, itemsOf, missing, observed, type Part } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup } from '#shared/ports/observing.ts';
import { minuteAfterNewest, type Point, type Reading, type Series, type Window } from './metric-series.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
const BY_TARGET_GROUP = ['RequestCount', 'HTTPCode_Target_5XX_Count', 'TargetResponseTime'] as const;
export const BY_LOAD_BALANCER = ['HTTPCode_ELB_502_Count', 'HTTPCode_ELB_503_Count', 'HTTPCode_ELB_504_Count'] as const;

export type TrafficMetric = (typeof BY_TARGET_GROUP)[number] | (typeof BY_LOAD_BALANCER)[number];

/**
 * The series of one metric over all target groups. What a load balancer answers by itself is counted for it alone: where
 * several services share one, each is told of all its 50x.
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

/** `targetgroup/registry/73e2d6bc24d8a067`: the last part of the ARN. */
const dimensionOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

export const trafficSeries = (groups: readonly BalancedTargetGroup[]): readonly Series[] =>
  [...BY_TARGET_GROUP, ...BY_LOAD_BALANCER].flatMap((metric) => seriesOfTraffic(groups, metric));

/**
 * Counters are sparse: CloudWatch has a point only where there was something to count. So while requests flow no 5xx
 * means zero; and traffic is frozen only when there was no request and the load balancer answered none by itself either,
 * for RequestCount leaves out what was answered 503 for want of a target.
 */
export const trafficOf = (
  targetGroups: Part<readonly BalancedTargetGroup[]>,
  read: Reading,
  window: Window,
): Part<Traffic> => {
  if (targetGroups.state !== 'observed') return targetGroups;
  const series = trafficSeries(targetGroups.value);
  if (series.length === 0) return missing('not-configured', 'no load balancer stands before the service');
  const all = read(series);
  if (all.state !== 'observed') return all;
  const points = (metric: TrafficMetric): readonly Point[] =>
    itemsOf(read(seriesOfTraffic(targetGroups.value, metric)));
  if (isQuiet(summarise(points, window))) return frozen(window.end);
  const end = minuteAfterNewest(all.value);
  return observed(end, summarise(points, enoughMinutes(points, { start: window.start, end })));
};

/** What a rate needs to say something; fewer requests are looked at over more minutes. */
const ENOUGH_REQUESTS = 100;

/** The newest minute, and as many before it as it takes to have enough requests: what is over is soon out of sight. */
const enoughMinutes = (points: (metric: TrafficMetric) => readonly Point[], { start, end }: Window): Window => {
  const fits = (from: Instant): boolean => summarise(points, { start: from, end }).requests >= ENOUGH_REQUESTS;
  let from = end - MINUTE;
  while (from > start && !fits(from)) from -= MINUTE;
  return { start: from, end };
};

const summarise = (points: (metric: TrafficMetric) => readonly Point[], { start, end }: Window): Traffic => {
  const within = (metric: TrafficMetric): readonly Point[] => points(metric).filter(({ at }) => at >= start);
  const total = (metric: TrafficMetric): number => within(metric).reduce((sum, { value }) => sum + value, 0);
  const elb503 = total('HTTPCode_ELB_503_Count');
  const latencies = within('TargetResponseTime').map(({ value }) => value * SECOND);
  return {
    windowSeconds: (end - start) / SECOND,
    requests: total('RequestCount') + elb503,
    target5xx: total('HTTPCode_Target_5XX_Count'),
    elb502: total('HTTPCode_ELB_502_Count'),
    elb503,
    elb504: total('HTTPCode_ELB_504_Count'),
    ...(latencies.length > 0 && { latencyP95Ms: Math.max(...latencies) }),
  };
};

const isQuiet = ({ requests, target5xx, elb502, elb504 }: Traffic): boolean =>
  requests + target5xx + elb502 + elb504 === 0;
