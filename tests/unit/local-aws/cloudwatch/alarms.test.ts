// Unit layer: the evaluation of CloudWatch alarms over time.
import { LATENCIES } from '#local-aws/clock/latencies.ts';
import { runFor, START } from '../builders.ts';
import { anAlarmOn, TOPIC } from './a-metric-alarm.ts';

it('an alarm begins with insufficient data, unchecked', () => {
  const { alarms, alarm } = anAlarmOn([]);
  const status = { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', since: START };
  expect(alarms.all()).toEqual([{ alarm, status }]);
});

it('an alarm announces a change of state, but not a state that lasts', async () => {
  const { clock, states } = anAlarmOn([0, 9, 9, 9, 0, 0, 9, 0]);
  await runFor(clock, 10 * 60);
  expect(states()).toEqual(['OK', 'ALARM', 'OK', 'ALARM', 'OK']);
});

it.each([...'abcdefghijklmnopqrstuvwxyz'])('the alarm %s changes its state 37 to 68 s after a period', async (name) => {
  const { low, high } = LATENCIES.alarmDelaySeconds;
  const { clock, status } = anAlarmOn([0, 0, 9, 0], { name });
  await runFor(clock, 3 * 60 + low - 1);
  expect(status()?.value).toBe('OK');
  await runFor(clock, high - low + 1);
  expect(status()?.value).toBe('ALARM');
});

it('alarms with different names are evaluated at different times', async () => {
  const delays = [...'abcdefgh'].map(async (name) => {
    const { clock, status } = anAlarmOn([9], { name });
    await runFor(clock, 150);
    return status()?.since;
  });
  expect(new Set(await Promise.all(delays)).size).toBeGreaterThan(1);
});

it.each([
  { values: [0, 9, 0, 0], states: ['OK'] },
  { values: [0, 9, 0, 9], states: ['OK', 'ALARM'] },
  { values: [0, 9, 9, 0], states: ['OK', 'ALARM'] },
])('an alarm on two of three datapoints with the values $values changes to $states', async ({ values, states }) => {
  const alarm = anAlarmOn(values, { evaluationPeriods: 3, datapointsToAlarm: 2 });
  await runFor(alarm.clock, 5 * 60 + 30);
  expect(alarm.states().slice(0, 2)).toEqual(states);
});

it.each([
  { treatMissingData: 'ignore', values: [9], states: ['ALARM'] },
  { treatMissingData: 'missing', values: [0], states: ['OK', 'INSUFFICIENT_DATA'] },
] as const)('an alarm that treats missing data as $treatMissingData changes to $states', async (row) => {
  const { clock, states } = anAlarmOn(row.values, { treatMissingData: row.treatMissingData });
  await runFor(clock, 20 * 60);
  expect(states()).toEqual(row.states);
});

it('SetAlarmState sets a state until the next evaluation, and only for a known alarm', async () => {
  const { clock, alarm, alarms, states, status } = anAlarmOn([0, 0, 0, 0]);
  await runFor(clock, 150);
  expect(alarms.set(alarm.name, { value: 'ALARM', reason: 'a drill' })).toBe(true);
  expect(status()).toEqual({ value: 'ALARM', reason: 'a drill', since: START + 150_000 });
  await runFor(clock, 60);
  expect(states()).toEqual(['OK', 'ALARM', 'OK']);
  expect(alarms.set('other', { value: 'ALARM', reason: 'a drill' })).toBe(false);
});

it('SetAlarmState with the present state changes the reason and announces nothing', async () => {
  const actions = { ALARM: [TOPIC], OK: [], INSUFFICIENT_DATA: [] };
  const { clock, alarm, alarms, states, delivered, status } = anAlarmOn([9, 9, 9, 9], { actions });
  await runFor(clock, 150);
  alarms.set(alarm.name, { value: 'ALARM', reason: 'a drill' });
  expect(status()?.reason).toBe('a drill');
  expect(states()).toEqual(['OK', 'ALARM']);
  expect(delivered).toHaveLength(1);
});
