import type { MetricHistory, MinuteValue, TargetGroupHistory } from '#shared/domain/model/operational-context.ts';
import { itemsOf, type Part } from '#shared/domain/model/part.ts';
import { sum } from '#shared/domain/model/statistics.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup, MetricRequest } from '#shared/ports/observing.ts';
import { convert } from '../transport/failures.ts';
import { backlogSeries } from './backlog.ts';
import type { Point, Series } from './metric-data.ts';
import type { Reading } from './metric-series.ts';
import { type Balancer, type OwnTraffic, ownTraffic } from './own-traffic.ts';
import { BY_LOAD_BALANCER, seriesOfGroup, trafficSeries } from './traffic-series.ts';
import { memoryMaximumSeries, seriesOfUtilisation, utilisationSeries } from './utilisation.ts';

/**
 * Lists each metric minute by minute. Metrics that could not be read have empty lists, as has the traffic of a service
 * without an Application Load Balancer. The history is missing only where neither traffic nor utilisation was read. Nothing is
 * clamped, because tasks on EC2 instances may use more CPU than they reserved.
 */
export const historyOf = (
  { policy, targetGroups }: MetricRequest,
  balancers: readonly Balancer[],
  read: Reading,
): Part<MetricHistory> => {
  const series = trafficSeries(itemsOf(targetGroups));
  const traffic = read(series);
  const hasTraffic = series.length > 0 && traffic.state === 'observed';
  const groups = hasTraffic ? itemsOf(targetGroups) : [];
  const own = ownTraffic(groups, hasTraffic ? balancers : [], read);
  const shares = (one: Series): readonly MinuteValue[] => mapValues(itemsOf(read([one])), (percent) => percent / 100);
  return convert(hasTraffic ? traffic : read(utilisationSeries(policy)), () => ({
    cpu: shares(seriesOfUtilisation(policy, 'CPUUtilization')),
    memory: shares(seriesOfUtilisation(policy, 'MemoryUtilization')),
    memoryMaximum: shares(memoryMaximumSeries(policy)),
    ...countsOf(own),
    latencyP95Ms: mapValues(byMinute(own.ofTargets('TargetResponseTime'), greatest), (seconds) => seconds * SECOND),
    backlog: itemsOf(read(backlogSeries(policy))),
    byTargetGroup: groups.filter(isCounted).map((group) => historyOfGroup(group, own)),
  }));
};

const countsOf = (own: OwnTraffic): Pick<MetricHistory, 'requests' | 'failed' | 'refused'> => {
  const reached = own.ofTargets('RequestCount');
  const requests = byMinute([...reached, ...own.ofBalancers('HTTPCode_ELB_503_Count')], sum);
  const failures = [...own.ofTargets('HTTPCode_Target_5XX_Count'), ...BY_LOAD_BALANCER.flatMap(own.ofBalancers)];
  return {
    requests,
    failed: countsAmong(requests, failures),
    refused: countsAmong(requests, own.ofTargets('HTTPCode_Target_4XX_Count')),
  };
};

const isCounted = (group: BalancedTargetGroup): boolean => seriesOfGroup(group, 'RequestCount').length > 0;

const historyOfGroup = (group: BalancedTargetGroup, own: OwnTraffic): TargetGroupHistory => {
  const requests = byMinute(own.ofGroup(group, 'RequestCount'), sum);
  return {
    arn: group.arn,
    requests,
    failed: countsAmong(requests, own.ofGroup(group, 'HTTPCode_Target_5XX_Count')),
    refused: countsAmong(requests, own.ofGroup(group, 'HTTPCode_Target_4XX_Count')),
  };
};

/** Counters are sparse, so a minute with requests and no point for what is counted among them had none. */
const countsAmong = (requests: readonly MinuteValue[], counted: readonly Point[]): readonly MinuteValue[] => {
  const none = requests.filter(({ value }) => value > 0).map(({ at }) => ({ at, value: 0 }));
  return byMinute([...none, ...counted], sum);
};

const greatest = (values: readonly number[]): number => Math.max(...values);

/** Combines the points of several series into one value per minute, oldest first. */
const byMinute = (points: readonly Point[], combine: (values: readonly number[]) => number): readonly MinuteValue[] =>
  [...Map.groupBy(points, ({ at }) => at)]
    .map(([at, ofMinute]) => ({ at, value: combine(ofMinute.map(({ value }) => value)) }))
    .sort((a, b) => a.at - b.at);

const mapValues = (values: readonly MinuteValue[], to: (value: number) => number): readonly MinuteValue[] =>
  values.map(({ at, value }) => ({ at, value: to(value) }));
