// Contract layer: the alarm operations of CloudWatch, called by an unmodified SDK client.
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  SetAlarmStateCommand,
  type SetAlarmStateCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { arnOf } from '#local-aws/stack/account.ts';
import { readTemplate } from '#local-aws/stack/template.ts';
import { aTemplate } from '#tests/unit/local-aws/a-template.ts';
import { START } from '#tests/unit/local-aws/builders.ts';
import { errorOf } from './gateway-harness.ts';
import { servedPlatform } from './served-platform.ts';

const { alarms } = readTemplate(aTemplate());
const copies = alarms.flatMap((alarm, half) =>
  Array.from({ length: 30 }, (_, copy) => ({ ...alarm, name: `copy-${half}-${copy}` })),
);

const { clock, client } = servedPlatform((settings) => new CloudWatchClient(settings), {
  stack: { alarms: [...alarms, ...copies] },
});

const describeAlarms = (input: DescribeAlarmsCommandInput) => client().send(new DescribeAlarmsCommand(input));
const setState = (input: Partial<SetAlarmStateCommandInput>) =>
  client().send(
    new SetAlarmStateCommand({ AlarmName: 'toy-errors', StateValue: 'ALARM', StateReason: 'a drill', ...input }),
  );

it('DescribeAlarms returns the rule and the state of an alarm', async () => {
  const { MetricAlarms, CompositeAlarms } = await describeAlarms({ AlarmNames: ['toy-errors'] });
  expect(CompositeAlarms).toEqual([]);
  expect(MetricAlarms).toEqual([
    {
      AlarmName: 'toy-errors',
      AlarmArn: arnOf('cloudwatch', 'alarm:toy-errors'),
      AlarmDescription: 'too many errors',
      Namespace: 'Toy',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'Service', Value: 'toy' }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      ActionsEnabled: true,
      AlarmActions: [arnOf('sns', 'toy-alerts')],
      OKActions: [],
      InsufficientDataActions: [],
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      StateUpdatedTimestamp: new Date(START),
      StateTransitionedTimestamp: new Date(START),
    },
  ]);
});

it('SetAlarmState changes the state, and DescribeAlarms finds alarms by name, prefix and state', async () => {
  await setState({ StateReasonData: '{"a":1}' });
  const namesOf = async (input: DescribeAlarmsCommandInput) =>
    (await describeAlarms(input)).MetricAlarms?.map(({ AlarmName }) => AlarmName);
  expect(await namesOf({ AlarmNames: ['toy-errors', 'other'] })).toEqual(['toy-errors']);
  expect(await namesOf({ AlarmNamePrefix: 'local-' })).toEqual(['local-Slowness']);
  expect(await namesOf({ StateValue: 'ALARM' })).toEqual(['toy-errors']);
  expect((await describeAlarms({ StateValue: 'ALARM' })).MetricAlarms).toMatchObject([
    { StateReason: 'a drill', StateReasonData: '{"a":1}', StateUpdatedTimestamp: new Date(clock.now()) },
  ]);
});

it.each<{ input: DescribeAlarmsCommandInput; found: number; hasMore: boolean }>([
  { input: {}, found: 50, hasMore: true },
  { input: { MaxRecords: 59 }, found: 59, hasMore: true },
  { input: { MaxRecords: 60 }, found: 60, hasMore: false },
  { input: { NextToken: '50' }, found: 10, hasMore: false },
  { input: { AlarmTypes: ['CompositeAlarm'] }, found: 0, hasMore: false },
  { input: { AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] }, found: 50, hasMore: true },
])('DescribeAlarms with $input returns $found of 60 alarms, with more to come: $hasMore', async (row) => {
  const { MetricAlarms, NextToken } = await describeAlarms({ AlarmNamePrefix: 'copy-', ...row.input });
  expect([MetricAlarms?.length, NextToken !== undefined]).toEqual([row.found, row.hasMore]);
});

it.each([
  { input: { AlarmName: 'other' }, name: 'ResourceNotFound', status: 404 },
  { input: { StateValue: 'FINE' as 'OK' }, name: 'ValidationException', status: 400 },
])('SetAlarmState with $input is refused with $name', async ({ input, name, status }) => {
  expect(await errorOf(setState(input))).toMatchObject({ name, $metadata: { httpStatusCode: status } });
});
