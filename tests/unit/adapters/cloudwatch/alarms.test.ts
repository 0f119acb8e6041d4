// Unit layer: how the alarm reader converts alarms of every kind, and how many pages it reads.
import type { CompositeAlarm, DescribeAlarmsCommandInput, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Operation } from '#local-aws/operation.ts';
import { alarmReader } from '#shared/adapters/cloudwatch/alarms.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { clock, NOW, range, recordedClient } from '../recorded-client.ts';

const SINCE = Date.parse('2026-11-23T09:58:00Z');

const anAlarm = (given: MetricAlarm & CompositeAlarm = {}) => ({
  AlarmName: 'registry-5xx',
  StateReason: 'Threshold Crossed',
  StateTransitionedTimestamp: new Date(SINCE),
  StateUpdatedTimestamp: new Date(SINCE + 1),
  ...given,
});

const readerOver = (DescribeAlarms: Operation) => {
  const { client, inputsOf } = recordedClient('cloudwatch', { DescribeAlarms });
  return { reader: alarmReader(client, clock), inputs: () => inputsOf<DescribeAlarmsCommandInput>('DescribeAlarms') };
};

const read = (answer: { MetricAlarms?: MetricAlarm[]; CompositeAlarms?: CompositeAlarm[] }) =>
  readerOver(() => answer).reader.firing();

const dimension = (Name: string, Value: string) => ({ Name, Value });

const SERVICE = [dimension('ClusterName', 'ml-platform'), dimension('ServiceName', 'mlflow-registry')];

const metricOf = (group: string) => ({
  Metric: { MetricName: 'RequestCount', Dimensions: [dimension('TargetGroup', group)] },
  Period: 60,
  Stat: 'Sum',
});

it.each<{ kind: string; alarm: MetricAlarm; dimensions: readonly object[] }>([
  {
    kind: 'a metric',
    alarm: { MetricName: 'CPUUtilization', Dimensions: SERVICE },
    dimensions: [{ ClusterName: 'ml-platform', ServiceName: 'mlflow-registry' }],
  },
  {
    kind: 'a metric, with its actions disabled,',
    alarm: { MetricName: 'CPUUtilization', Dimensions: SERVICE, ActionsEnabled: false },
    dimensions: [{ ClusterName: 'ml-platform', ServiceName: 'mlflow-registry' }],
  },
  {
    kind: 'metric math',
    alarm: {
      Metrics: [
        { Id: 'share', Expression: 'a / b' },
        { Id: 'a', MetricStat: metricOf('targetgroup/one/1') },
        { Id: 'b', MetricStat: metricOf('targetgroup/two/2') },
      ],
    },
    dimensions: [{ TargetGroup: 'targetgroup/one/1' }, { TargetGroup: 'targetgroup/two/2' }],
  },
  { kind: 'a metrics query', alarm: { Metrics: [{ Id: 'q', Expression: 'SELECT AVG(x) FROM y' }] }, dimensions: [] },
  { kind: 'an unnamed metric', alarm: {}, dimensions: [] },
])('an alarm on $kind has the dimensions $dimensions', async ({ alarm, dimensions }) => {
  expect(await read({ MetricAlarms: [anAlarm(alarm)] })).toEqual({
    state: 'observed',
    at: NOW,
    value: [{ name: 'registry-5xx', since: SINCE, reason: 'Threshold Crossed', dimensions }],
  });
});

it('a composite alarm has no dimensions', async () => {
  const part = await read({ CompositeAlarms: [anAlarm({ AlarmRule: 'ALARM(a)' })] });
  expect(valueIn(part)).toMatchObject([{ name: 'registry-5xx', dimensions: [] }]);
});

it('an alarm without a transition time is as old as its last update, and one without a reason has an empty one', async () => {
  const { StateTransitionedTimestamp: _, StateReason: __, ...alarm } = anAlarm();
  expect(valueIn(await read({ MetricAlarms: [alarm] }))).toMatchObject([{ since: SINCE + 1, reason: '' }]);
});

it('an account without firing alarms has an observed empty list', async () => {
  expect(await read({})).toEqual({ state: 'observed', at: NOW, value: [] });
});

it.each([
  { fault: 'a name', alarm: { StateUpdatedTimestamp: new Date(SINCE) } },
  { fault: 'a time', alarm: { AlarmName: 'registry-5xx' } },
])('an alarm without $fault makes the alarms missing as invalid', async ({ alarm }) => {
  expect(await read({ MetricAlarms: [alarm] })).toMatchObject({ state: 'missing', reason: 'invalid' });
});

/** Answers with so many pages of one alarm each. The token of a page is its number. */
const pages =
  (count: number): Operation =>
  ({ NextToken = '1' }: DescribeAlarmsCommandInput) => ({
    MetricAlarms: [anAlarm({ AlarmName: `alarm-${NextToken}` })],
    ...(Number(NextToken) < count && { NextToken: String(Number(NextToken) + 1) }),
  });

it('metric and composite alarms in ALARM are read, a hundred per page', async () => {
  const { reader, inputs } = readerOver(pages(2));
  await reader.firing();
  const input = { StateValue: 'ALARM', AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 };
  expect(inputs()).toEqual([input, { ...input, NextToken: '2' }]);
});

it.each([
  { there: 9, read: 9 },
  { there: 10, read: 10 },
  { there: 11, read: 10 },
])('of $there pages of alarms $read are read', async ({ there, read }) => {
  const { reader, inputs } = readerOver(pages(there));
  const names = valueIn(await reader.firing())?.map(({ name }) => name);
  expect(names).toEqual(range(read).map((index) => `alarm-${index + 1}`));
  expect(inputs()).toHaveLength(read);
});
