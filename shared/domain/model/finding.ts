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

/**
 * A `symptom` is what users, tasks or targets suffer, so that a diagnosis has to explain it. An `indication` speaks for a cause. A
 * `context` finding informs operators or contradicts a cause, and is no fault by itself.
 */
export type FindingKind = 'symptom' | 'indication' | 'context';

/** The catalogue of findings, with the kind of each. */
export const FINDING_KINDS = {
  'essentials-unreadable': 'symptom',
  'permission-missing': 'context',
  'recent-change': 'context',
  'service-inactive': 'indication',
  'no-tasks-desired': 'indication',
  'task-not-working': 'symptom',
  'target-unhealthy': 'symptom',
  'container-unhealthy': 'symptom',
  'tasks-missing': 'symptom',
  'all-targets-unhealthy': 'symptom',
  'no-targets-registered': 'symptom',
  'replacement-under-way': 'context',
  'rebalancing-zones': 'context',
  'task-crashed': 'context',
  'tasks-stopped-lately': 'context',
  'deployed-lately': 'context',
  'scaled-lately': 'context',
  'tasks-failing-for': 'indication',
  'failure-unexplained': 'symptom',
  'kill-loop': 'symptom',
  'tasks-not-starting': 'symptom',
  'tasks-disconnected': 'indication',
  'tasks-out-of-contact': 'symptom',
  'host-failing': 'indication',
  'host-under-repair': 'indication',
  'host-not-ok': 'context',
  'zone-failing': 'indication',
  'target-anomalous': 'indication',
  'target-refused': 'indication',
  'targets-fail-alike': 'indication',
  'target-group-gone': 'indication',
  'routed-to-empty-group': 'indication',
  'scheduler-message': 'indication',
  'deployment-in-progress': 'context',
  'deployment-completed-early': 'context',
  'deployment-waits': 'context',
  'deployment-overdue': 'symptom',
  'deployment-failed': 'indication',
  'going-back': 'context',
  'revision-deregistered': 'context',
  'release-failing-tasks': 'symptom',
  'release-not-working': 'symptom',
  'release-answers-worse': 'indication',
  'worse-since-release': 'indication',
  'release-out-of-memory': 'indication',
  'errors-above-objective': 'symptom',
  'latency-above-objective': 'symptom',
  'load-balancer-503': 'symptom',
  'client-errors-rising': 'symptom',
  'backlog-above-objective': 'symptom',
  'gateway-errors': 'indication',
  'foreign-balancer-errors': 'context',
  improving: 'context',
  'requests-rising': 'context',
  'work-per-task-rising': 'indication',
  'desired-count-lowered': 'context',
  'cpu-saturated': 'indication',
  'memory-saturated': 'indication',
  'memory-rising': 'indication',
  'task-memory-full': 'indication',
  'repeated-out-of-memory': 'indication',
  'scaled-to-maximum': 'context',
  'scaled-on-schedule': 'context',
  'scaled-to-zero': 'context',
  'scale-out-under-way': 'context',
  'dependency-unreachable': 'indication',
  'dependency-slow': 'indication',
  'names-unresolved': 'indication',
  'breaker-open': 'indication',
  'breaker-open-dependency-back': 'indication',
  'breaker-half-open-stalled': 'indication',
  'log-pattern': 'context',
  'log-errors-in-one-task': 'indication',
  'log-errors-lasting': 'symptom',
  'log-errors-unmatched': 'context',
  'alarm-firing': 'context',
} as const satisfies Record<string, FindingKind>;

export type FindingId = keyof typeof FINDING_KINDS;

/** The ids in the order of the catalogue. */
export const FINDING_IDS: readonly FindingId[] = Object.keys(FINDING_KINDS).filter(
  (id): id is FindingId => id in FINDING_KINDS,
);

export const kindOf = (id: FindingId): FindingKind => FINDING_KINDS[id];

/** Findings about data that could not be read; they say nothing about the service itself. */
export const INSUFFICIENT_DATA_FINDINGS: ReadonlySet<FindingId> = new Set<FindingId>([
  'essentials-unreadable',
  'permission-missing',
]);

/** Findings about a breaker that holds calls back although its dependency answers. `seen` counts its answers in a row. */
export const STUCK_BREAKER_FINDINGS: ReadonlySet<FindingId> = new Set<FindingId>([
  'breaker-open-dependency-back',
  'breaker-half-open-stalled',
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
  'log-errors-lasting',
  'log-errors-unmatched',
  'cpu-saturated',
  'memory-saturated',
  'requests-rising',
  'worse-since-release',
  'kill-loop',
  'host-failing',
  'task-memory-full',
  'repeated-out-of-memory',
  'client-errors-rising',
  'backlog-above-objective',
  'work-per-task-rising',
  'release-out-of-memory',
  'release-answers-worse',
]);
