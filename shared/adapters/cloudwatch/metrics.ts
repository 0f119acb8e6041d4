import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { itemsOf } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { MetricReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { backlogSeries } from './backlog.ts';
import type { Window } from './metric-data.ts';
import { historyOf } from './metric-history.ts';
import { readSeries, since } from './metric-series.ts';
import { attributedBalancers } from './own-traffic.ts';
import { trafficOf } from './traffic.ts';
import { totalSeries, trafficSeries } from './traffic-series.ts';
import { memoryMaximumSeries, utilisationOf, utilisationSeries } from './utilisation.ts';

/**
 * CloudWatch charges per metric, not per datapoint, and 500 metrics of 30 minutes are 15,000 datapoints of the 100,800
 * that one call may return:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export const HISTORY_MINUTES = 30;

/** The current state is judged by these minutes. Datapoints arrive up to two minutes late, and traffic may be low. */
export const RECENT_MINUTES = 5;

export const metricReader = (client: Pick<CloudWatchClient, 'send'>, clock: Clock): MetricReader => ({
  read: async (requests) => {
    const end = lastWholeMinute(clock.now());
    const recent = minutesBefore(end, RECENT_MINUTES);
    const series = requests.flatMap(({ policy, targetGroups }) => [
      ...trafficSeries(itemsOf(targetGroups)),
      ...totalSeries(itemsOf(targetGroups)),
      ...utilisationSeries(policy),
      memoryMaximumSeries(policy),
      ...backlogSeries(policy),
    ]);
    const reading = await readSeries(client, series, minutesBefore(end, HISTORY_MINUTES));
    const newest = since(recent.start, reading);
    return new Map(
      requests.map((request) => {
        const balancers = attributedBalancers(itemsOf(request.targetGroups), reading);
        const metrics = {
          traffic: trafficOf(request.targetGroups, balancers, newest, recent),
          utilisation: utilisationOf(request.policy, newest),
          history: historyOf(request, balancers, reading),
        };
        return [request.policy.name, metrics];
      }),
    );
  },
});

const lastWholeMinute = (now: Instant): Instant => now - (now % MINUTE);

const minutesBefore = (end: Instant, minutes: number): Window => ({ start: end - minutes * MINUTE, end });
