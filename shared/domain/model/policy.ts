import type { LogMeaning } from './message-meaning.ts';

/** `observe` only reports, `approve` asks an operator first, `auto` acts. */
export type Mode = 'observe' | 'approve' | 'auto';

export type Dependency =
  | {
      readonly name: string;
      readonly critical: boolean;
      readonly kind: 'postgres' | 'mysql' | 'redis' | 'tcp';
      readonly host: string;
      readonly port: number;
    }
  | { readonly name: string; readonly critical: boolean; readonly kind: 's3'; readonly bucket: string }
  | { readonly name: string; readonly critical: boolean; readonly kind: 'dns'; readonly record: string };

/** A circuit breaker whose one record in the table all tasks of the service share. */
export interface BreakerPolicy {
  readonly name: string;
  readonly kind: 'shared';
  /** The dependency that the breaker protects. */
  readonly dependency: string;
}

export interface Objectives {
  readonly latencyP95Ms: number;
  /** The share of requests that may fail, 0 to 1. */
  readonly errorRate: number;
}

/** Limits bound the actions on one service. */
export interface Limits {
  readonly maxActionsPerHour: number;
  readonly maxRollbacksPer6Hours: number;
}

/** The work probe that `probe-service` sends to every task. */
export interface ProbePolicy {
  readonly path: string;
  /** The time limit of every probe, to tasks and to dependencies. */
  readonly timeoutMs: number;
  /** The HTTP status codes that prove work, as codes and ranges: `200-399,401`. */
  readonly acceptedStatuses: string;
  /** The requests to single ports, for tasks in several target groups; absent when medic.yml names none. */
  readonly ports?: readonly PortProbe[];
}

/** The request that proves work on one port of a task. */
export interface PortProbe {
  readonly port: number;
  readonly path: string;
  readonly acceptedStatuses: string;
}

/**
 * A service has at most five target groups, and as many alternate ones during a blue/green deployment; the bound is twice that:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
 */
export const MOST_PROBED_PORTS = 20;

/** Matches a path that can be sent as it stands: it starts with a slash, and holds no space and no control character. */
export const PROBE_PATH = /^\/[\x21-\x7e]{0,499}$/;

/** A text in the service's own logs with a known meaning; it is case-sensitive, as CloudWatch's filters are. */
export interface LogPattern {
  readonly text: string;
  readonly means: LogMeaning;
}

/** The metric that shows whether a service keeps up with its work, such as the age of the oldest message in its queue. */
export interface WorkerPolicy {
  readonly metric: {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly statistic: string;
  };
  /** The highest value at which the service still keeps up. */
  readonly maximum: number;
}

/** The weight and cap of one part of the score. */
export interface PartScoring {
  /** The weight, relative to the sum over the parts that apply. */
  readonly weight: number;
  /** The best total score while this part scores 0; absent when the part caps nothing. */
  readonly cap?: number;
  /** The best score of the part once it has been missing for 15 minutes. */
  readonly floor: number;
}

export const SCORE_PARTS = [
  'availability',
  'targets',
  'errors',
  'latency',
  'saturation',
  'dependencies',
  'breaker',
  'deployment',
  'zones',
] as const;

export type ScorePartId = (typeof SCORE_PARTS)[number];

/** A curve is a list of points `[value, score]` with rising values; it is linear in between and flat outside. */
export type Curve = readonly (readonly [value: number, score: number])[];

/** The weights and curves of the score as data; reports carry the version. */
export interface ScoringPolicy {
  readonly version: string;
  readonly parts: Readonly<Record<ScorePartId, PartScoring>>;
  readonly curves: {
    /** The share of the desired tasks that serve, or of the registered targets that are healthy. */
    readonly share: Curve;
    /** The decimal logarithm of the share of failed requests. */
    readonly errorsLog10: Curve;
    /** The p95 latency divided by its objective. */
    readonly latencyRatio: Curve;
    readonly cpu: Curve;
    readonly memory: Curve;
    /** The number of tasks that failed within ten minutes. */
    readonly restarts: Curve;
  };
  /** The best total score while the load balancer answered any request in the window with 503. */
  readonly capWhen503: number;
}

/** The load balancer and target group as CloudWatch's dimensions name them; only the alarms of the template need them. */
export interface LoadBalancerNames {
  readonly loadBalancer: string;
  readonly targetGroup: string;
}

/** The policy of one service: its entry in medic.yml with defaults and profile applied. */
export interface ServicePolicy {
  /** The unique name of the service in metrics, locks, alerts and the CLI. */
  readonly name: string;
  readonly cluster: string;
  readonly service: string;
  readonly profile: string;
  readonly mode: Mode;
  readonly cadenceSeconds: number;
  readonly objectives: Objectives;
  readonly probe: ProbePolicy;
  readonly logPatterns: readonly LogPattern[];
  /** Absent for a service that is judged by its requests alone. */
  readonly worker?: WorkerPolicy;
  readonly dependencies: readonly Dependency[];
  readonly breakers: readonly BreakerPolicy[];
  readonly limits: Limits;
  readonly scoring: ScoringPolicy;
  readonly alarms?: LoadBalancerNames;
}
