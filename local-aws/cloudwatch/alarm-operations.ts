import type {
  DescribeAlarmsCommandInput,
  DescribeAlarmsCommandOutput,
  MetricAlarm,
  SetAlarmStateCommandInput,
  SetAlarmStateCommandOutput,
  Statistic,
} from '@aws-sdk/client-cloudwatch';
import { type Answered, AwsError } from '../operation.ts';
import { pageOf, pageSize } from '../pagination.ts';
import type { Alarms } from './alarms.ts';

type Known = ReturnType<Alarms['all']>[number];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const ALARMS_PER_PAGE = 100;
const ALARMS_BY_DEFAULT = 50;

/** CloudWatch's alarms over those of the local world, none of which is a composite one. */
export const cloudwatchAlarmsOperations = (alarms: Alarms) => ({
  DescribeAlarms: (input: DescribeAlarmsCommandInput): Answered<DescribeAlarmsCommandOutput> => {
    const { page, nextToken } = pageOf(alarmsAskedFor(alarms, input), {
      nextToken: input.NextToken,
      size: pageSize(input.MaxRecords ?? ALARMS_BY_DEFAULT, ALARMS_PER_PAGE),
    });
    return {
      MetricAlarms: page.map(toMetricAlarm),
      CompositeAlarms: [],
      ...(nextToken !== undefined && { NextToken: nextToken }),
    };
  },

  SetAlarmState: (input: SetAlarmStateCommandInput): Answered<SetAlarmStateCommandOutput> => {
    const { AlarmName = '', StateValue, StateReason = '', StateReasonData } = input;
    const value = (['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const).find((state) => state === StateValue);
    if (value === undefined) throw new AwsError('ValidationException', `${StateValue} is no alarm state`);
    const state = { value, reason: StateReason, ...(StateReasonData !== undefined && { reasonData: StateReasonData }) };
    if (!alarms.set(AlarmName, state)) throw new AwsError('ResourceNotFound', `There is no alarm ${AlarmName}`);
    return {};
  },
});

/** Who names no type gets metric alarms. */
const alarmsAskedFor = (
  alarms: Alarms,
  { AlarmNames, AlarmNamePrefix = '', AlarmTypes = ['MetricAlarm'], StateValue }: DescribeAlarmsCommandInput,
): readonly Known[] =>
  alarms
    .all()
    .filter(() => AlarmTypes.includes('MetricAlarm'))
    .filter(({ alarm }) => AlarmNames === undefined || AlarmNames.includes(alarm.name))
    .filter(({ alarm }) => alarm.name.startsWith(AlarmNamePrefix))
    .filter(({ status }) => StateValue === undefined || status.value === StateValue);

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
  StateTransitionedTimestamp: new Date(status.since),
});
