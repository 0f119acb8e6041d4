import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { itemsOf, missing } from '#shared/domain/part.ts';
import { type Instant, MINUTE } from '#shared/domain/time.ts';
import type { Clock, MetricReader } from '#shared/ports/services.ts';
import { readSeries, type Window } from './metric-series.ts';
import { trafficOf, trafficSeries } from './traffic.ts';
import { utilisationOf, utilisationSeries } from './utilisation.ts';

/** Points come up to a minute or two late, and thin traffic takes some minutes to say anything. */
const WINDOW_MINUTES = 5;

export const metricReader = (client: Pick<CloudWatchClient, 'send'>, clock: Clock): MetricReader => ({
  read: async (requests) => {
    const window = lastWholeMinutes(clock.now());
    const series = requests.flatMap(({ policy, targetGroups }) => [
      ...trafficSeries(itemsOf(targetGroups)),
      ...utilisationSeries(policy),
    ]);
    const reading = await readSeries(client, series, window);
    return new Map(
      requests.map(({ policy, targetGroups }) => [
        policy.name,
        {
          traffic: trafficOf(targetGroups, reading, window),
          utilisation: utilisationOf(policy, reading),
          history: missing('not-configured', 'not read yet'),
        },
      ]),
    );
  },
});

const lastWholeMinutes = (now: Instant): Window => {
  const end = now - (now % MINUTE);
  return { start: end - WINDOW_MINUTES * MINUTE, end };
};
