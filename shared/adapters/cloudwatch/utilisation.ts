import { lastSegment } from '#shared/domain/model/arn.ts';
import type { Utilisation } from '#shared/domain/model/observation.ts';
import { itemsOf, missing, observed, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Point, Series } from './metric-data.ts';
import { minuteAfterNewest, type Reading } from './metric-series.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html */
export type UtilisationMetric = 'CPUUtilization' | 'MemoryUtilization';

/** A policy may give either name as an ARN. */
export const seriesOfUtilisation = ({ cluster, service }: ServicePolicy, metric: UtilisationMetric): Series => ({
  namespace: 'AWS/ECS',
  metric,
  dimensions: { ClusterName: lastSegment(cluster), ServiceName: lastSegment(service) },
  statistic: 'Average',
});

/** The share of the fullest task. It is requested apart from the averages, so that neither is missing for lack of the other. */
export const memoryMaximumSeries = (policy: ServicePolicy): Series => ({
  ...seriesOfUtilisation(policy, 'MemoryUtilization'),
  statistic: 'Maximum',
});

export const utilisationSeries = (policy: ServicePolicy): readonly Series[] => [
  seriesOfUtilisation(policy, 'CPUUtilization'),
  seriesOfUtilisation(policy, 'MemoryUtilization'),
];

/** Returns the newest minute of each metric as a share of the reservation. Tasks on EC2 instances may exceed 1. */
export const utilisationOf = (policy: ServicePolicy, read: Reading): Part<Utilisation> => {
  const all = read(utilisationSeries(policy));
  if (all.state !== 'observed') return all;
  if (all.value.length === 0) return missing('no-data', 'CloudWatch has no utilisation of the service');
  const cpu = newestShare(read([seriesOfUtilisation(policy, 'CPUUtilization')]));
  const memory = newestShare(read([seriesOfUtilisation(policy, 'MemoryUtilization')]));
  return observed(minuteAfterNewest(all.value), {
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
  });
};

const newestShare = (points: Part<readonly Point[]>): number | undefined => {
  const newest = itemsOf(points).at(-1);
  return newest && newest.value / 100;
};
