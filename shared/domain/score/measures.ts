import { primaryOf } from '../evidence/releases.ts';
import { canDetermineServing, isRunning, registeredTargets, servingTasks } from '../evidence/serving-tasks.ts';
import { recentFailures } from '../evidence/task-failures.ts';
import { failedRequests, MIN_ERRORS, MIN_REQUESTS_FOR_P95 } from '../evidence/traffic.ts';
import type { BreakerRecord } from '../model/breaker.ts';
import type { Snapshot } from '../model/evidence.ts';
import type { ScoredPart } from '../model/health-report.ts';
import type { EcsService, Observation, Traffic } from '../model/observation.ts';
import { isUnreadable, itemsOf, observed, type Part } from '../model/part.ts';
import type { ScorePartId } from '../model/policy.ts';
import type { Instant } from '../model/time.ts';
import { wilson } from '../model/wilson.ts';
import { scoreOn } from './curve.ts';
import { expectedTaskCount } from './expected-task-count.ts';

/** A measure is the value of one part of the score in one observation. */
export type Measure =
  | {
      readonly kind: 'measured';
      readonly score: number;
      readonly value: number;
      readonly sampleSize: number;
      readonly sufficiency: number;
      readonly at: Instant;
    }
  | { readonly kind: 'frozen'; readonly at: Instant }
  | { readonly kind: 'missing' }
  /** The part does not apply, because the service has no breaker, no load balancer or no desired task. */
  | { readonly kind: 'not-applicable' };

type Measuring = (snapshot: Snapshot) => Measure;

const MISSING: Measure = { kind: 'missing' };
const NOT_APPLICABLE: Measure = { kind: 'not-applicable' };

/** An error rate has its full weight from this many requests. Envoy's outlier detection asks for 50 to 100 per host. */
const ENOUGH_REQUESTS = 50;
/** A well-spread service survives the loss of the fullest of this many zones. */
const ZONES = 3;

/** Treats an impossible value (a share of NaN, -1 requests, more failures than requests) as missing. */
const measured = (score: number, value: number, at: Instant, sampleSize: number, sufficiency = 1): Measure => {
  const isPossible = [score, value, at, sampleSize].every((number) => Number.isFinite(number) && number >= 0);
  return isPossible
    ? { kind: 'measured', score, value, at, sampleSize, sufficiency: Math.min(1, sufficiency) }
    : MISSING;
};

/** Answers the part from the newest stored report, which carries its own last observation. */
export const lastObserved = ({ previous }: Observation, id: ScorePartId): ScoredPart | undefined =>
  previous[0]?.parts.find((part) => part.id === id);

/** Handles a part with unreadable data: its score is at most the last one, and its sufficiency is zero. */
const partlyUnread = (id: ScorePartId, measure: Measure, observation: Observation): Measure => {
  if (measure.kind !== 'measured') return measure;
  const last = lastObserved(observation, id)?.score ?? 100;
  return { ...measure, score: Math.min(measure.score, last), sufficiency: 0 };
};

/** Reads a part of the observation. `measure` gets its value; a part without one is missing, frozen or not applicable. */
const from = <T>(part: Part<T>, measure: (value: T, at: Instant) => Measure): Measure => {
  switch (part.state) {
    case 'observed':
      return measure(part.value, part.at);
    case 'frozen':
      return { kind: 'frozen', at: part.at };
    case 'missing':
      return part.reason === 'not-configured' ? NOT_APPLICABLE : MISSING;
  }
};

/** Measures the serving tasks against the expected count. */
const availability: Measuring = ({ observation, policy: { scoring }, now }) =>
  from(observation.ecs, (ecs, at) => {
    if (ecs.desiredCount === 0) return NOT_APPLICABLE;
    if (observation.tasks.state !== 'observed') return MISSING;
    const expected = expectedTaskCount(ecs, observation, now);
    const share = Math.min(1, servingTasks(observation).length / expected);
    const measure = measured(scoreOn(scoring.curves.share, share), share, at, expected);
    return canDetermineServing(observation) ? measure : partlyUnread('availability', measure, observation);
  });

