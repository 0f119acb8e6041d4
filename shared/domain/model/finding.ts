import type { MeaningId } from './message-meaning.ts';
import type { Instant } from './time.ts';

/** A detection is what a rule found in one snapshot. */
export interface Detection {
  readonly id: FindingId;
  /** Hard evidence decides in one check; soft evidence has to be seen twice. */
  readonly strength: 'hard' | 'soft';
  /** The task, dependency, breaker or deployment concerned. */
  readonly subject?: string;
  /** The instant of the evidence. */
  readonly at: Instant;
  /** The first instant of the evidence, where the rule knows it. */
  readonly since?: Instant;
  /** The number of times in a row that it was seen, where the rule knows it. */
  readonly seen?: number;
  /** The meaning of the AWS message or log line that it rests on. */
  readonly meaning?: MeaningId;
  /** The numbers that it rests on. */
  readonly numbers: Readonly<Record<string, number>>;
  /** One line for operators. */
  readonly message: string;
}

/** A finding is a detection with the time since which, and the number of checks in a row in which, it was seen. */
export interface Finding extends Detection {
  readonly since: Instant;
  /** Checks in a row, at least {@link FRESH_AFTER_MS} apart, that saw it. */
  readonly seen: number;
}

/** Two checks closer together than this count as one: the second adds no evidence. */
export const FRESH_AFTER_MS = 4_500;

/** The catalogue of findings. */
export const FINDING_IDS = [
  'essentials-unreadable',
  'permission-missing',
  'recent-change',
  'task-not-working',
  'target-unhealthy',
  'tasks-missing',
  'all-targets-unhealthy',
  'no-targets-registered',
  'replacement-under-way',
  'deployment-in-progress',
  'release-failing-tasks',
  'release-not-working',
  'errors-above-objective',
  'latency-above-objective',
  'load-balancer-503',
  'dependency-unreachable',
  'dependency-slow',
  'breaker-open',
  'breaker-open-dependency-back',
  'task-crashed',
  'tasks-failing-for',
  'failure-unexplained',
  'scheduler-message',
  'target-refused',
  'targets-fail-alike',
  'names-unresolved',
  'gateway-errors',
  'memory-rising',
  'cpu-saturated',
  'memory-saturated',
  'requests-rising',
  'scaled-to-maximum',
  'worse-since-release',
  'log-pattern',
  'zone-failing',
  'target-anomalous',
  'target-group-gone',
  'tasks-not-starting',
  'alarm-firing',
  'kill-loop',
  'tasks-disconnected',
  'host-failing',
  'client-errors-rising',
  'work-per-task-rising',
  'improving',
  'going-back',
  'deployment-failed',
  'deployment-waits',
  'release-answers-worse',
  'breaker-half-open-stalled',
  'task-memory-full',
  'repeated-out-of-memory',
  'log-errors-in-one-task',
  'log-errors-unmatched',
  'routed-to-empty-group',
  'scaled-on-schedule',
  'scaled-to-zero',
  'scale-out-under-way',
  'desired-count-lowered',
  'foreign-balancer-errors',
  'rebalancing-zones',
] as const;

export type FindingId = (typeof FINDING_IDS)[number];

/** Findings about data that could not be read; they say nothing about the service itself. */
export const INSUFFICIENT_DATA_FINDINGS: ReadonlySet<FindingId> = new Set<FindingId>([
  'essentials-unreadable',
  'permission-missing',
]);

/** True for a hard finding, and for a soft one that two checks have seen. */
export const isConfirmed = ({ strength, seen }: Finding): boolean => strength === 'hard' || seen >= 2;

/** True when at least half of the parts that were asked for are denied. */
export const isHalfDenied = (denials: readonly Finding[]): boolean =>
  denials.some(({ numbers }) => 2 * Number(numbers.denied) >= Number(numbers.asked));

/** When the earliest of the findings began; infinity for none. */
export const earliest = (findings: readonly Finding[]): Instant => Math.min(...findings.map(({ since }) => since));

/** Findings that rest on CloudWatch's minutes or on past events, so that they outlast the fault that they show. */
export const LAGGING_FINDINGS: ReadonlySet<FindingId> = new Set<FindingId>([
  'errors-above-objective',
  'latency-above-objective',
  'load-balancer-503',
  'task-crashed',
  'replacement-under-way',
  'log-pattern',
  'log-errors-in-one-task',
  'log-errors-unmatched',
  'cpu-saturated',
  'memory-saturated',
  'requests-rising',
  'worse-since-release',
]);
