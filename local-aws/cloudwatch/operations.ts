import type { DescribeAlarmsInput, MetricAlarm, Statistic } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Handlers } from '../operation.ts';
import { pageOf, pageSize } from '../pagination.ts';
import type { Alarms, KnownAlarm } from './alarms.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const ALARMS_PER_PAGE = 100;
const ALARMS_BY_DEFAULT = 50;

/** CloudWatch's alarms; none of them is a composite alarm. */
export const cloudwatchAlarmsOperations = (alarms: Alarms) =>
  ({
    DescribeAlarms: (input) => {
      const { page, nextToken } = pageOf(selectAlarms(alarms, input), {
        nextToken: input.NextToken,
        size: pageSize(input.MaxRecords ?? ALARMS_BY_DEFAULT, ALARMS_PER_PAGE),
      });
      return {
        MetricAlarms: page.map(toMetricAlarm),
        CompositeAlarms: [],
        ...(nextToken !== undefined && { NextToken: nextToken }),
      };
    },

    SetAlarmState: ({ AlarmName = '', StateValue, StateReason = '', StateReasonData }) => {
      const value = (['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const).find((state) => state === StateValue);
      if (value === undefined) throw new AwsError('ValidationException', `${StateValue} is no alarm state`);
      const reasonData = StateReasonData !== undefined && { reasonData: StateReasonData };
      if (!alarms.set(AlarmName, { value, reason: StateReason, ...reasonData }))
        throw new AwsError('ResourceNotFound', `There is no alarm ${AlarmName}`);
      return {};
    },
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-cloudwatch')>>;

/** AWS returns metric alarms only when AlarmTypes is absent. */
const selectAlarms = (
  alarms: Alarms,
  { AlarmNames, AlarmNamePrefix = '', AlarmTypes = ['MetricAlarm'], StateValue }: DescribeAlarmsInput,
): readonly KnownAlarm[] =>
  alarms
    .all()
    .filter(() => AlarmTypes.includes('MetricAlarm'))
    .filter(({ alarm }) => AlarmNames === undefined || AlarmNames.includes(alarm.name))
    .filter(({ alarm }) => alarm.name.startsWith(AlarmNamePrefix))
    .filter(({ status }) => StateValue === undefined || status.value === StateValue);

const toMetricAlarm = ({ alarm, status }: KnownAlarm): MetricAlarm => ({
  AlarmName: alarm.name,
  AlarmArn: alarm.arn,
  ...(alarm.description !== undefined && { AlarmDescription: alarm.description }),
  Namespace: alarm.namespace,
  MetricName: alarm.metricName,
  Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
  Statistic: alarm.stat as Statistic,
  Period: alarm.periodSeconds,
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  Threshold: alarm.threshold,
  ComparisonOperator: alarm.comparison,
  TreatMissingData: alarm.treatMissingData,
  ActionsEnabled: alarm.actionsEnabled,
  AlarmActions: [...alarm.actions.ALARM],
  OKActions: [...alarm.actions.OK],
  InsufficientDataActions: [...alarm.actions.INSUFFICIENT_DATA],
  StateValue: status.value,
  StateReason: status.reason,
  ...(status.reasonData !== undefined && { StateReasonData: status.reasonData }),
  StateUpdatedTimestamp: new Date(status.since),
  StateTransitionedTimestamp: new Date(status.since),
});