/** Measures the healthy targets among the checked ones, which are neither draining nor initial. No checked target counts as zero. */
const targets: Measuring = ({ observation, policy: { scoring } }) =>
  from(observation.targetGroups, (groups, at) => {
    if (groups.length === 0 || isScaledToZero(observation)) return NOT_APPLICABLE;
    const checked = registeredTargets(observation).filter(({ state }) => state !== 'initial');
    const healthy = checked.filter(({ state }) => state === 'healthy').length;
    const share = checked.length === 0 ? 0 : healthy / checked.length;
    return measured(scoreOn(scoring.curves.share, share), share, at, checked.length);
  });

/**
 * Measures the lower Wilson bound of the failed share, so that a few failures among few requests prove nothing. With no or little
 * traffic, successful work probes stand in for requests. A low frozen score recovers once all running tasks pass a probe.
 */
const errors: Measuring = ({ observation, policy: { scoring } }) =>
  from(trafficOrProbes(observation), (traffic, at) => {
    const failed = failedRequests(traffic);
    if (failed > traffic.requests) return MISSING;
    const [lowest] = wilson(failed, traffic.requests);
    const score = lowest <= 0 ? 100 : scoreOn(scoring.curves.errorsLog10, Math.log10(lowest));
    const capped = failed < MIN_ERRORS ? Math.max(score, MIN_SCORE_OF_FEW_ERRORS) : score;
    const sufficiency = sufficiencyWithProbes(observation, traffic.requests / ENOUGH_REQUESTS);
    return measured(capped, lowest, at, traffic.requests, sufficiency);
  });

const MIN_SCORE_OF_FEW_ERRORS = 80;

const latency: Measuring = ({ observation, policy: { scoring, objectives } }) =>
  from(observation.traffic, ({ latencyP95Ms, requests }, at) => {
    if (latencyP95Ms === undefined) return MISSING;
    const ratio = latencyP95Ms / objectives.latencyP95Ms;
    const sufficiency = sufficiencyWithProbes(observation, requests / MIN_REQUESTS_FOR_P95);
    return measured(scoreOn(scoring.curves.latencyRatio, ratio), ratio, at, requests, sufficiency);
  });

/** True when every running task has passed a work probe. */
const allProbesSucceed = ({ tasks, taskProbes }: Observation): boolean => {
  const successes = itemsOf(taskProbes).filter(({ outcome }) => outcome === 'ok');
  const running = itemsOf(tasks).filter(isRunning);
  return running.length > 0 && running.every(({ id }) => successes.some(({ taskId }) => taskId === id));
};

/** Answers full sufficiency when every probe succeeds, which compensates for low traffic. */
const sufficiencyWithProbes = (observation: Observation, sufficiency: number): number =>
  allProbesSucceed(observation) ? 1 : sufficiency;

const NO_TRAFFIC: Traffic = {
  windowSeconds: 0,
  requests: 0,
  target5xx: 0,
  target4xx: 0,
  elb502: 0,
  elb503: 0,
  elb504: 0,
};

const trafficOrProbes = (observation: Observation): Observation['traffic'] => {
  const { traffic, taskProbes } = observation;
  return traffic.state === 'frozen' && taskProbes.state === 'observed' && allProbesSucceed(observation)
    ? observed(taskProbes.at, NO_TRAFFIC)
    : traffic;
};

/** Measures the more saturated of CPU and memory. The part is missing when one of them is impossible, because it may be the worse one. */
const saturation: Measuring = ({ observation, policy: { scoring } }) =>
  from(observation.utilisation, ({ cpu, memory }, at) => {
    const scores = [
      ...(cpu === undefined ? [] : [{ value: cpu, score: scoreOn(scoring.curves.cpu, cpu) }]),
      ...(memory === undefined ? [] : [{ value: memory, score: scoreOn(scoring.curves.memory, memory) }]),
    ].sort((a, b) => a.score - b.score);
    const [worst] = scores;
    const arePossible = scores.every(({ value }) => Number.isFinite(value) && value >= 0);
    return worst === undefined || !arePossible
      ? MISSING
      : measured(worst.score, worst.value, at, scores.length, scores.length / 2);
  });

/**
 * Measures the dependencies: 0 while a critical one is down, 75 while all others are. A dependency without a probe does not count as
 * reachable.
 */
