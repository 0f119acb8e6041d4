import * as z from 'zod/mini';
import { busEvent } from './bus-event.ts';
import { OptionalInstantText } from './instant-text.ts';
import { JsonText } from './json-text.ts';
import { filledText, orUndefined } from './parts.ts';

const Dimensions = z.record(z.string(), z.string());

/** A composite alarm names the alarms that triggered it. The field is optional: alarms set manually, new alarms and multi-series alarms lack it. */
const ReasonData = orUndefined(
  z.pipe(JsonText, z.object({ triggeringAlarms: z.array(z.object({ arn: z.string() })) })),
);

/** Math expressions have no `metricStat`; composite and log alarms have no `metrics`. */
const WatchedMetric = z.object({
  metricStat: z.nullish(z.object({ metric: z.object({ dimensions: z.nullish(Dimensions) }) })),
});

const AlarmDetail = z.object({
  alarmName: filledText(),
  state: z.object({
    value: z.string(),
    timestamp: OptionalInstantText,
    reasonData: ReasonData,
    actionsSuppressedBy: z.nullish(z.string()),
  }),
  configuration: z.nullish(
    z.object({ actionsEnabled: z.nullish(z.boolean()), metrics: z.nullish(z.array(WatchedMetric)) }),
  ),
  /** It identifies the changed time series of a multi-series alarm. */
  alarmContributor: z.nullish(z.object({ id: z.string(), attributes: z.nullish(Dimensions) })),
  /** CloudWatch sends it while a mute rule is active. */
  muteDetail: z.optional(z.unknown()),
});

/** CloudWatch sends this event when an alarm changes state (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html). */
export const AlarmStateChange = busEvent('aws.cloudwatch', 'CloudWatch Alarm State Change', AlarmDetail);

/** CloudWatch sends this event when one time series of a multi-series alarm changes state. */
export const ContributorStateChange = busEvent(
  'aws.cloudwatch',
  'CloudWatch Alarm Contributor State Change',
  AlarmDetail,
);

/** CloudWatch passes this event directly to a Lambda function (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html). */
export const AlarmAction = z.object({
  source: z.literal('aws.cloudwatch'),
  alarmArn: filledText(),
  alarmData: AlarmDetail,
});

const NamedDimensions = z.array(z.object({ name: z.string(), value: z.string() }));

/**
 * CloudWatch publishes this message to SNS. Its dimensions are lists, for the one metric or for each metric of a math expression
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html).
 */
export const AlarmNotification = z.object({
  AlarmName: filledText(),
  NewStateValue: z.string(),
  StateChangeTime: OptionalInstantText,
  Trigger: z.nullish(
    z.object({
      Dimensions: z.nullish(NamedDimensions),
      Metrics: z.nullish(
        z.array(z.object({ MetricStat: z.nullish(z.object({ Metric: z.object({ Dimensions: NamedDimensions }) })) })),
      ),
    }),
  ),
});

export type AlarmDetail = z.output<typeof AlarmDetail>;
export type AlarmNotification = z.output<typeof AlarmNotification>;
