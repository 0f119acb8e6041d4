import type { Cause } from './cause.ts';
import type { Rival } from './diagnosis.ts';
import type { Finding } from './finding.ts';
import type { ScorePartId } from './policy.ts';
import type { Instant } from './time.ts';

export type HealthState = 'healthy' | 'degraded' | 'critical' | 'unknown';

/** One part of the score, with its measurement and its loss. */
export interface ScoredPart {
  readonly id: ScorePartId;
  readonly mode: 'observed' | 'frozen' | 'missing';
  /** The measured value in the unit of the part's curve; absent unless observed. */
  readonly value?: number;
  /** The number of requests, tasks or probes that the value rests on. */
  readonly sampleSize: number;
  readonly observedAt?: Instant;
  /** 0 to 100. */
  readonly score: number;
  readonly weight: number;
  /** Points lost to this part: weight x (100 - score) / 100. */
  readonly loss: number;
  /** The best total score that this part allows; 100 when it caps nothing. */
  readonly cap: number;
}

/** The health report holds the score with its exact explanation: 100 = score + the losses + the loss of the binding cap. */
export interface HealthReport {
  readonly service: string;
  readonly at: Instant;
  /** 0 to 100. */
  readonly score: number;
  /** The share of the score that rests on fresh, sufficient evidence, 0 to 1. */
  readonly confidence: number;
  readonly state: HealthState;
  readonly parts: readonly ScoredPart[];
  readonly binding?: { readonly cap: ScorePartId | '503-served'; readonly loss: number };
  readonly why: string;
  readonly scoringVersion: string;
  readonly findings: readonly Finding[];
  readonly cause: Cause;
  /** Absent while nothing but the cause was considered. */
  readonly considered?: Considered;
  /** True once any task has answered a work probe. */
  readonly probesReach: boolean;
  /** The ports that have answered a work probe, of tasks that are probed on several ports; absent when there are none. */
  readonly reachedPorts?: readonly number[];
  /** True when the load balancer answered 503 in the window. */
  readonly served503: boolean;
  /** Since when no check has found a healthy target behind the load balancer; absent while one is healthy. */
  readonly noHealthyTargetSince?: Instant;
}

/** The other causes that evidence indicates, and the symptoms that none of them explains. */
export interface Considered {
  readonly candidates: readonly Cause[];
  readonly rivals: readonly Rival[];
  /** The messages of the unexplained symptoms. */
  readonly unexplained: readonly string[];
}

/** The score is the part of a report that depends on no finding. */
export type Score = Pick<
  HealthReport,
  'score' | 'confidence' | 'state' | 'parts' | 'binding' | 'why' | 'scoringVersion' | 'served503'
>;
