import type { Instant } from './time.ts';

/** The bounds within which Application Auto Scaling sets the desired count. */
export interface ScalingLimits {
  readonly minimum: number;
  readonly maximum: number;
  /** True when scale-out is suspended on the scalable target. */
  readonly scaleOutSuspended: boolean;
}

/** A CloudWatch alarm in state ALARM. */
export interface Alarm {
  readonly name: string;
  readonly since: Instant;
  readonly reason: string;
  /** The dimensions of its metrics; empty for composite alarms. */
  readonly dimensions: readonly Readonly<Record<string, string>>[];
}

/** A change of the service or its tasks by an operator or a pipeline, neither by AWS itself nor by the medic. */
export interface Change {
  readonly at: Instant;
  /** The API operation: `UpdateService`. */
  readonly what: string;
  /** The caller, as an ARN where CloudTrail has one: `arn:aws:sts::123456789012:assumed-role/developer/alice`. */
  readonly by: string;
}

/** Lines of the service's own logs that match one of the log patterns of its policy. */
export interface LogLines {
  readonly from: Instant;
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** True when more lines matched than were read. */
  readonly isCut: boolean;
}

export interface LogLine {
  readonly at: Instant;
  /** The task that wrote the line, where the stream's name holds its id: `ecs/web/ae049157e9858e099143d9edf704030e`. */
  readonly taskId?: string;
  /** Cut to some hundred characters. */
  readonly message: string;
}

/** Metrics of the last half hour by minute, oldest first; minutes without a datapoint are absent. */
export interface MetricHistory {
  /** Shares of the tasks' reservations, averaged over the tasks, as in {@link Utilisation}. */
  readonly cpu: readonly MinuteValue[];
  readonly memory: readonly MinuteValue[];
  /** Requests per minute, counted as {@link Traffic.requests}. */
  readonly requests: readonly MinuteValue[];
  /** Failed requests: target 5xx and the load balancer's own 502, 503 and 504. */
  readonly failed: readonly MinuteValue[];
  readonly latencyP95Ms: readonly MinuteValue[];
}

export interface MinuteValue {
  /** The start of the minute. */
  readonly at: Instant;
  readonly value: number;
}
