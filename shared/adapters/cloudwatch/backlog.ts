import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Series } from './metric-data.ts';

/** Lists the metric that the policy names for a worker; none for other services. */
export const backlogSeries = ({ worker }: ServicePolicy): readonly Series[] => {
  if (worker === undefined) return [];
  const { namespace, name: metric, dimensions, statistic } = worker.metric;
  return [{ namespace, metric, dimensions, statistic }];
};
