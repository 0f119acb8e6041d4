import type { Instant } from './time.ts';

/** A container instance as ECS checks it: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-health.html */
export interface ContainerInstance {
  readonly arn: string;
  /** ACTIVE, DRAINING, ... */
  readonly status: string;
  /** Absent where ECS does not tell. */
  readonly health?: 'OK' | 'IMPAIRED' | 'INSUFFICIENT_DATA' | 'INITIALIZING';
  readonly isAgentConnected?: boolean;
  readonly failedChecks: readonly FailedCheck[];
}

export interface FailedCheck {
  /** CONTAINER_RUNTIME, ACCELERATED_COMPUTE, DAEMON, AGENT_CONNECTIVITY. */
  readonly type: string;
  readonly reason?: string;
  readonly since?: Instant;
}
