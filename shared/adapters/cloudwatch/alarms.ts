import {
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandOutput,
  type Dimension,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import type { Alarm } from '#shared/domain/model/operational-context.ts';
import type { AlarmReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { instant, optionalText, text } from '../transport/checked.ts';
import { partOf } from '../transport/failures.ts';
import { collectPages } from '../transport/pages.ts';

type CloudWatch = Pick<CloudWatchClient, 'send'>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const ALARMS_PER_PAGE = 100;
/** An account with more than 1,000 alarms in ALARM is read incompletely, because 1,000 are better than none. */
const PAGES = 10;

/** Reads metric alarms and composite alarms, whether or not their actions are enabled. */
export const alarmReader = (client: CloudWatch, clock: Clock): AlarmReader => ({
  firing: () => partOf(clock.now(), () => readFiring(client)),
});

const readFiring = (client: CloudWatch): Promise<readonly Alarm[]> => {
  const ask = (NextToken: string | undefined) =>
    client.send(
      new DescribeAlarmsCommand({
        StateValue: 'ALARM',
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        MaxRecords: ALARMS_PER_PAGE,
        NextToken,
      }),
    );
  return collectPages(ask, alarmsIn, PAGES);
};

const alarmsIn = ({ MetricAlarms = [], CompositeAlarms = [] }: DescribeAlarmsCommandOutput): readonly Alarm[] => [
  ...MetricAlarms.map(toMetricAlarm),
  ...CompositeAlarms.map(toAlarm),
];

const toMetricAlarm = (alarm: MetricAlarm): Alarm => ({ ...toAlarm(alarm), dimensions: dimensionsOf(alarm) });

const toAlarm = (alarm: MetricAlarm | CompositeAlarm): Alarm => ({
  name: text(alarm.AlarmName, 'AlarmName'),
  since: instant(alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp, 'StateTransitionedTimestamp'),
  reason: optionalText(alarm.StateReason, 'StateReason') ?? '',
  dimensions: [],
});

/** Returns the dimensions of the alarm's metric, or of each metric in its metric math. */
const dimensionsOf = ({ MetricName, Dimensions, Metrics = [] }: MetricAlarm): Alarm['dimensions'] =>
  MetricName === undefined
    ? Metrics.flatMap(({ MetricStat }) => (MetricStat ? [byName(MetricStat.Metric?.Dimensions)] : []))
    : [byName(Dimensions)];

const byName = (dimensions: readonly Dimension[] = []): Readonly<Record<string, string>> =>
  Object.fromEntries(dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
