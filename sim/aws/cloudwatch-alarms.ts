import type {
  DescribeAlarmsCommandInput,
  DescribeAlarmsCommandOutput,
  MetricAlarm,
  SetAlarmStateCommandInput,
  SetAlarmStateCommandOutput,
  Statistic,
} from '@aws-sdk/client-cloudwatch';
import type { Alarms } from '#sim/platform/alarms.ts';
import type { Answered } from './ecs-lookup.ts';
import { AwsError } from './operations.ts';

type Known = ReturnType<Alarms['all']>[number];

/** CloudWatch's alarms over those of the local world. */
export const cloudwatchAlarmsOperations = (alarms: Alarms) => ({
  DescribeAlarms: ({
    AlarmNames,
    AlarmNamePrefix = '',
    StateValue,
  }: DescribeAlarmsCommandInput): Answered<DescribeAlarmsCommandOutput> => ({
    MetricAlarms: alarms
      .all()
      .filter(({ alarm }) => AlarmNames === undefined || AlarmNames.includes(alarm.name))
      .filter(({ alarm }) => alarm.name.startsWith(AlarmNamePrefix))
      .filter(({ status }) => StateValue === undefined || status.value === StateValue)
      .map(toMetricAlarm),
    CompositeAlarms: [],
  }),

  SetAlarmState: (input: SetAlarmStateCommandInput): Answered<SetAlarmStateCommandOutput> => {
    const { AlarmName = '', StateValue, StateReason = '', StateReasonData } = input;
    const value = (['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const).find((state) => state === StateValue);
    if (value === undefined) throw new AwsError('ValidationException', `${StateValue} is no alarm state`);
    const state = { value, reason: StateReason, ...(StateReasonData !== undefined && { reasonData: StateReasonData }) };
    if (!alarms.set(AlarmName, state)) throw new AwsError('ResourceNotFound', `There is no alarm ${AlarmName}`);
    return {};
  },
});

const toMetricAlarm = ({ alarm, status }: Known): MetricAlarm => ({
  AlarmName: alarm.name,
  AlarmArn: alarm.arn,
  ...(alarm.description !== undefined && { AlarmDescription: alarm.description }),
  Namespace: alarm.namespace,
  MetricName: alarm.metricName,
  Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
  ...(alarm.stat.startsWith('p') ? { ExtendedStatistic: alarm.stat } : { Statistic: alarm.stat as Statistic }),
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
});
