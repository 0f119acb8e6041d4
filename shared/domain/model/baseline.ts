import type { FindingId } from './finding.ts';
import type { Instant } from './time.ts';

/** The baseline is what earlier checks have learned about a service. It is empty for a service that was never checked. */
export interface ServiceBaseline {
  /** The newest task stands first. */
  readonly starts: readonly TaskStart[];
  /** The revisions that were seen healthy, the newest first. They are remembered for a year. */
  readonly revisions: readonly HealthyRevision[];
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

/** The state of the service while nothing is wrong with it. A recovery is measured against it. */
export interface UsualState {
  readonly at: Instant;
  /** The median score of the last checks without a fault, 0 to 100. */
  readonly score: number;
  /** Findings that the service has even while nothing is wrong, such as memory that is always nearly full. */
  readonly findings: readonly FindingId[];
}

export const EMPTY_BASELINE: ServiceBaseline = { starts: [], revisions: [] };
