import type { Instant } from './time.ts';

/** A release is one deployment of the service, from ListServiceDeployments and DescribeServiceRevisions. */
export interface Release {
  readonly arn: string;
  readonly status:
    | 'PENDING'
    | 'IN_PROGRESS'
    | 'SUCCESSFUL'
    | 'STOP_REQUESTED'
    | 'STOPPED'
    | 'ROLLBACK_REQUESTED'
    | 'ROLLBACK_IN_PROGRESS'
    | 'ROLLBACK_SUCCESSFUL'
    | 'ROLLBACK_FAILED';
  readonly taskDefinition: string;
  /** The revisions that run when the deployment starts. ECS returns to them when it rolls back; empty where unknown. */
  readonly before: readonly string[];
  readonly createdAt: Instant;
  readonly finishedAt?: Instant;
  /** The stage of a deployment in progress: `SCALE_UP`, `TEST_TRAFFIC_SHIFT`, `BAKE_TIME`, ... */
  readonly stage?: string;
  /** True while a lifecycle hook waits for an operator to continue or roll back. */
  readonly isPaused?: boolean;
  readonly circuitBreaker?: CircuitBreakerState;
}

/** The deployment circuit breaker of ECS stops the deployment once the failures reach the threshold. */
export interface CircuitBreakerState {
  readonly status: 'TRIGGERED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'DISABLED';
  readonly failures: number;
  readonly threshold: number;
}

/**
 * A rolling deployment completes before all of its tasks run. Afterwards ECS no longer rolls it back:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/early-success-criteria.html
 */
export interface EarlySuccessCriteria {
  /** The share of the desired tasks that must be healthy. */
  readonly healthyPercent: number;
  /** True when ECS stops the tasks of the older revision only after the deployment has completed. */
  readonly isCleanupDeferred: boolean;
}
