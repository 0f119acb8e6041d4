import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import { hash } from '../clock/hash.ts';
import { LATENCIES } from '../clock/latencies.ts';
import type { Deliver } from '../eventbridge/event-bus.ts';
import type { EventContents } from '../eventbridge/event-envelope.ts';
import { serviceOf } from '../stack/account.ts';
import type { DeployedAlarm } from '../stack/deployed-stack.ts';
import { type AlarmState, type Datapoint, EXTRA_PERIODS, evaluateAlarm } from './alarm-rule.ts';
import {
  type AlarmStatus,
  type AlarmTransition,
  alarmDetail,
  lambdaActionEvent,
  reasonDataFor,
  reasonFor,
  snsActionMessage,
} from './alarm-texts.ts';

export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  readonly periodSeconds: number;
  readonly start: Instant;
  readonly end: Instant;
}

/** The datapoints that CloudWatch would show at this moment, ingestion delay included, oldest first. */
export type QueryMetrics = (query: MetricQuery) => readonly Datapoint[];

export interface Alarms {
  readonly all: () => readonly { readonly alarm: DeployedAlarm; readonly status: AlarmStatus }[];
  /** Sets a state until the next evaluation. False when there is no such alarm. */
  readonly set: (
    name: string,
    state: Pick<AlarmStatus, 'value' | 'reason'> & { readonly reasonData?: string },
  ) => boolean;
  /** Lets the evaluations begin, one a minute. */
  readonly start: () => void;
}

export interface AlarmsOptions {
  readonly alarms: readonly DeployedAlarm[];
  readonly clock: WorldClock;
  readonly query: QueryMetrics;
  readonly emit: (contents: EventContents) => void;
  readonly deliver: Deliver;
}

/**
 * How long after a period's end the alarm looks at it: each alarm at a second of its own, within the world's alarm delay.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
const evaluationOffsetMs = (name: string): number => {
  const { low, high } = LATENCIES.alarmDelaySeconds;
  return (low + (hash(name) % (high - low + 1))) * SECOND;
};

const PRINCIPALS: Readonly<Record<string, string>> = {
  sns: 'cloudwatch.amazonaws.com',
  lambda: 'lambda.alarms.cloudwatch.amazonaws.com',
};

/** Metric alarms over the world's metrics. Actions and events come with transitions only, never again while a state lasts. */
export const createAlarms = ({ alarms, clock, query, emit, deliver }: AlarmsOptions): Alarms => {
  const statuses = new Map<string, AlarmStatus>(
    alarms.map(({ name }) => [
      name,
      { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', since: clock.now() },
    ]),
  );
  const statusOf = (name: string): AlarmStatus =>
    statuses.get(name) ?? { value: 'INSUFFICIENT_DATA', reason: '', since: clock.now() };

  const act = (transition: AlarmTransition): void => {
    const { alarm, current } = transition;
    if (!alarm.actionsEnabled) return;
    for (const targetArn of alarm.actions[current.value]) {
      const service = serviceOf(targetArn);
      const payload = service === 'lambda' ? lambdaActionEvent(transition) : snsActionMessage(transition);
      deliver({
        targetArn,
        payload,
        principal: PRINCIPALS[service] ?? 'cloudwatch.amazonaws.com',
        sourceArn: alarm.arn,
      });
    }
  };

  const enter = (alarm: DeployedAlarm, current: AlarmStatus): void => {
    const previous = statusOf(alarm.name);
    statuses.set(alarm.name, current);
    if (previous.value === current.value) return;
    const transition = { alarm, previous, current };
    emit({
      detailType: 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      resources: [alarm.arn],
      detail: alarmDetail(transition),
    });
    act(transition);
  };

  const evaluate = (alarm: DeployedAlarm): void => {
    const now = clock.now();
    const periodMs = alarm.periodSeconds * SECOND;
    const end = Math.floor((now - evaluationOffsetMs(alarm.name)) / MINUTE) * MINUTE;
    const start = end - (alarm.evaluationPeriods + EXTRA_PERIODS) * periodMs;
    const { namespace, metricName: name, dimensions, stat, periodSeconds } = alarm;
    const verdict = evaluateAlarm(alarm, query({ namespace, name, dimensions, stat, periodSeconds, start, end }), end);
    const from = statusOf(alarm.name).value;
    const to: AlarmState = verdict.state === 'unchanged' ? from : verdict.state;
    if (from === to) return;
    const reason = reasonFor(alarm, verdict, [from, to]);
    enter(alarm, { value: to, reason, reasonData: reasonDataFor(alarm, verdict, now), since: now });
  };

  const startOne = (alarm: DeployedAlarm): void => {
    const offset = evaluationOffsetMs(alarm.name);
    const now = clock.now();
    const first = Math.ceil((now - offset) / MINUTE) * MINUTE + offset;
    clock.at(first, () => {
      evaluate(alarm);
      clock.every(MINUTE, () => evaluate(alarm));
    });
  };

  return {
    all: () => alarms.map((alarm) => ({ alarm, status: statusOf(alarm.name) })),
    set: (name, state) => {
      const alarm = alarms.find((candidate) => candidate.name === name);
      if (alarm) enter(alarm, { ...state, since: clock.now() });
      return alarm !== undefined;
    },
    start: () => {
      for (const alarm of alarms) startOne(alarm);
    },
  };
};
