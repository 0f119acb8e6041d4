import type { Instant } from '#shared/domain/model/time.ts';
import type { DeployedAlarm, MissingDataTreatment } from '../stack/deployed-stack.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface Datapoint {
  /** Start of the period that the value is of. */
  readonly at: Instant;
  readonly value: number;
}

/** What one evaluation came to. */
export interface AlarmVerdict {
  /** `unchanged` where missing data is ignored: the alarm stays in whatever state it is. */
  readonly state: AlarmState | 'unchanged';
  /** The datapoints that counted, oldest first. */
  readonly datapoints: readonly Datapoint[];
  readonly breaching: number;
  /** How many datapoints were missing and were filled in. */
  readonly filled: number;
}

/**
 * CloudWatch asks for more periods than the alarm evaluates, so that a late or missing datapoint does not decide at
 * once; the page's examples show five for three.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const EXTRA_PERIODS = 2;

type Rule = Pick<
  DeployedAlarm,
  'evaluationPeriods' | 'datapointsToAlarm' | 'threshold' | 'comparison' | 'treatMissingData' | 'periodSeconds'
>;

/**
 * Evaluates M of N datapoints at one instant. Real datapoints of the whole range come first; only where fewer than N of
 * them are there, the missing ones are treated as the alarm says. `range` holds the datapoints of the last
 * N + {@link EXTRA_PERIODS} periods before `end`, oldest first.
 */
export const evaluateAlarm = (rule: Rule, range: readonly Datapoint[], end: Instant): AlarmVerdict => {
  const datapoints = range.slice(-rule.evaluationPeriods);
  const breaching = datapoints.filter(({ value }) => breaches(rule, value));
  const filled = rule.evaluationPeriods - datapoints.length;
  const verdict = { datapoints, breaching: breaching.length, filled };
  const oldestIsOldEnough = isOldEnough(rule, breaching[0], end);
  if (breaching.length >= rule.datapointsToAlarm) return { ...verdict, state: 'ALARM' };
  if (filled === 0) return { ...verdict, state: 'OK' };
  return { ...verdict, state: stateWithFills(rule, { ...verdict, real: datapoints.length, oldestIsOldEnough }) };
};

interface Filling {
  readonly real: number;
  readonly breaching: number;
  readonly filled: number;
  readonly oldestIsOldEnough: boolean;
}

const stateWithFills = (rule: Rule, filling: Filling): AlarmVerdict['state'] => {
  const { real, breaching, filled, oldestIsOldEnough } = filling;
  const treatment: MissingDataTreatment = rule.treatMissingData;
  switch (treatment) {
    case 'breaching':
      return breaching + filled >= rule.datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return real > breaching ? 'OK' : 'unchanged';
    case 'missing':
      if (real === 0) return 'INSUFFICIENT_DATA';
      return real === breaching && real < rule.datapointsToAlarm && oldestIsOldEnough ? 'ALARM' : 'OK';
  }
};

/** With the rest missing, one breaching datapoint raises the alarm once it is as old as the datapoints to alarm. */
const isOldEnough = (rule: Rule, oldest: Datapoint | undefined, end: Instant): boolean =>
  oldest !== undefined && end - oldest.at >= rule.datapointsToAlarm * rule.periodSeconds * 1000;

const breaches = ({ comparison, threshold }: Rule, value: number): boolean => {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
};
