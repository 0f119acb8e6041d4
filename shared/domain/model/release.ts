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
