// Contract layer: what the alarm reader makes of the local world's alarms, in process and over the wire.
import { DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { alarmReader } from '#shared/adapters/cloudwatch/alarms.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { aPlatform } from '#tests/unit/platform/a-platform.ts';
import { runFor, START } from '#tests/unit/platform/parts.ts';
import { bothWays } from './both-ways.ts';

bothWays((connect) => {
  const settle = async (stack: NonNullable<Parameters<typeof aPlatform>[0]>['stack'] = {}) => {
    const { platform, clock } = aPlatform({ stack });
    const { cloudwatch: client } = await connect(platform.operations);
    const fire = (AlarmName: string) =>
      client.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: `a drill of ${AlarmName}` }));
    return { client, clock, fire, reader: alarmReader(client, clock) };
  };

  /** So many copies of the first alarm, each under a name of its own. */
  const copies = (howMany: number) => {
    const [alarm] = aPlatform().stack.alarms;
    if (!alarm) throw new Error('the template deploys no alarm');
    return Array.from({ length: howMany }, (_, index) => ({ ...alarm, name: `alarm-${index}` }));
  };

  it('reads none while nothing is in ALARM', async () => {
    const { reader } = await settle();
    expect(await reader.firing()).toEqual({ state: 'observed', at: START, value: [] });
  });

  it('reads those in ALARM with what they measure, since when, and why', async () => {
    const { reader, clock, fire } = await settle();
    await runFor(clock, 30);
    await fire('toy-errors');
    await runFor(clock, 10);
    expect(await reader.firing()).toEqual({
      state: 'observed',
      at: START + 40_000,
      value: [
        {
          name: 'toy-errors',
          since: START + 30_000,
          reason: 'a drill of toy-errors',
          dimensions: [{ Service: 'toy' }],
        },
      ],
    });
  });

  it('reads also those whose actions are switched off', async () => {
    const { reader, fire } = await settle();
    await fire('ecs-medic-Slowness');
    expect(valueIn(await reader.firing())?.map(({ name }) => name)).toEqual(['ecs-medic-Slowness']);
  });

  it('reads more than fit a page, each once', async () => {
    const alarms = copies(101);
    const { reader, fire } = await settle({ alarms });
    await Promise.all(alarms.map(({ name }) => fire(name)));
    expect(valueIn(await reader.firing())?.map(({ name }) => name)).toEqual(alarms.map(({ name }) => name));
  });

  it.each([
    { asked: {}, answered: 50, goesOn: true },
    { asked: { MaxRecords: 59 }, answered: 59, goesOn: true },
    { asked: { MaxRecords: 60 }, answered: 60, goesOn: false },
    { asked: { NextToken: '50' }, answered: 10, goesOn: false },
    { asked: { AlarmTypes: ['CompositeAlarm' as const] }, answered: 0, goesOn: false },
    {
      asked: { AlarmTypes: ['CompositeAlarm' as const, 'MetricAlarm' as const] },
      answered: 50,
      goesOn: true,
    },
  ])('finds $answered of 60 alarms when asked $asked, with more to come: $goesOn', async (row) => {
    const { client } = await settle({ alarms: copies(60) });
    const { MetricAlarms, NextToken } = await client.send(new DescribeAlarmsCommand(row.asked));
    expect(MetricAlarms).toHaveLength(row.answered);
    expect(NextToken !== undefined).toBe(row.goesOn);
  });
});
