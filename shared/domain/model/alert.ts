import type { Cause } from './cause.ts';
import type { Instant } from './time.ts';

/** `escalated`: people are needed. `resolved`: told after an escalation or an action. `advice`: what would have been done. `recovery-failed`: the workflow itself broke. */
export const ALERT_KINDS = ['escalated', 'resolved', 'advice', 'recovery-failed'] as const;

export type AlertKind = (typeof ALERT_KINDS)[number];

/** What people are told, before it is put into words. */
export interface Alert {
  readonly kind: AlertKind;
  readonly service: string;
  readonly incident: string;
  readonly at: Instant;
  readonly cause: Cause;
  readonly subject?: string;
  /** At most 99 characters, one line: what SNS allows. */
  readonly title: string;
  readonly text: string;
  /** Path of the runbook in this repository. */
  readonly runbook: string;
}
