// Unit layer: the reason of an alarm's state, in CloudWatch's words.
import { runFor } from '../builders.ts';
import { anAlarmOn } from './a-metric-alarm.ts';

it.each([
  {
    values: [9],
    given: {},
    reason:
      'Threshold Crossed: 1 out of the last 1 datapoints [9.0 (23/11/26 10:00:00)] was greater than or equal to the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).',
  },
  {
    values: [0.25],
    given: { treatMissingData: 'missing' },
    reason:
      'Threshold Crossed: 1 out of the last 1 datapoints [0.25 (23/11/26 10:00:00)] was not greater than or equal to the threshold (5.0) (minimum 1 datapoint for INSUFFICIENT_DATA -> OK transition).',
  },
  {
    values: [9, 7],
    given: { evaluationPeriods: 2, datapointsToAlarm: 2, threshold: 5.5, treatMissingData: 'ignore' },
    reason:
      'Threshold Crossed: 2 out of the last 2 datapoints [9.0 (23/11/26 10:00:00), 7.0 (23/11/26 10:01:00)] were greater than or equal to the threshold (5.5) (minimum 2 datapoints for INSUFFICIENT_DATA -> ALARM transition).',
  },
  {
    values: [],
    given: {},
    reason:
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
  },
  {
    values: [],
    given: { treatMissingData: 'breaching', evaluationPeriods: 2, datapointsToAlarm: 2 },
    reason:
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
  },
] as const)(
  'an alarm with the values $values and $given gives the reason $reason',
  async ({ values, given, reason }) => {
    const { clock, status } = anAlarmOn(values, given);
    await runFor(clock, 180);
    expect(status()?.reason).toBe(reason);
  },
);

it.each([
  { evaluationPeriods: 1, reason: 'Insufficient Data: 1 datapoint was unknown.' },
  { evaluationPeriods: 2, reason: 'Insufficient Data: 2 datapoints were unknown.' },
])('an alarm without data for $evaluationPeriods periods gives the reason $reason', async ({ reason, ...given }) => {
  const { clock, status } = anAlarmOn([0, 0], { treatMissingData: 'missing', ...given });
  await runFor(clock, 20 * 60);
  expect(status()?.reason).toBe(reason);
});
