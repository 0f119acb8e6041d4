import type { FindingId } from './finding.ts';
import type { Instant } from './time.ts';

/** The baseline is what earlier checks have learned about a service. It is empty for a service that was never checked. */
export interface ServiceBaseline {
  /** The times that new tasks took from their creation until they served, newest first. */
  readonly starts: readonly TaskStart[];
  /** Start times are learned only from tasks created since then: earlier ones may have served before a check saw them. */
  readonly startsFrom?: Instant;
  /** The revisions that were seen healthy, the newest first. They are remembered for a year. */
  readonly revisions: readonly HealthyRevision[];
  /** The check that ended the newest time without a fault. Healthy time before and after it does not join. */
  readonly interruptedAt?: Instant;
  /** The last checks without a fault, newest first, at most one in ten minutes. The usual state is computed from them. */
  readonly faultlessChecks: readonly FaultlessCheck[];
  /** The usual state of the service, from checks without a fault; absent until the first one. */
  readonly usual?: UsualState;
}

export interface TaskStart {
  readonly task: string;
  readonly at: Instant;
  readonly tookMs: number;
}

/** A revision that served alone, with every desired task, without a fault. */
export interface HealthyRevision {
  /** The ARN of the task definition. */
  readonly taskDefinition: string;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** The time that checks saw it healthy, without gaps. */
  readonly healthyMs: number;
}

/** The score and the findings of one check without a fault. */
export interface FaultlessCheck {
  readonly score: number;
  readonly findings: readonly FindingId[];
}

/** The state of the service while nothing is wrong with it. A recovery is measured against it. */
export interface UsualState {
  /** The instant of the newest check that it is computed from. */
  readonly at: Instant;
  /** The median score of the last checks without a fault, 0 to 100. */
  readonly score: number;
  /** Findings that the service has even while nothing is wrong, such as memory that is always nearly full. */
  readonly findings: readonly FindingId[];
}

export const EMPTY_BASELINE: ServiceBaseline = { starts: [], revisions: [], faultlessChecks: [] };
