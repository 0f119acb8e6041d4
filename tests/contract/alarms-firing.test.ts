// Contract layer: the alarm reader over emulated alarms, in process and over the wire.
import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { alarmReader } from '#shared/adapters/cloudwatch/alarms.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { aPlatform } from '#tests/unit/local-aws/a-platform.ts';
import { runFor, START } from '#tests/unit/local-aws/builders.ts';
import { bothWays } from './both-ways.ts';

bothWays((connect) => {
  const settle = async (stack: NonNullable<Parameters<typeof aPlatform>[0]>['stack'] = {}) => {
    const { platform, clock } = aPlatform({ stack });
    const { cloudwatch: client } = await connect(platform.operations);
    const fire = (AlarmName: string) =>
      client.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: `a drill of ${AlarmName}` }));
    return { clock, fire, reader: alarmReader(client, clock) };
  };

  it('the alarm reader reads no alarm while none is in ALARM', async () => {
    const { reader } = await settle();
    expect(await reader.firing()).toEqual({ state: 'observed', at: START, value: [] });
  });

  it('the alarm reader reads an alarm in ALARM with its dimensions, time and reason', async () => {
    const { reader, clock, fire } = await settle();
    await runFor(clock, 30);
    await fire('toy-errors');
    await runFor(clock, 10);
    const alarm = {
      name: 'toy-errors',
      since: START + 30_000,
      reason: 'a drill of toy-errors',
      dimensions: [{ Service: 'toy' }],
    };
    expect(await reader.firing()).toEqual({ state: 'observed', at: START + 40_000, value: [alarm] });
  });

  it('the alarm reader reads an alarm with disabled actions', async () => {
    const { reader, fire } = await settle();
    await fire('local-Slowness');
    expect(valueIn(await reader.firing())?.map(({ name }) => name)).toEqual(['local-Slowness']);
  });

  it('the alarm reader reads each of 101 alarms once, on several pages', async () => {
    const [alarm] = aPlatform().stack.alarms;
    if (!alarm) throw new Error('the template deploys no alarm');
    const alarms = Array.from({ length: 101 }, (_, index) => ({ ...alarm, name: `alarm-${index}` }));
    const { reader, fire } = await settle({ alarms });
    await Promise.all(alarms.map(({ name }) => fire(name)));
    expect(valueIn(await reader.firing())?.map(({ name }) => name)).toEqual(alarms.map(({ name }) => name));
  });
});
