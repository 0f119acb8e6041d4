import type { Instant } from './time.ts';

/** What a revision asks for: its limits, its own health check, and where it logs to. */
export interface TaskDefinition {
  readonly arn: string;
  /** Of the whole task, 1,024 to a CPU; absent where only its containers have limits. */
  readonly cpuUnits?: number;
  /** Of the whole task; absent where only its containers have limits. */
  readonly memoryMiB?: number;
  readonly registeredAt?: Instant;
  readonly containers: readonly ContainerDefinition[];
}

export interface ContainerDefinition {
  readonly name: string;
  readonly image: string;
  /** Whether the task ends with it. */
  readonly essential: boolean;
  readonly cpuUnits?: number;
  /** The container is killed beyond this. */
  readonly memoryMiB?: number;
  readonly memoryReservationMiB?: number;
  /** From the stop signal to SIGKILL. */
  readonly stopTimeoutSeconds?: number;
  readonly healthCheck?: ContainerHealthCheck;
  /** The CloudWatch log group, where the driver is `awslogs`. */
  readonly logGroup?: string;
  readonly ports: readonly number[];
}

export interface ContainerHealthCheck {
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly startPeriodSeconds: number;
}
