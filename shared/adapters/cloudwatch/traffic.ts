import type { Traffic } from '#shared/domain/model/observation.ts';
import { frozen, missing, observed, type Part } from '#shared/domain/model/part.ts';
import { sum } from '#shared/domain/model/statistics.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup } from '#shared/ports/observing.ts';
import type { Point, Window } from './metric-data.ts';
import { minuteAfterNewest, type Reading } from './metric-series.ts';
import { type Balancer, type OwnTraffic, ownTraffic } from './own-traffic.ts';
import { BY_LOAD_BALANCER, BY_TARGET_GROUP, trafficSeries } from './traffic-series.ts';

/**
 * Counters are sparse: CloudWatch has a point only where there was something to count, so no 5xx point while requests
 * flow means zero. Traffic is frozen only without any request and without any answer of the load balancer itself,
 * because RequestCount excludes the requests that got 503 for lack of a target.
 */
export const trafficOf = (
  targetGroups: Part<readonly BalancedTargetGroup[]>,
  balancers: readonly Balancer[],
  read: Reading,
  window: Window,
): Part<Traffic> => {
  if (targetGroups.state !== 'observed') return targetGroups;
  const series = trafficSeries(targetGroups.value);
  if (series.length === 0) return missing('not-configured', whyUncounted(targetGroups.value));
  const all = read(series);
  if (all.state !== 'observed') return all;
  const own = ownTraffic(targetGroups.value, balancers, read);
  if (isQuiet(summarise(own, balancers, window))) return frozen(window.end);
  const end = minuteAfterNewest([
    ...BY_TARGET_GROUP.flatMap(own.ofTargets),
    ...BY_LOAD_BALANCER.flatMap(own.ofBalancers),
  ]);
  return observed(end, summarise(own, balancers, enoughMinutes(own, { start: window.start, end })));
};

const whyUncounted = (groups: readonly BalancedTargetGroup[]): string =>
  groups.some(({ loadBalancerNames }) => loadBalancerNames.length > 0)
    ? 'its load balancer counts connections, not requests'
    : 'no load balancer stands before the service';

/** A rate needs this many requests to be meaningful. With fewer the window grows. (engineering judgement) */
const ENOUGH_REQUESTS = 100;

/**
 * Returns the newest minute and as many before it as it takes to have enough requests, so past errors drop out soon.
 */
const enoughMinutes = (own: OwnTraffic, { start, end }: Window): Window => {
  const isEnough = (from: Instant): boolean => summarise(own, [], { start: from, end }).requests >= ENOUGH_REQUESTS;
  let from = end - MINUTE;
  while (from > start && !isEnough(from)) from -= MINUTE;
  return { start: from, end };
};

const summarise = (own: OwnTraffic, balancers: readonly Balancer[], { start, end }: Window): Traffic => {
  const valuesOf = (points: readonly Point[]): readonly number[] =>
    points.filter(({ at }) => at >= start && at < end).map(({ value }) => value);
  const countOf = (points: readonly Point[]): number => sum(valuesOf(points));
  const elb503 = countOf(own.ofBalancers('HTTPCode_ELB_503_Count'));
  const latencies = valuesOf(own.ofTargets('TargetResponseTime')).map((seconds) => seconds * SECOND);
  const foreign = countOf(own.foreignErrors);
  return {
    windowSeconds: (end - start) / SECOND,
    requests: countOf(own.ofTargets('RequestCount')) + elb503,
    target5xx: countOf(own.ofTargets('HTTPCode_Target_5XX_Count')),
    target4xx: countOf(own.ofTargets('HTTPCode_Target_4XX_Count')),
    elb502: countOf(own.ofBalancers('HTTPCode_ELB_502_Count')),
    elb503,
    elb504: countOf(own.ofBalancers('HTTPCode_ELB_504_Count')),
    ...(latencies.length > 0 && { latencyP95Ms: Math.max(...latencies) }),
    ...(foreign > 0 && { foreign: { count: foreign, ownShare: smallestShare(balancers) } }),
  };
};

const smallestShare = (balancers: readonly Balancer[]): number =>
  Math.min(1, ...balancers.map(({ ownShare }) => ownShare));

const isQuiet = ({ requests, target5xx, elb502, elb504 }: Traffic): boolean =>
  requests + target5xx + elb502 + elb504 === 0;
