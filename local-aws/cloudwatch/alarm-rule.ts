import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { DeployedAlarm, MissingDataTreatment } from '../stack/deployed-stack.ts';
import type { AlarmState } from './alarm-status.ts';

export interface Datapoint {
  /** Start of the datapoint's period. */
  readonly at: Instant;
  readonly value: number;
}

/** The result of one evaluation. */
export interface AlarmVerdict {
  /** `unchanged` where missing data is ignored: the alarm keeps its state. */
  readonly state: AlarmState | 'unchanged';
  /** The datapoints that were evaluated, oldest first. */
  readonly datapoints: readonly Datapoint[];
  readonly breaching: number;
  /** Number of missing datapoints that were filled. */
  readonly filled: number;
}

/**
 * CloudWatch retrieves more periods than the alarm evaluates, so that a late or missing datapoint does not decide at
 * once; the examples of the page show five for three.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const EXTRA_PERIODS = 2;

type Rule = Pick<
  DeployedAlarm,
  'evaluationPeriods' | 'datapointsToAlarm' | 'threshold' | 'comparison' | 'treatMissingData' | 'periodSeconds'
>;

/**
 * Evaluates M of N datapoints at one instant. Datapoints of the whole range are used first; missing ones are filled by
 * the alarm's treatment only when fewer than N exist. `range` holds the datapoints of the last
 * N + {@link EXTRA_PERIODS} periods before `end`, oldest first.
 */
export const evaluateAlarm = (rule: Rule, range: readonly Datapoint[], end: Instant): AlarmVerdict => {
  const datapoints = range.slice(-rule.evaluationPeriods);
  const breaching = datapoints.filter(({ value }) => isBreaching(rule, value));
  const filled = rule.evaluationPeriods - datapoints.length;
  const verdict = { datapoints, breaching: breaching.length, filled };
  if (breaching.length >= rule.datapointsToAlarm) return { ...verdict, state: 'ALARM' };
  if (filled === 0) return { ...verdict, state: 'OK' };
  return { ...verdict, state: stateWithFills(rule, verdict, isOldEnough(rule, breaching[0], end)) };
};

const stateWithFills = (
  { treatMissingData, datapointsToAlarm }: Rule,
  { datapoints, breaching, filled }: Omit<AlarmVerdict, 'state'>,
  isOldestOldEnough: boolean,
): AlarmVerdict['state'] => {
  const received = datapoints.length;
  const treatment: MissingDataTreatment = treatMissingData;
  switch (treatment) {
    case 'breaching':
      return breaching + filled >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return received > breaching ? 'OK' : 'unchanged';
    case 'missing':
      if (received === 0) return 'INSUFFICIENT_DATA';
      return received === breaching && received < datapointsToAlarm && isOldestOldEnough ? 'ALARM' : 'OK';
  }
};

/** With the others missing, one breaching datapoint raises the alarm when it is as old as M periods. */
const isOldEnough = (rule: Rule, oldest: Datapoint | undefined, end: Instant): boolean =>
  oldest !== undefined && end - oldest.at >= rule.datapointsToAlarm * rule.periodSeconds * SECOND;

const isBreaching = ({ comparison, threshold }: Rule, value: number): boolean => {
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
