import type { Instant } from '#shared/domain/model/time.ts';
import type { DeployedAlarm } from '../stack/deployed-stack.ts';
import type { AlarmVerdict } from './alarm-rule.ts';
import { type AlarmState, alarmTime } from './alarm-status.ts';

const COMPARISON_PHRASES = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
} as const;

/** The reason of a state change, in CloudWatch's words. */
export const reasonFor = (
  alarm: DeployedAlarm,
  { datapoints, breaching, filled }: AlarmVerdict,
  [from, to]: readonly [AlarmState, AlarmState],
): string => {
  if (to === 'INSUFFICIENT_DATA') return `Insufficient Data: ${plural(filled, 'datapoint')} ${were(filled)} unknown.`;
  if (datapoints.length === 0) {
    const treatment = alarm.treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
    return `Threshold Crossed: no datapoints were received for ${plural(filled, 'period')} and ${plural(filled, 'missing datapoint')} ${were(filled)} treated as [${treatment}].`;
  }
  const count = to === 'ALARM' ? Math.max(breaching, 1) : datapoints.length - breaching;
  const values = datapoints.map(({ at, value }) => `${decimal(value)} (${shortTime(at)})`).join(', ');
  const was = `${were(count)}${to === 'ALARM' ? '' : ' not'}`;
  return `Threshold Crossed: ${count} out of the last ${datapoints.length} datapoints [${values}] ${was} ${COMPARISON_PHRASES[alarm.comparison]} the threshold (${decimal(alarm.threshold)}) (minimum ${plural(alarm.datapointsToAlarm, 'datapoint')} for ${from} -> ${to} transition).`;
};

export const reasonDataFor = (alarm: DeployedAlarm, { datapoints }: AlarmVerdict, now: Instant): string =>
  JSON.stringify({
    version: '1.0',
    queryDate: alarmTime(now),
    ...(datapoints[0] && { startDate: alarmTime(datapoints[0].at) }),
    statistic: alarm.stat,
    period: alarm.periodSeconds,
    recentDatapoints: datapoints.map(({ value }) => value),
    threshold: alarm.threshold,
    evaluatedDatapoints: datapoints.toReversed().map(({ at, value }) => ({ timestamp: alarmTime(at), value })),
  });

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
const were = (count: number): string => (count === 1 ? 'was' : 'were');

/** `95.0`, `0.25`: CloudWatch writes a whole number with a decimal. */
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `23/11/26 10:00:00` */
const shortTime = (instant: Instant): string => {
  const [date = '', time = ''] = new Date(instant).toISOString().slice(2, 19).split('T');
  return `${date.split('-').reverse().join('/')} ${time}`;
};
