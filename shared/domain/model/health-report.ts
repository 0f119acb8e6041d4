import type { Cause } from './cause.ts';
import type { Finding } from './finding.ts';
import type { ScorePartId } from './policy.ts';
import type { Instant } from './time.ts';

export type HealthState = 'healthy' | 'degraded' | 'critical' | 'unknown';

/** One part of the score, with what it was measured on and what it cost. */
export interface ScoredPart {
  readonly id: ScorePartId;
  readonly mode: 'observed' | 'frozen' | 'missing';
  /** The measured value, in the unit of the part's curve; absent unless observed. */
  readonly value?: number;
  /** How many requests, tasks or probes the value rests on. */
  readonly sampleSize: number;
  readonly observedAt?: Instant;
  /** 0 to 100. */
  readonly score: number;
  readonly weight: number;
  /** Points that this part takes from 100: weight x (100 - score) / 100. */
  readonly loss: number;
  /** The best total that this part allows; 100 when it caps nothing. */
  readonly cap: number;
}

/** The score of one service with its exact explanation: 100 = score + the losses + the binding cap's loss. */
export interface HealthReport {
  readonly service: string;
  readonly at: Instant;
  /** 0 to 100. */
  readonly score: number;
  /** 0 to 1: how much of the score rests on fresh, sufficient evidence. */
  readonly confidence: number;
  readonly state: HealthState;
  readonly parts: readonly ScoredPart[];
  readonly binding?: { readonly cap: ScorePartId | '503-served'; readonly loss: number };
  readonly why: string;
  readonly scoringVersion: string;
  readonly findings: readonly Finding[];
  readonly cause: Cause;
  /** Whether any task has ever answered a work probe. */
  readonly probesReach: boolean;
  /** Whether the load balancer answered 503 in the window. */
  readonly served503: boolean;
}

/** The score is the part of a report that depends on no finding. */
export type Score = Pick<
  HealthReport,
  'score' | 'confidence' | 'state' | 'parts' | 'binding' | 'why' | 'scoringVersion' | 'served503'
>;
