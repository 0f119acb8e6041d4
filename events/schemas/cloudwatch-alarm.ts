import * as z from 'zod';
import { busEvent } from './bus-event.ts';
import { WhenSaid } from './instant-text.ts';
import { JsonText } from './json-text.ts';

const Dimensions = z.record(z.string(), z.string());

/** A composite alarm names the alarms that triggered it. Absent for hand-set, new and multi-series alarms; never insisted on. */
const ReasonData = JsonText.pipe(z.object({ triggeringAlarms: z.array(z.object({ arn: z.string() })) }))
  .optional()
  .catch(undefined);

/** Math expressions have no `metricStat`, composite and log alarms no `metrics`. */
const WatchedMetric = z.object({
  metricStat: z.object({ metric: z.object({ dimensions: Dimensions.nullish() }) }).nullish(),
});

const AlarmDetail = z.object({
  alarmName: z.string().min(1),
  state: z.object({
    value: z.string(),
    timestamp: WhenSaid,
    reasonData: ReasonData,
    actionsSuppressedBy: z.string().nullish(),
  }),
  configuration: z
    .object({ actionsEnabled: z.boolean().nullish(), metrics: z.array(WatchedMetric).nullish() })
    .nullish(),
  /** The series of an alarm on several that changed. */
  alarmContributor: z.object({ id: z.string(), attributes: Dimensions.nullish() }).nullish(),
  /** There while a mute rule is in force. */
  muteDetail: z.unknown().optional(),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
export const AlarmStateChange = busEvent('aws.cloudwatch', 'CloudWatch Alarm State Change', AlarmDetail);

/** The same, of one series of an alarm on several. */
export const ContributorStateChange = busEvent(
  'aws.cloudwatch',
  'CloudWatch Alarm Contributor State Change',
  AlarmDetail,
);

/** What CloudWatch hands to a Lambda function directly: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
export const AlarmAction = z.object({
  source: z.literal('aws.cloudwatch'),
  alarmArn: z.string().min(1),
  alarmData: AlarmDetail,
});

const NamedDimensions = z.array(z.object({ name: z.string(), value: z.string() }));

/**
 * What CloudWatch publishes to SNS: dimensions are lists here, of the one metric or of each metric of a math expression.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export const AlarmNotification = z.object({
  AlarmName: z.string().min(1),
  NewStateValue: z.string(),
  StateChangeTime: WhenSaid,
  Trigger: z
    .object({
      Dimensions: NamedDimensions.nullish(),
      Metrics: z
        .array(z.object({ MetricStat: z.object({ Metric: z.object({ Dimensions: NamedDimensions }) }).nullish() }))
        .nullish(),
    })
    .nullish(),
});

export type AlarmDetail = z.output<typeof AlarmDetail>;
export type AlarmNotification = z.output<typeof AlarmNotification>;
