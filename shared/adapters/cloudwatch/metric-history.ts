import type { MetricHistory, MinuteValue } from '#shared/domain/model/operational-context.ts';
import { itemsOf, type Part } from '#shared/domain/model/part.ts';
import { sum } from '#shared/domain/model/statistics.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import type { MetricRequest } from '#shared/ports/observing.ts';
import { convert } from '../transport/failures.ts';
import type { Point } from './metric-data.ts';
import type { Reading } from './metric-series.ts';
import { BY_LOAD_BALANCER, seriesOfTraffic, type TrafficMetric, trafficSeries } from './traffic-series.ts';
import { seriesOfUtilisation, type UtilisationMetric, utilisationSeries } from './utilisation.ts';

/**
 * Lists each metric minute by minute. Metrics that could not be read have empty lists, as has the traffic of a service
 * without a load balancer. The history is missing only where neither traffic nor utilisation was read. Nothing is
 * clamped, because tasks on EC2 instances may use more CPU than they reserved.
 */
export const historyOf = ({ policy, targetGroups }: MetricRequest, read: Reading): Part<MetricHistory> => {
  const series = trafficSeries(itemsOf(targetGroups));
  const traffic = read(series);
  const hasTraffic = series.length > 0 && traffic.state === 'observed';
  const groups = hasTraffic ? itemsOf(targetGroups) : [];
  const pointsOf = (metric: TrafficMetric): readonly Point[] => itemsOf(read(seriesOfTraffic(groups, metric)));
  const shares = (metric: UtilisationMetric): readonly MinuteValue[] =>
    mapValues(itemsOf(read([seriesOfUtilisation(policy, metric)])), (percent) => percent / 100);
  return convert(hasTraffic ? traffic : read(utilisationSeries(policy)), () => ({
    cpu: shares('CPUUtilization'),
    memory: shares('MemoryUtilization'),
    memoryMaximum: [],
    refused: [],
    byTargetGroup: [],
    ...requestsAndFailures(pointsOf),
    latencyP95Ms: mapValues(byMinute(pointsOf('TargetResponseTime'), greatest), (seconds) => seconds * SECOND),
  }));
};

/** Counters are sparse, so a minute with requests and no point for failures had none. */
const requestsAndFailures = (
  pointsOf: (metric: TrafficMetric) => readonly Point[],
): Pick<MetricHistory, 'requests' | 'failed'> => {
  const requests = byMinute([...pointsOf('RequestCount'), ...pointsOf('HTTPCode_ELB_503_Count')], sum);
  const noFailures = requests.filter(({ value }) => value > 0).map(({ at }) => ({ at, value: 0 }));
  const failures = ['HTTPCode_Target_5XX_Count' as const, ...BY_LOAD_BALANCER].flatMap(pointsOf);
  return { requests, failed: byMinute([...noFailures, ...failures], sum) };
};

const greatest = (values: readonly number[]): number => Math.max(...values);

/** Combines the points of several series into one value per minute, oldest first. */
const byMinute = (points: readonly Point[], combine: (values: readonly number[]) => number): readonly MinuteValue[] =>
  [...Map.groupBy(points, ({ at }) => at)]
    .map(([at, ofMinute]) => ({ at, value: combine(ofMinute.map(({ value }) => value)) }))
    .sort((a, b) => a.at - b.at);

const mapValues = (values: readonly MinuteValue[], to: (value: number) => number): readonly MinuteValue[] =>
  values.map(({ at, value }) => ({ at, value: to(value) }));
