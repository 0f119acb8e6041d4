import type { Instant } from './time.ts';

/** What Application Auto Scaling may do to the desired count. */
export interface ScalingLimits {
  readonly minimum: number;
  readonly maximum: number;
  /** Whether somebody has told it not to scale out. */
  readonly scaleOutSuspended: boolean;
}

/** A CloudWatch alarm that is in ALARM. */
export interface Alarm {
  readonly name: string;
  readonly since: Instant;
  readonly reason: string;
  /** What its metrics measure: none for composite alarms. */
  readonly dimensions: readonly Readonly<Record<string, string>>[];
}

/** Somebody changed the service or its tasks: a person, a pipeline, but neither AWS by itself nor the medic. */
export interface Change {
  readonly at: Instant;
  /** The operation: `UpdateService`. */
  readonly what: string;
  /** Who, as an ARN where CloudTrail knows it: `arn:aws:sts::123456789012:assumed-role/developer/alice`. */
  readonly by: string;
}

/** Lines of the service's own logs that hold one of the texts that its policy looks for. */
export interface LogLines {
  readonly from: Instant;
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** Whether there were more than were read. */
  readonly isCut: boolean;
}

export interface LogLine {
  readonly at: Instant;
  /** The task that wrote it, where the stream's name says so: `ecs/web/ae049157e9858e099143d9edf704030e`. */
  readonly taskId?: string;
  /** Cut to some hundred letters. */
  readonly message: string;
}

/** What CloudWatch has of the last half hour, oldest first; a minute without a value is left out. */
export interface MetricHistory {
  /** Shares of what the tasks reserved, averaged over them, as {@link Utilisation}. */
  readonly cpu: readonly MinuteValue[];
  readonly memory: readonly MinuteValue[];
  /** As {@link Traffic.requests}, per minute. */
  readonly requests: readonly MinuteValue[];
  /** Failed ones among them: target 5xx and the load balancer's own 502, 503 and 504. */
  readonly failed: readonly MinuteValue[];
  readonly latencyP95Ms: readonly MinuteValue[];
}

export interface MinuteValue {
  /** The minute's beginning. */
  readonly at: Instant;
  readonly value: number;
}
