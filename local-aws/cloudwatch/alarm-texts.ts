import type { Instant } from '#shared/domain/model/time.ts';
import { ACCOUNT_ID, REGION } from '../stack/account.ts';
import type { DeployedAlarm } from '../stack/deployed-stack.ts';
import type { AlarmState, AlarmVerdict } from './alarm-rule.ts';

/** One state of an alarm with what CloudWatch says about it. */
export interface AlarmStatus {
  readonly value: AlarmState;
  readonly reason: string;
  /** JSON; absent where a person set the state and when the alarm is new. */
  readonly reasonData?: string;
  readonly since: Instant;
}

/** `2026-11-23T10:00:00.000+0000`, as CloudWatch writes times in events. */
export const alarmTime = (instant: Instant): string => new Date(instant).toISOString().replace('Z', '+0000');

const COMPARED = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
} as const;

/** `95.0`, `0.25`: CloudWatch writes a whole number as a decimal. */
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `23/11/26 10:00:00` */
const shortTime = (instant: Instant): string => {
  const [date = '', time = ''] = new Date(instant).toISOString().slice(2, 19).split('T');
  return `${date.split('-').reverse().join('/')} ${time}`;
};

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
const were = (count: number): string => (count === 1 ? 'was' : 'were');

/** Why the alarm changed its state, in CloudWatch's words. */
export const reasonFor = (
  alarm: DeployedAlarm,
  verdict: AlarmVerdict,
  transition: readonly [AlarmState, AlarmState],
): string => {
  const { datapoints, breaching, filled } = verdict;
  const [from, to] = transition;
  if (to === 'INSUFFICIENT_DATA') return `Insufficient Data: ${plural(filled, 'datapoint')} ${were(filled)} unknown.`;
  if (datapoints.length === 0) {
    const treatment = alarm.treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
    return `Threshold Crossed: no datapoints were received for ${plural(filled, 'period')} and ${plural(filled, 'missing datapoint')} ${were(filled)} treated as [${treatment}].`;
  }
  const pluralize = to === 'ALARM' ? Math.max(breaching, 1) : datapoints.length - breaching;
  const values = datapoints.map(({ at, value }) => `${decimal(value)} (${shortTime(at)})`).join(', ');
  const was = `${were(pluralize)}${to === 'ALARM' ? '' : ' not'}`;
  return `Threshold Crossed: ${pluralize} out of the last ${datapoints.length} datapoints [${values}] ${was} ${COMPARED[alarm.comparison]} the threshold (${decimal(alarm.threshold)}) (minimum ${plural(alarm.datapointsToAlarm, 'datapoint')} for ${from} -> ${to} transition).`;
};

export const reasonDataFor = (alarm: DeployedAlarm, { datapoints }: AlarmVerdict, now: Instant): string =>
  JSON.stringify({
    version: '1.0',
    queryDate: alarmTime(now),
    ...(datapoints[0] && { startDate: alarmTime(datapoints[0].at) }),
    statistic: alarm.stat,
    period: alarm.periodSeconds,
    recentDatapoints: datapoints.map(({ value }) => value),
    threshold: alarm.threshold,
    evaluatedDatapoints: datapoints.toReversed().map(({ at, value }) => ({ timestamp: alarmTime(at), value })),
  });

export interface AlarmTransition {
  readonly alarm: DeployedAlarm;
  readonly previous: AlarmStatus;
  readonly current: AlarmStatus;
}

const stateDetail = ({ value, reason, reasonData, since }: AlarmStatus) => ({
  value,
  reason,
  ...(reasonData !== undefined && { reasonData }),
  timestamp: alarmTime(since),
});

/**
 * The detail of `CloudWatch Alarm State Change`; an alarm's Lambda action carries the same as `alarmData`.
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

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
export const lambdaActionEvent = (transition: AlarmTransition) => ({
  source: 'aws.cloudwatch',
  alarmArn: transition.alarm.arn,
  accountId: ACCOUNT_ID,
  time: alarmTime(transition.current.since),
  region: REGION,
  alarmData: alarmDetail(transition),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
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
