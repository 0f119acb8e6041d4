// Unit layer: what the alarm reader makes of alarms of every kind, of refusals and of nonsense, and how many pages it reads.
import type { CompositeAlarm, DescribeAlarmsCommandInput, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Operation } from '#local-aws/operation.ts';
import { alarmReader } from '#shared/adapters/cloudwatch/alarms.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { clock, NOW, recordedClient, refusing } from './recorded.ts';

const SINCE = Date.parse('2026-11-23T09:58:00Z');

const anAlarm = (given: MetricAlarm & CompositeAlarm = {}) => ({
  AlarmName: 'registry-5xx',
  StateReason: 'Threshold Crossed',
  StateTransitionedTimestamp: new Date(SINCE),
  StateUpdatedTimestamp: new Date(SINCE + 1),
  ...given,
});

const readerOver = (DescribeAlarms: Operation) => {
  const { client, calls } = recordedClient('cloudwatch', { DescribeAlarms });
  return { reader: alarmReader(client, clock), calls };
};

const readOne = async (alarm: MetricAlarm) => {
  const part = await readerOver(() => ({ MetricAlarms: [alarm] })).reader.firing();
  return valueIn(part)?.[0];
};

const dimension = (Name: string, Value: string) => ({ Name, Value });

describe('an alarm', () => {
  it('on one metric bears what the metric measures, whether or not its actions are enabled', async () => {
    const Dimensions = [dimension('ClusterName', 'ml-platform'), dimension('ServiceName', 'mlflow-registry')];
    for (const ActionsEnabled of [true, false]) {
      expect(await readOne(anAlarm({ MetricName: 'CPUUtilization', Dimensions, ActionsEnabled }))).toEqual({
        name: 'registry-5xx',
        since: SINCE,
        reason: 'Threshold Crossed',
        dimensions: [{ ClusterName: 'ml-platform', ServiceName: 'mlflow-registry' }],
      });
    }
  });

  it('on metric math bears what each metric that goes in measures', async () => {
    const stat = (group: string) => ({
      Metric: { MetricName: 'RequestCount', Dimensions: [dimension('TargetGroup', group)] },
      Period: 60,
      Stat: 'Sum',
    });
    const Metrics = [
      { Id: 'share', Expression: 'a / b' },
      { Id: 'a', MetricStat: stat('targetgroup/one/1') },
      { Id: 'b', MetricStat: stat('targetgroup/two/2') },
    ];
    expect(await readOne(anAlarm({ Metrics }))).toMatchObject({
      dimensions: [{ TargetGroup: 'targetgroup/one/1' }, { TargetGroup: 'targetgroup/two/2' }],
    });
  });

  it.each([
    { kind: 'on a query of many metrics', alarm: { Metrics: [{ Id: 'q', Expression: 'SELECT AVG(x) FROM y' }] } },
    { kind: 'that names no metric', alarm: {} },
  ])('$kind bears no dimensions', async ({ alarm }) => {
    expect(await readOne(anAlarm(alarm))).toMatchObject({ dimensions: [] });
  });

  it('made of other alarms bears no dimensions', async () => {
    const { reader } = readerOver(() => ({ CompositeAlarms: [anAlarm({ AlarmRule: 'ALARM(a)' })] }));
    expect(await reader.firing()).toEqual({
      state: 'observed',
      at: NOW,
      value: [{ name: 'registry-5xx', since: SINCE, reason: 'Threshold Crossed', dimensions: [] }],
    });
  });

  it('without the time of its transition is as old as its last update, without a reason it has an empty one', async () => {
    const { StateTransitionedTimestamp: _, StateReason: __, ...less } = anAlarm();
    expect(await readOne(less)).toMatchObject({ since: SINCE + 1, reason: '' });
  });
});

describe('the alarms', () => {
  it('are none when nothing is in ALARM', async () => {
    expect(await readerOver(() => ({})).reader.firing()).toEqual({ state: 'observed', at: NOW, value: [] });
  });

  it.each([
    { name: 'AccessDenied', reason: 'access-denied' },
    { name: 'ThrottlingException', reason: 'throttled' },
    { name: 'InternalServiceFault', reason: 'unavailable' },
  ])('are missing as $reason when the call is refused with $name', async ({ name, reason }) => {
    expect(await readerOver(refusing(name)).reader.firing()).toMatchObject({ state: 'missing', reason });
  });

  it.each([
    { fault: 'without a name', alarm: { StateUpdatedTimestamp: new Date(SINCE) } },
    { fault: 'without a time', alarm: { AlarmName: 'registry-5xx' } },
  ])('are missing as invalid when one is $fault', async ({ alarm }) => {
    expect(await readerOver(() => ({ MetricAlarms: [alarm] })).reader.firing()).toMatchObject({
      state: 'missing',
      reason: 'invalid',
    });
  });
});

describe('the calls', () => {
  /** So many pages of one alarm each, the token of a page being its number. */
  const pages =
    (howMany: number): Operation =>
    ({ NextToken = '1' }: DescribeAlarmsCommandInput) => ({
      MetricAlarms: [anAlarm({ AlarmName: `alarm-${NextToken}` })],
      ...(Number(NextToken) < howMany && { NextToken: String(Number(NextToken) + 1) }),
    });

  it('ask for metric and composite alarms in ALARM, a hundred at a time', async () => {
    const { reader, calls } = readerOver(pages(2));
    await reader.firing();
    const asked = { StateValue: 'ALARM', AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 };
    expect(calls.map(({ input }) => input)).toEqual([asked, { ...asked, NextToken: '2' }]);
  });

  it.each([
    { there: 9, read: 9 },
    { there: 10, read: 10 },
    { there: 11, read: 10 },
  ])('read $read of $there pages', async ({ there, read }) => {
    const { reader, calls } = readerOver(pages(there));
    const alarms = valueIn(await reader.firing()) ?? [];
    expect(calls).toHaveLength(read);
    expect(alarms.map(({ name }) => name)).toEqual(Array.from({ length: read }, (_, index) => `alarm-${index + 1}`));
  });
});
