import * as z from 'zod';
import { InstantText } from './instant-text.ts';

/** `reasonData` is left out: it is absent for hand-set, new, log and multi-series alarms. */
const AlarmState = z.object({
  value: z.string(),
  timestamp: InstantText,
  actionsSuppressedBy: z.string().optional(),
});

/** Math expressions have no `metricStat`, composite alarms no `metrics`, and log alarms neither. */
const Alarm = z.object({
  alarmName: z.string().min(1),
  state: AlarmState,
  configuration: z
    .object({
      metrics: z
        .array(
          z.object({
            metricStat: z
              .object({ metric: z.object({ dimensions: z.record(z.string(), z.string()).optional() }) })
              .optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
export const AlarmStateChange = z.object({
  'detail-type': z.literal('CloudWatch Alarm State Change'),
  detail: Alarm,
});

/** What CloudWatch hands to a Lambda function directly: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
export const AlarmAction = z.object({
  source: z.literal('aws.cloudwatch'),
  alarmArn: z.string().min(1),
  alarmData: Alarm,
});

const NamedDimensions = z.array(z.object({ name: z.string(), value: z.string() }));

/**
 * What CloudWatch publishes to SNS: dimensions are lists here, of the one metric or of each metric of a math expression.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export const AlarmNotification = z.object({
  AlarmName: z.string().min(1),
  NewStateValue: z.string(),
  StateChangeTime: InstantText,
  Trigger: z
    .object({
      Dimensions: NamedDimensions.optional(),
      Metrics: z
        .array(z.object({ MetricStat: z.object({ Metric: z.object({ Dimensions: NamedDimensions }) }).optional() }))
        .optional(),
    })
    .optional(),
});

export type Alarm = z.output<typeof Alarm>;
export type AlarmNotification = z.output<typeof AlarmNotification>;
