import type { Instant } from '#shared/domain/model/time.ts';
import type { DeployedAlarm } from '../stack/deployed-stack.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface AlarmStatus {
  readonly value: AlarmState;
  readonly reason: string;
  /** JSON; absent for a new alarm and where SetAlarmState gave none. */
  readonly reasonData?: string;
  readonly since: Instant;
}

export interface AlarmTransition {
  readonly alarm: DeployedAlarm;
  readonly previous: AlarmStatus;
  readonly current: AlarmStatus;
}

/** `2026-11-23T10:00:00.000+0000`, the time format of CloudWatch events. */
export const alarmTime = (instant: Instant): string => new Date(instant).toISOString().replace('Z', '+0000');
