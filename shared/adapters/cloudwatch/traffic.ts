import type { Traffic } from '#shared/domain/model/observation.ts';
import { frozen, itemsOf, missing, observed, type Part } from '#shared/domain/model/part.ts';
import { sum } from '#shared/domain/model/statistics.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup } from '#shared/ports/observing.ts';
import type { Point, Window } from './metric-data.ts';
import { minuteAfterNewest, type Reading } from './metric-series.ts';
import { seriesOfTraffic, type TrafficMetric, trafficSeries } from './traffic-series.ts';

type PointsOf = (metric: TrafficMetric) => readonly Point[];

/**
 * Counters are sparse: CloudWatch has a point only where there was something to count, so no 5xx point while requests
 * flow means zero. Traffic is frozen only without any request and without any answer of the load balancer itself,
 * because RequestCount excludes the requests that got 503 for lack of a target.
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
  const pointsOf: PointsOf = (metric) => itemsOf(read(seriesOfTraffic(targetGroups.value, metric)));
  if (isQuiet(summarise(pointsOf, window))) return frozen(window.end);
  const end = minuteAfterNewest(all.value);
  return observed(end, summarise(pointsOf, enoughMinutes(pointsOf, { start: window.start, end })));
};

/** A rate needs this many requests to be meaningful. With fewer the window grows. (engineering judgement) */
const ENOUGH_REQUESTS = 100;

/**
 * Returns the newest minute and as many before it as it takes to have enough requests, so past errors drop out soon.
 */
const enoughMinutes = (pointsOf: PointsOf, { start, end }: Window): Window => {
  const isEnough = (from: Instant): boolean => summarise(pointsOf, { start: from, end }).requests >= ENOUGH_REQUESTS;
  let from = end - MINUTE;
  while (from > start && !isEnough(from)) from -= MINUTE;
  return { start: from, end };
};

const summarise = (pointsOf: PointsOf, { start, end }: Window): Traffic => {
  const valuesOf = (metric: TrafficMetric): readonly number[] =>
    pointsOf(metric)
      .filter(({ at }) => at >= start)
      .map(({ value }) => value);
  const elb503 = sum(valuesOf('HTTPCode_ELB_503_Count'));
  const latencies = valuesOf('TargetResponseTime').map((seconds) => seconds * SECOND);
  return {
    windowSeconds: (end - start) / SECOND,
    requests: sum(valuesOf('RequestCount')) + elb503,
    target5xx: sum(valuesOf('HTTPCode_Target_5XX_Count')),
    target4xx: 0,
    elb502: sum(valuesOf('HTTPCode_ELB_502_Count')),
    elb503,
    elb504: sum(valuesOf('HTTPCode_ELB_504_Count')),
    ...(latencies.length > 0 && { latencyP95Ms: Math.max(...latencies) }),
  };
};

const isQuiet = ({ requests, target5xx, elb502, elb504 }: Traffic): boolean =>
  requests + target5xx + elb502 + elb504 === 0;
