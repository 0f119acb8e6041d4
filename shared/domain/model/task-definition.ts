import type { Instant } from './time.ts';

/** A task definition revision with its limits, its container health check and its log groups. */
export interface TaskDefinition {
  readonly arn: string;
  /** Absent where ECS does not tell. */
  readonly status?: TaskDefinitionStatus;
  /** CPU units of the whole task, 1,024 per vCPU; absent where only the containers have limits. */
  readonly cpuUnits?: number;
  /** The memory of the whole task; absent where only the containers have limits. */
  readonly memoryMiB?: number;
  readonly registeredAt?: Instant;
  readonly containers: readonly ContainerDefinition[];
}

/** ECS deploys ACTIVE revisions only; a deregistered one is INACTIVE. */
export type TaskDefinitionStatus = 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS';

export type RevisionStatus = Required<Pick<TaskDefinition, 'arn' | 'status'>>;

export interface ContainerDefinition {
  readonly name: string;
  readonly image: string;
  /** True when the task stops with this container. */
  readonly essential: boolean;
  readonly cpuUnits?: number;
  /** The hard limit; the container is killed above it. */
  readonly memoryMiB?: number;
  readonly memoryReservationMiB?: number;
  /** The time between the stop signal and SIGKILL. */
  readonly stopTimeoutSeconds?: number;
  readonly healthCheck?: ContainerHealthCheck;
  /** The CloudWatch log group; present for the driver `awslogs`. */
  readonly logGroup?: string;
  readonly ports: readonly number[];
}

export interface ContainerHealthCheck {
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly startPeriodSeconds: number;
}
