import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { hash } from '../clock/hash.ts';
import { LATENCIES } from '../clock/latencies.ts';
import type { DeployedAlarm } from '../stack/deployed-stack.ts';
import { reasonDataFor, reasonFor } from './alarm-reason.ts';
import { type Datapoint, EXTRA_PERIODS, evaluateAlarm } from './alarm-rule.ts';
import type { AlarmStatus } from './alarm-status.ts';

export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  readonly periodSeconds: number;
  readonly start: Instant;
  readonly end: Instant;
}

/** Returns the datapoints that CloudWatch shows at this moment, ingestion delay included, oldest first. */
export type QueryMetrics = (query: MetricQuery) => readonly Datapoint[];

/**
 * The delay of an alarm's evaluation after the end of a period: within the alarm delay, and specific to each alarm.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
const evaluationOffsetMs = (name: string): number => {
  const { low, high } = LATENCIES.alarmDelaySeconds;
  return (low + (hash(name) % (high - low + 1))) * SECOND;
};

export const firstEvaluation = (name: string, now: Instant): Instant => {
  const offset = evaluationOffsetMs(name);
  return Math.ceil((now - offset) / MINUTE) * MINUTE + offset;
};

/** Evaluates the alarm on the periods before `now`; returns its new status, or `undefined` when the state stays. */
export const evaluate = (
  { alarm, status }: { readonly alarm: DeployedAlarm; readonly status: AlarmStatus },
  query: QueryMetrics,
  now: Instant,
): AlarmStatus | undefined => {
  const { name, namespace, metricName, dimensions, stat, periodSeconds, evaluationPeriods } = alarm;
  const end = Math.floor((now - evaluationOffsetMs(name)) / MINUTE) * MINUTE;
  const start = end - (evaluationPeriods + EXTRA_PERIODS) * periodSeconds * SECOND;
  const range = query({ namespace, name: metricName, dimensions, stat, periodSeconds, start, end });
  const verdict = evaluateAlarm(alarm, range, end);
  if (verdict.state === 'unchanged' || verdict.state === status.value) return undefined;
  return {
    value: verdict.state,
    reason: reasonFor(alarm, verdict, [status.value, verdict.state]),
    reasonData: reasonDataFor(alarm, verdict, now),
    since: now,
  };
};
