import type { Alert } from '#shared/domain/model/alert.ts';
import type { Incident } from '#shared/domain/model/incident.ts';

/** A check is a message that asks `score-health` to check services. */
export interface Check {
  readonly services: readonly string[];
  /** The trigger of the check: `schedule`, `confirm`, or the kind and name of a signal. */
  readonly trigger: string;
}

export interface CheckQueue {
  readonly send: (checks: readonly { readonly check: Check; readonly delaySeconds: number }[]) => Promise<void>;
}

export interface RecoveryWorkflow {
  /**
   * Starts the execution of an incident. An execution that already exists under the incident's name counts as success.
   */
  readonly start: (incident: Incident) => Promise<void>;
}

export interface Alerts {
  readonly publish: (alert: Alert) => Promise<void>;
}
