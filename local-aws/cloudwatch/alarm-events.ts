import { ACCOUNT_ID, REGION } from '../stack/account.ts';
import { type AlarmStatus, type AlarmTransition, alarmTime } from './alarm-status.ts';

const stateDetail = ({ value, reason, reasonData, since }: AlarmStatus) => ({
  value,
  reason,
  ...(reasonData !== undefined && { reasonData }),
  timestamp: alarmTime(since),
});

/**
 * The detail of the event `CloudWatch Alarm State Change`; the `alarmData` of an alarm's Lambda action is the same.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const alarmDetail = ({ alarm, previous, current }: AlarmTransition) => ({
  alarmName: alarm.name,
  state: stateDetail(current),
  previousState: stateDetail(previous),
  configuration: {
    ...(alarm.description !== undefined && { description: alarm.description }),
    metrics: [
      {
        id: 'm1',
        metricStat: {
          metric: { namespace: alarm.namespace, name: alarm.metricName, dimensions: alarm.dimensions },
          period: alarm.periodSeconds,
          stat: alarm.stat,
        },
        returnData: true,
      },
    ],
  },
});

/** The event of an alarm's Lambda action: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
export const lambdaActionEvent = (transition: AlarmTransition) => ({
  source: 'aws.cloudwatch',
  alarmArn: transition.alarm.arn,
  accountId: ACCOUNT_ID,
  time: alarmTime(transition.current.since),
  region: REGION,
  alarmData: alarmDetail(transition),
});

/** The message of an alarm's SNS action: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
export const snsActionMessage = ({ alarm, previous, current }: AlarmTransition) => ({
  AlarmName: alarm.name,
  AlarmDescription: alarm.description ?? null,
  AWSAccountId: ACCOUNT_ID,
  NewStateValue: current.value,
  NewStateReason: current.reason,
  StateChangeTime: alarmTime(current.since),
  Region: 'US East (N. Virginia)',
  AlarmArn: alarm.arn,
  OldStateValue: previous.value,
  Trigger: {
    MetricName: alarm.metricName,
    Namespace: alarm.namespace,
    StatisticType: 'Statistic',
    Statistic: alarm.stat.toUpperCase(),
    Unit: null,
    Dimensions: Object.entries(alarm.dimensions).map(([name, value]) => ({ value, name })),
    Period: alarm.periodSeconds,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.treatMissingData,
    EvaluateLowSampleCountPercentile: '',
  },
});