const dependencies: Measuring = ({ observation, policy: { dependencies } }) =>
  from(observation.dependencies, (probes, at) => {
    if (dependencies.length === 0) return NOT_APPLICABLE;
    const probed = new Set(probes.map(({ dependency }) => dependency));
    const unreachable = new Set(probes.filter(({ ok }) => !ok).map(({ dependency }) => dependency));
    if (dependencies.some(({ name, critical }) => critical && unreachable.has(name)))
      return measured(0, 0, at, probes.length);
    if (dependencies.some(({ name }) => !probed.has(name))) return MISSING;
    const others = dependencies.filter(({ critical }) => !critical);
    const score = 100 - 25 * shareOf(others, ({ name }) => unreachable.has(name));
    return measured(score, score / 100, at, probes.length);
  });

const shareOf = <T>(items: readonly T[], has: (item: T) => boolean): number =>
  items.length === 0 ? 0 : items.filter(has).length / items.length;

/** An open breaker protects the service, so the part has a low weight and caps nothing. */
const SCORE_OF_BREAKER: Readonly<Record<BreakerRecord['state'], number>> = {
  closed: 100,
  'half-open': 70,
  disabled: 50,
  open: 40,
  'forced-open': 40,
};

const breaker: Measuring = ({ observation, policy }) =>
  from(observation.breakers, (records, at) => {
    if (policy.breakers.length === 0) return NOT_APPLICABLE;
    if (records.length === 0) return measured(100, 1, at, 0);
    const worst = Math.min(...records.map(({ state }) => SCORE_OF_BREAKER[state]));
    return measured(worst, worst / 100, at, records.length);
  });

/**
 * Measures the progress of the rollout and the recent task failures, whichever is worse. Failures of a revision that is no longer
 * deployed are ignored.
 */
const deployment: Measuring = ({ observation, policy: { scoring }, now }) =>
  from(observation.ecs, (ecs, at) => {
    const deployed = new Set(ecs.deployments.map(({ taskDefinition }) => taskDefinition));
    const restarts = recentFailures(observation, now).filter((task) => deployed.has(task.taskDefinition)).length;
    const rollout = scoreOfRollout(ecs);
    const score = Math.min(rollout, scoreOn(scoring.curves.restarts, restarts));
    const measure = measured(score, restarts, at, ecs.deployments.length);
    return isUnreadable(observation.stoppedTasks) ? partlyUnread('deployment', measure, observation) : measure;
  });

const scoreOfRollout = (ecs: EcsService): number => {
  const primary = primaryOf(ecs);
  if (primary === undefined || primary.rolloutState === 'COMPLETED') return 100;
  if (primary.rolloutState === 'FAILED') return 20;
  return 95 - Math.min(40, 10 * primary.failedTasks);
};

/** Measures the share of tasks left after losing the fullest zone, relative to the best possible spread. */
const zones: Measuring = ({ observation }) =>
  from(observation.ecs, ({ desiredCount }, at) => {
    if (desiredCount === 0) return NOT_APPLICABLE;
    if (observation.tasks.state !== 'observed') return MISSING;
    const running = itemsOf(observation.tasks).filter(isRunning);
    const maxLeft = desiredCount - Math.ceil(desiredCount / ZONES);
    if (maxLeft === 0) return measured(100, 1, at, running.length);
    const left = running.length - fullestZone(running.map(({ availabilityZone }) => availabilityZone));
    const share = Math.min(1, left / maxLeft);
    return measured(100 * share, share, at, running.length);
  });

const fullestZone = (zonesOfTasks: readonly string[]): number =>
  Math.max(0, ...[...new Set(zonesOfTasks)].map((zone) => zonesOfTasks.filter((other) => other === zone).length));

const isScaledToZero = (observation: Observation): boolean =>
  observation.ecs.state === 'observed' && observation.ecs.value.desiredCount === 0;

/** Each part of the score has its own measure. */
export const MEASURES: Readonly<Record<ScorePartId, Measuring>> = {
  availability,
  targets,
  errors,
  latency,
  saturation,
  dependencies,
  breaker,
  deployment,
  zones,
};
