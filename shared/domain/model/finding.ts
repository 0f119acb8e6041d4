import type { MeaningId } from './message-meaning.ts';
import type { Instant } from './time.ts';

/** What a rule saw in one observation. */
export interface Detection {
  readonly id: FindingId;
  /** Hard facts decide in one observation; soft evidence has to be seen twice. */
  readonly strength: 'hard' | 'soft';
  /** The task, dependency, breaker or deployment that it is about. */
  readonly subject?: string;
  /** When the evidence was true. */
  readonly at: Instant;
  /** When it first was, where it carries its own history. */
  readonly since?: Instant;
  /** How often in a row it was seen, where it carries its own history. */
  readonly seen?: number;
  /** What the text of AWS that it rests on means. */
  readonly meaning?: MeaningId;
  /** The numbers it rests on. */
  readonly numbers: Readonly<Record<string, number>>;
  /** One line for people. */
  readonly message: string;
}

/** A catalogued piece of evidence, with how long and how often it has been seen without a break. */
export interface Finding extends Detection {
  readonly since: Instant;
  /** Looks in a row, at least {@link FRESH_AFTER_MS} apart, that saw it. */
  readonly seen: number;
}

/** Two looks closer together than this are one look: the second tells nothing new. */
export const FRESH_AFTER_MS = 4_500;

/** What the finding rules can find. */
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
] as const;

export type FindingId = (typeof FINDING_IDS)[number];

/** Findings that say that something could not be read, and nothing of the service itself. */
export const INSUFFICIENT_DATA_FINDINGS: ReadonlySet<FindingId> = new Set<FindingId>([
  'essentials-unreadable',
  'permission-missing',
]);

/** A soft finding is confirmed by a second look; a hard one needs none. */
export const isConfirmed = ({ strength, seen }: Finding): boolean => strength === 'hard' || seen >= 2;

/** Whether half of what was asked for is denied, or more; each of the findings knows. */
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
  'cpu-saturated',
  'memory-saturated',
  'requests-rising',
  'worse-since-release',
]);
