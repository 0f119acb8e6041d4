import type { Cause } from './cause.ts';
import type { Instant } from './time.ts';

/**
 * `escalated`: an operator has to act. `resolved`: follows an escalation or an action. `advice`: names the action that the mode forbids.
 * `recovery-failed`: the workflow itself failed. `reminder`: an escalated incident still lasts.
 */
export const ALERT_KINDS = ['escalated', 'resolved', 'advice', 'recovery-failed', 'reminder'] as const;

export type AlertKind = (typeof ALERT_KINDS)[number];

/** An alert as the operators receive it. */
export interface Alert {
  readonly kind: AlertKind;
  readonly service: string;
  readonly incident: string;
  readonly at: Instant;
  readonly cause: Cause;
  readonly subject?: string;
  /** One line of at most 99 characters (SNS limit for subjects). */
  readonly title: string;
  readonly text: string;
  /** The path of the runbook in this repository. */
  readonly runbook: string;
}
