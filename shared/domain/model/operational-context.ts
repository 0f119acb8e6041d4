import type { Instant } from './time.ts';

/** Application Auto Scaling sets the desired count within these bounds. */
export interface Scaling {
  readonly minimum: number;
  readonly maximum: number;
  /** True when scale-out is suspended on the scalable target. */
  readonly scaleOutSuspended: boolean;
  /** The scaling activities of the last hours, newest first. */
  readonly activities: readonly ScalingActivity[];
}

export interface ScalingActivity {
  readonly at: Instant;
  /** The desired count that the activity set; absent where its text names none. */
  readonly to?: number;
  /** `schedule`: a scheduled action. `policy`: a scaling policy and its alarm. `operator`: a change of the scalable target. */
  readonly by: 'schedule' | 'policy' | 'operator' | 'unknown';
  /** AWS's own text, quoted for operators. */
  readonly text: string;
}

/** The listener rules of the load balancers that send requests to the target groups of the service. */
export interface Routing {
  readonly rules: readonly RoutingRule[];
}

/** A rule forwards to one or several target groups by weight. */
export interface RoutingRule {
  readonly arn: string;
  readonly forwards: readonly { readonly targetGroupArn: string; readonly weight: number }[];
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

/** Lines of the service's own logs that match a log pattern of its policy, or that look like an error. */
export interface LogLines {
  readonly from: Instant;
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** True when more lines matched a log pattern than were read. Of lines that only look like an error, the newest are a sample. */
  readonly isCut: boolean;
}

export interface LogLine {
  readonly at: Instant;
  /** The task that wrote the line, where the stream's name holds its id: `ecs/web/ae049157e9858e099143d9edf704030e`. */
  readonly taskId?: string;
  /** Cut to 1,024 characters. */
  readonly message: string;
}

/** Metrics of the last half hour by minute, oldest first; minutes without a datapoint are absent. */
export interface MetricHistory {
  /** Shares of the tasks' reservations, averaged over the tasks, as in {@link Utilisation}. */
  readonly cpu: readonly MinuteValue[];
  readonly memory: readonly MinuteValue[];
  /** The share of the fullest task. The average hides one full task among several. */
  readonly memoryMaximum: readonly MinuteValue[];
  /** Requests per minute, counted as {@link Traffic.requests}. */
  readonly requests: readonly MinuteValue[];
  /** Failed requests: target 5xx and the load balancer's own 502, 503 and 504. */
  readonly failed: readonly MinuteValue[];
  /** Requests that the tasks refused with a 4xx. */
  readonly refused: readonly MinuteValue[];
  readonly latencyP95Ms: readonly MinuteValue[];
  /** The metric that the policy names for a worker, in its own unit; empty for other services. */
  readonly backlog: readonly MinuteValue[];
  /** The same counts for each target group; a blue/green, linear or canary deployment has two. */
  readonly byTargetGroup: readonly TargetGroupHistory[];
}

/** The targets of one group answered these requests, by minute. The load balancer's own errors are not among them. */
export interface TargetGroupHistory {
  readonly arn: string;
  readonly requests: readonly MinuteValue[];
  readonly failed: readonly MinuteValue[];
  readonly refused: readonly MinuteValue[];
}

/** The name of a series by minute. */
export type MetricSeries = Exclude<keyof MetricHistory, 'byTargetGroup'>;

export interface MinuteValue {
  /** The start of the minute. */
  readonly at: Instant;
  readonly value: number;
}
