import type { Instant } from '#shared/domain/model/time.ts';

/** The measured result of one injected fault. */
export interface FaultOutcome {
  readonly fault: string;
  readonly details: Readonly<Record<string, string | number>>;
  /** Start of the recovery time; undefined for a fault without harm. */
  readonly onsetAt: Instant | undefined;
  /** When the medic opened its first incident. */
  readonly detectedAt: Instant | undefined;
  /** When the medic published its first alert. */
  readonly notifiedAt: Instant | undefined;
  /** When users were served again, and stayed so, by the true state of the world. */
  readonly recoveredAt: Instant | undefined;
  /** When the medic had verified the recovery. */
  readonly verifiedAt: Instant | undefined;
  readonly causes: readonly string[];
  readonly actions: readonly string[];
  readonly alerts: readonly { readonly kind: string; readonly title: string }[];
  readonly requestsFailed: number;
  readonly requestsTotal: number;
  /** Number of incidents; there must be one execution for each. */
  readonly incidents: number;
  readonly executions: number;
}
