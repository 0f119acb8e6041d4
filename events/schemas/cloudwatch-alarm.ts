import * as z from 'zod/mini';
import { busEvent } from './bus-event.ts';
import { WhenSaid } from './instant-text.ts';
import { JsonText } from './json-text.ts';
import { filledText, orUndefined } from './parts.ts';

const Dimensions = z.record(z.string(), z.string());

/** A composite alarm names the alarms that triggered it. Absent for hand-set, new and multi-series alarms; never insisted on. */
const ReasonData = orUndefined(
  z.pipe(JsonText, z.object({ triggeringAlarms: z.array(z.object({ arn: z.string() })) })),
);

/** Math expressions have no `metricStat`, composite and log alarms no `metrics`. */
const WatchedMetric = z.object({
  metricStat: z.nullish(z.object({ metric: z.object({ dimensions: z.nullish(Dimensions) }) })),
});

const AlarmDetail = z.object({
  alarmName: filledText(),
  state: z.object({
    value: z.string(),
    timestamp: WhenSaid,
    reasonData: ReasonData,
    actionsSuppressedBy: z.nullish(z.string()),
  }),
  configuration: z.nullish(
    z.object({ actionsEnabled: z.nullish(z.boolean()), metrics: z.nullish(z.array(WatchedMetric)) }),
  ),
  /** The series of an alarm on several that changed. */
  alarmContributor: z.nullish(z.object({ id: z.string(), attributes: z.nullish(Dimensions) })),
  /** There while a mute rule is in force. */
  muteDetail: z.optional(z.unknown()),
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
  alarmArn: filledText(),
  alarmData: AlarmDetail,
});

const NamedDimensions = z.array(z.object({ name: z.string(), value: z.string() }));

/**
 * What CloudWatch publishes to SNS: dimensions are lists here, of the one metric or of each metric of a math expression.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export const AlarmNotification = z.object({
  AlarmName: filledText(),
  NewStateValue: z.string(),
  StateChangeTime: WhenSaid,
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
