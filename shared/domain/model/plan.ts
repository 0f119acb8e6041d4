import type { Action } from './action.ts';
import type { Cause } from './cause.ts';

/** One step of one action, exactly as it will be carried out: what was approved is what runs. */
export type Plan = StopTaskPlan | RollBackPlan | ResetBreakerPlan;

interface PlanBase {
  readonly action: Action;
  readonly cause: Cause;
  /** Healthy tasks that the step takes away for a while. */
  readonly capacityDip: number;
  readonly message: string;
}

/**
 * Replacement first. `surge` raises the desired count by one; once the extra task is healthy `retire` protects the good tasks
 * from scale-in and puts the desired count back, so that ECS itself takes the bad one; `settle` lifts the protection.
 * `abandon` puts the desired count back when no replacement comes up.
 */
export interface StopTaskPlan extends PlanBase {
  readonly action: 'stop-task';
  readonly step: 'surge' | 'retire' | 'settle' | 'abandon';
  /** Task id. */
  readonly target: string;
  /** The desired count to end with. */
  readonly desiredCount: number;
  /** Ids of the tasks to keep. */
  readonly keep: readonly string[];
}

/** Back to the last revision proven healthy: by ECS's own rollback while it rolls out, by a deployment afterwards. */
export interface RollBackPlan extends PlanBase {
  readonly action: 'roll-back';
  readonly step: 'stop-deployment' | 'redeploy';
  /** ARN of the service deployment to stop, or of the task definition to go back to. */
  readonly target: string;
  readonly from: string;
  readonly to: string;
}

/** Opens the door of a shared breaker to half-open; the breaker ramps by itself. */
export interface ResetBreakerPlan extends PlanBase {
  readonly action: 'reset-breaker';
  readonly step: 'half-open';
  /** The breaker's name. */
  readonly target: string;
  readonly expectedVersion: number;
}

/** Whether the step only takes back what the medic itself did. */
export const isUndoing = (plan: Plan): boolean =>
  plan.action === 'stop-task' && (plan.step === 'settle' || plan.step === 'abandon');
