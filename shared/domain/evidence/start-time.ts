import type { TaskStart } from '../model/baseline.ts';
import type { Observation, TargetHealthCheck, Task } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { type Instant, MINUTE, SECOND } from '../model/time.ts';
import { isPassing, isServing, targetOf } from './serving-tasks.ts';

/**
 * Before any start was seen, a start may take this long beyond the health checks: large images and JVMs need minutes (engineering
 * judgement).
 */
const UNLEARNED_ALLOWANCE_MS = 5 * MINUTE;

/** From this many starts on, the slowest of them describes the service well. Fewer starts are trusted less (engineering judgement). */
const MIN_STARTS = 5;
const MARGIN = 1.5;
const MARGIN_OF_FEW = 3;

/** The default of https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
const HEALTHY_THRESHOLD = 5;

/**
 * Answers how long a new task of the service may take from its creation until it serves. Learned starts decide, but a task never
 * gets less than the grace period and the health checks need by themselves.
 */
export const startTimeAllowedMs = (observation: Observation): number => {
  const learned = learnedStarts(observation);
  return learned.length === 0
    ? unlearnedStartTimeMs(observation)
    : Math.max(healthCheckMs(observation), marginOf(learned) * slowest(learned));
};

/**
 * Answers the time for a start when there is no hurry. A new revision may start more slowly than the earlier ones from which the
 * service was learned.
 */
export const patientStartTimeMs = (observation: Observation): number =>
  Math.max(startTimeAllowedMs(observation), unlearnedStartTimeMs(observation));

const learnedStarts = ({ baseline }: Observation): readonly TaskStart[] =>
  (valueIn(baseline)?.starts ?? []).filter(isPlausible);

const unlearnedStartTimeMs = (observation: Observation): number => healthCheckMs(observation) + UNLEARNED_ALLOWANCE_MS;

const isPlausible = ({ tookMs }: TaskStart): boolean => Number.isFinite(tookMs) && tookMs > 0;

const marginOf = (starts: readonly TaskStart[]): number => (starts.length >= MIN_STARTS ? MARGIN : MARGIN_OF_FEW);

/** The 99th percentile, by the nearest rank. */
const slowest = (starts: readonly TaskStart[]): number => {
  const sorted = starts.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  return Math.max(...sorted.slice(0, Math.ceil(0.99 * sorted.length)));
};

/** The grace period, then so many successful checks, and one interval until the first of them. */
const healthCheckMs = ({ ecs, targetGroups }: Observation): number => {
  const graceSeconds = valueIn(ecs)?.healthCheckGracePeriodSeconds ?? 0;
  const checks = itemsOf(targetGroups).map(({ healthCheck }) => checkSeconds(healthCheck));
  return (graceSeconds + Math.max(0, ...checks)) * SECOND;
};

const checkSeconds = ({ intervalSeconds, healthyThreshold = HEALTHY_THRESHOLD }: TargetHealthCheck): number =>
  intervalSeconds * (healthyThreshold + 1);

/**
 * True until the task has served once, has stopped, or had the time that the service's tasks need. A new task has not failed while it
 * is still starting.
 */
export const isStillStarting = (
  observation: Observation,
  task: Task,
  now: Instant,
  allowedMs: number = startTimeAllowedMs(observation),
): boolean =>
  task.desiredStatus === 'RUNNING' &&
  task.lastStatus !== 'STOPPED' &&
  now < startDeadline(observation, task, allowedMs) &&
  !hasServed(observation, task);

/**
 * Answers when the task should serve at the latest. A large image may use up the time before the task runs, so its health checks get
 * their own time after that.
 */
export const startDeadline = (
  observation: Observation,
  { createdAt, startedAt }: Task,
  allowedMs: number = startTimeAllowedMs(observation),
): Instant =>
  startedAt === undefined
    ? createdAt + patientStartTimeMs(observation)
    : Math.max(createdAt + allowedMs, startedAt + healthCheckMs(observation));

/** A task serves for the first time once its load balancer or its container health check passes, whatever its work probe says. */
const hasServed = (observation: Observation, task: Task): boolean =>
  isServing(observation, task) ||
  (isPassing(observation, task) && (targetOf(observation, task) !== undefined || task.healthStatus === 'HEALTHY')) ||
  (valueIn(observation.baseline)?.starts ?? []).some((start) => start.task === task.id);
