import type { Action } from './action.ts';
import type { Cause } from './cause.ts';

/** A plan is one step of one action, exactly as it is executed: the approved plan is the one that runs. */
export type Plan = StopTaskPlan | RollBackPlan | ResetBreakerPlan;

interface PlanBase {
  readonly action: Action;
  readonly cause: Cause;
  /** Serving tasks that are missing while the step takes effect. */
  readonly capacityDip: number;
  readonly message: string;
}

/**
 * Replaces one task, the replacement first. `surge` raises the desired count by one. Once the extra task is healthy, `retire` protects
 * the healthy tasks from scale-in and restores the desired count, so that ECS stops the faulty task. `settle` removes the protection.
 * `abandon` restores the desired count when no replacement becomes healthy.
 */
export interface StopTaskPlan extends PlanBase {
  readonly action: 'stop-task';
  readonly step: 'surge' | 'retire' | 'settle' | 'abandon';
  /** The id of the task. */
  readonly target: string;
  /** The desired count after the replacement. */
  readonly desiredCount: number;
  /** Ids of the tasks that are protected from scale-in. */
  readonly keep: readonly string[];
}

/** Returns to the last proven revision: by StopServiceDeployment while the deployment is in progress, by a new deployment afterwards. */
export interface RollBackPlan extends PlanBase {
  readonly action: 'roll-back';
  readonly step: 'stop-deployment' | 'redeploy';
  /** The ARN of the service deployment to stop, or of the task definition to deploy. */
  readonly target: string;
  readonly from: string;
  readonly to: string;
}

/** Sets a shared breaker half-open; the breaker then ramps by itself. */
export interface ResetBreakerPlan extends PlanBase {
  readonly action: 'reset-breaker';
  readonly step: 'half-open';
  /** The name of the breaker. */
  readonly target: string;
  readonly expectedVersion: number;
}

/** True when the step only reverts a change of the medic's own. */
export const isUndoing = (plan: Plan): boolean =>
  plan.action === 'stop-task' && (plan.step === 'settle' || plan.step === 'abandon');
