import type { LogMeaning } from './message-meaning.ts';

/** `observe` only reports, `approve` asks a person first, `auto` acts. */
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

/** A circuit breaker whose one record in the table is shared by all tasks of the service. */
export interface BreakerPolicy {
  readonly name: string;
  readonly kind: 'shared';
  /** The dependency that the breaker protects. */
  readonly dependency: string;
}

export interface Objectives {
  readonly latencyP95Ms: number;
  /** Share of requests that may fail, 0 to 1. */
  readonly errorRate: number;
}

/** How much the medic may do to one service. */
export interface Limits {
  readonly maxActionsPerHour: number;
  readonly maxRollbacksPer6Hours: number;
}

/** The real work that `probe-service` asks of every task. */
export interface ProbePolicy {
  readonly path: string;
  readonly timeoutMs: number;
}

/** A text in the service's own logs that tells something; upper and lower case count, as in CloudWatch's filters. */
export interface LogPattern {
  readonly text: string;
  readonly means: LogMeaning;
}

/** One part of the score. */
export interface PartScoring {
  /** Relative to the sum of the weights of the parts that apply. */
  readonly weight: number;
  /** The best total score while this part scores 0; undefined: the part caps nothing. */
  readonly cap?: number;
  /** What the part is worth at most once it has been missing for long. */
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

/** Points `[value, score]`, values rising; linear in between, flat outside. */
export type Curve = readonly (readonly [value: number, score: number])[];

/** The weights and curves of the score, as data: versioned, so that a report says what it was made with. */
export interface ScoringPolicy {
  readonly version: string;
  readonly parts: Readonly<Record<ScorePartId, PartScoring>>;
  readonly curves: {
    /** Share of the desired tasks, or of the registered targets, that are well. */
    readonly share: Curve;
    /** Decimal logarithm of the share of failed requests. */
    readonly errorsLog10: Curve;
    /** p95 latency over its objective. */
    readonly latencyRatio: Curve;
    readonly cpu: Curve;
    readonly memory: Curve;
    /** Tasks that failed within ten minutes. */
    readonly restarts: Curve;
  };
  /** The best total score while any request in the window was answered 503 by the load balancer. */
  readonly capWhen503: number;
}

/** Where the service's load balancer is, by the names that CloudWatch uses; needed only for alarms made at deployment. */
export interface LoadBalancerNames {
  readonly loadBalancer: string;
  readonly targetGroup: string;
}

/** All that the medic was told about one service: medic.yml with its defaults and profile applied. */
export interface ServicePolicy {
  /** Unique; the name in metrics, locks, alerts and the CLI. */
  readonly name: string;
  readonly cluster: string;
  readonly service: string;
  readonly profile: string;
  readonly mode: Mode;
  readonly cadenceSeconds: number;
  readonly objectives: Objectives;
  readonly probe: ProbePolicy;
  readonly logPatterns: readonly LogPattern[];
  readonly dependencies: readonly Dependency[];
  readonly breakers: readonly BreakerPolicy[];
  readonly limits: Limits;
  readonly scoring: ScoringPolicy;
  readonly alarms?: LoadBalancerNames;
}
