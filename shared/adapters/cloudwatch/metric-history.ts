import type { MetricHistory, MinuteValue } from '#shared/domain/model/operational-context.ts';
import { itemsOf, type Part } from '#shared/domain/model/part.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import type { MetricRequest } from '#shared/ports/observing.ts';
import { convert } from '../transport/failures.ts';
import type { Point, Reading } from './metric-series.ts';
import { BY_LOAD_BALANCER, seriesOfTraffic, type TrafficMetric, trafficSeries } from './traffic.ts';
import { seriesOfUtilisation, type UtilisationMetric, utilisationSeries } from './utilisation.ts';

/**
 * What was read, minute by minute. What could not be read leaves its lists empty, as does the traffic of a service without a load
 * balancer; the history is missing only where neither traffic nor utilisation was read. Nothing is clamped: the share of the CPU
 * exceeds 1 where tasks on EC2 instances use more than they reserved.
 */
export const historyOf = ({ policy, targetGroups }: MetricRequest, read: Reading): Part<MetricHistory> => {
  const series = trafficSeries(itemsOf(targetGroups));
  const traffic = read(series);
  const hasTraffic = series.length > 0 && traffic.state === 'observed';
  const groups = hasTraffic ? itemsOf(targetGroups) : [];
  const pluralize = (metric: TrafficMetric): readonly Point[] => itemsOf(read(seriesOfTraffic(groups, metric)));
  const share = (metric: UtilisationMetric): readonly MinuteValue[] =>
    each(itemsOf(read([seriesOfUtilisation(policy, metric)])), (percent) => percent / 100);
  return convert(hasTraffic ? traffic : read(utilisationSeries(policy)), () => ({
    cpu: share('CPUUtilization'),
    memory: share('MemoryUtilization'),
    ...requestsAndFailures(pluralize),
    latencyP95Ms: each(byMinute(pluralize('TargetResponseTime'), Math.max), (seconds) => seconds * SECOND),
  }));
};

/** Counters have no point where there was nothing to count, so a minute with requests and no failure failed none. */
const requestsAndFailures = (
  pluralize: (metric: TrafficMetric) => readonly Point[],
): Pick<MetricHistory, 'requests' | 'failed'> => {
  const requests = byMinute([...pluralize('RequestCount'), ...pluralize('HTTPCode_ELB_503_Count')], sum);
  const noFailures = requests.filter(({ value }) => value > 0).map(({ at }) => ({ at, value: 0 }));
  const failures = ['HTTPCode_Target_5XX_Count' as const, ...BY_LOAD_BALANCER].flatMap(pluralize);
  return { requests, failed: byMinute([...noFailures, ...failures], sum) };
};

const sum = (...values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** One value a minute, oldest first, of what several series have. */
const byMinute = (
  points: readonly Point[],
  combine: (...values: readonly number[]) => number,
): readonly MinuteValue[] =>
  [...Map.groupBy(points, ({ at }) => at)]
    .map(([at, ofMinute]) => ({ at, value: combine(...ofMinute.map(({ value }) => value)) }))
    .sort((a, b) => a.at - b.at);

const each = (values: readonly MinuteValue[], convertValue: (value: number) => number): readonly MinuteValue[] =>
  values.map(({ at, value }) => ({ at, value: convertValue(value) }));
