import { MINUTE } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import type { EventContents } from '../eventbridge/event-envelope.ts';
import type { Deliver } from '../service.ts';
import type { DeployedAlarm } from '../stack/deployed-stack.ts';
import { alarmDetail } from './alarm-events.ts';
import type { AlarmStatus, AlarmTransition } from './alarm-status.ts';
import { deliverActions } from './deliver-actions.ts';
import { evaluate, firstEvaluation, type QueryMetrics } from './evaluate.ts';

export interface KnownAlarm {
  readonly alarm: DeployedAlarm;
  readonly status: AlarmStatus;
}

export interface Alarms {
  readonly all: () => readonly KnownAlarm[];
  /** Sets a state until the next evaluation. Returns false when no alarm has this name. */
  readonly set: (name: string, state: Omit<AlarmStatus, 'since'>) => boolean;
  /** Starts the evaluations, one a minute. */
  readonly start: () => void;
}

export interface AlarmsOptions {
  readonly alarms: readonly DeployedAlarm[];
  readonly clock: WorldClock;
  readonly query: QueryMetrics;
  readonly emit: (contents: EventContents) => void;
  readonly deliver: Deliver;
}

/** Metric alarms. Actions and events are sent for transitions only, never while a state lasts. */
export const createAlarms = ({ alarms, clock, query, emit, deliver }: AlarmsOptions): Alarms => {
  const initial = {
    value: 'INSUFFICIENT_DATA',
    reason: 'Unchecked: Initial alarm creation',
    since: clock.now(),
  } as const;
  const known = new Map<string, KnownAlarm>(alarms.map((alarm) => [alarm.name, { alarm, status: initial }]));

  const enter = ({ alarm, status: previous }: KnownAlarm, current: AlarmStatus): void => {
    known.set(alarm.name, { alarm, status: current });
    if (previous.value === current.value) return;
    const transition = { alarm, previous, current };
    emit(stateChange(transition));
    deliverActions(transition, deliver);
  };
  const evaluateByName = (name: string): void => {
    const one = known.get(name);
    const next = one && evaluate(one, query, clock.now());
    if (one && next) enter(one, next);
  };

  return {
    all: () => [...known.values()],
    set: (name, state) => {
      const one = known.get(name);
      if (one) enter(one, { ...state, since: clock.now() });
      return one !== undefined;
    },
    start: () => {
      for (const name of known.keys())
        clock.at(firstEvaluation(name, clock.now()), () => {
          evaluateByName(name);
          clock.every(MINUTE, () => evaluateByName(name));
        });
    },
  };
};

const stateChange = (transition: AlarmTransition): EventContents => ({
  detailType: 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  resources: [transition.alarm.arn],
  detail: alarmDetail(transition),
});
