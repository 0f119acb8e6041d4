import { minutesOf } from '../evidence/metric-minutes.ts';
import { isRunning } from '../evidence/serving-tasks.ts';
import type { Cause } from '../model/cause.ts';
import type { Assessed } from '../model/evidence.ts';
import { type Finding, type FindingId, isConfirmed } from '../model/finding.ts';
import { type LogMeaning, meaningOf } from '../model/message-meaning.ts';
import type { Observation } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { type DiagnosisRule, findingsOf, is, isNot, type Verdict } from './rule.ts';

/** Log lines may explain these symptoms. */
const SYMPTOMS = [
  'errors-above-objective',
  'latency-above-objective',
  'load-balancer-503',
  'all-targets-unhealthy',
  'target-unhealthy',
  'task-not-working',
  'task-crashed',
  'tasks-failing-for',
] as const satisfies readonly FindingId[];

/** Answers the present symptoms. Missing tasks are no symptom while a replacement or a deployment is in progress. */
const symptomsIn = (assessed: Assessed): readonly Finding[] => {
  const isMoving = findingsOf(assessed, 'replacement-under-way', 'deployment-in-progress').length > 0;
  return findingsOf(assessed, ...SYMPTOMS, ...(isMoving ? [] : (['tasks-missing'] as const)));
};

/** A cause in the logs needs a symptom beside it. A service that logs problems and serves its users is healthy. */
const verdictOf = (assessed: Assessed, matching: readonly Finding[], whyNot: string, subject?: string): Verdict => {
  const symptoms = symptomsIn(assessed);
  if (matching.length === 0) return isNot(whyNot);
  return symptoms.length === 0
    ? isNot('the logs report it, but no symptom shows')
    : is([...matching, ...symptoms], subject);
};

const matchesOf = (assessed: Assessed): readonly Finding[] => findingsOf(assessed, 'log-pattern').filter(isConfirmed);
const hasMeaning = ({ meaning }: Finding, ...meanings: readonly LogMeaning[]): boolean =>
  meanings.some((other) => other === meaning);

/** The cause applies when the service as a whole logs it. A dependency that only one task cannot reach is not at fault. */
export const causeInLogs = (cause: Cause, whyNot: string): DiagnosisRule => ({
  cause,
  judge: (assessed) => {
    const matching = matchesOf(assessed).filter(
      ({ meaning, subject }) => subject === undefined && meaning !== undefined && meaningOf(meaning).cause === cause,
    );
    return verdictOf(assessed, matching, whyNot);
  },
});

/**
 * The kernel kills processes when memory is full. A killed worker counts only beside full memory (engineering judgement, as is the
 * window).
 */
const MIN_MEMORY_SHARE = 0.9;
const MEMORY_WINDOW_MS = 10 * MINUTE;

/** A process logs exhausted memory, or its workers are killed while memory is full. */
export const outOfMemoryInLogs: DiagnosisRule = {
  cause: 'out-of-memory',
  judge: (assessed) => {
    const isFull = wasMemoryFull(assessed.observation, assessed.now);
    const matching = matchesOf(assessed).filter(
      (line) => hasMeaning(line, 'out-of-memory') || (isFull && hasMeaning(line, 'worker-killed')),
    );
    return verdictOf(assessed, matching, 'no log line reports exhausted memory', matching[0]?.subject);
  },
};

const wasMemoryFull = (observation: Observation, now: Instant): boolean => {
  const minutes = minutesOf(observation, 'memory', now).filter(({ at }) => now - at <= MEMORY_WINDOW_MS);
  const shares = [valueIn(observation.utilisation)?.memory ?? 0, ...minutes.map(({ value }) => value)];
  return shares.some((share) => share >= MIN_MEMORY_SHARE);
};

/** Most tasks wait for connections of their pools, so the service has more requests than connections. */
export const poolsExhausted: DiagnosisRule = {
  cause: 'overload',
  judge: (assessed) => {
    const running = itemsOf(assessed.observation.tasks).filter(isRunning).length;
    const matching = matchesOf(assessed).filter(
      (line) => hasMeaning(line, 'pool-exhausted') && 2 * (line.numbers.tasks ?? 0) > running,
    );
    return verdictOf(assessed, matching, 'most tasks have free connections', 'pool-exhausted');
  },
};

/**
 * Answers log lines about the pool or the workers of a single task while users see a symptom. That task hangs, and other tasks, if
 * any, do not.
 */
export const hungTasksInLogs = (assessed: Assessed): readonly Finding[] => {
  if (symptomsIn(assessed).length === 0) return [];
  const running = itemsOf(assessed.observation.tasks).filter(isRunning);
  const onlyTask = running.length === 1 ? running[0]?.id : undefined;
  return matchesOf(assessed)
    .filter((line) => hasMeaning(line, 'pool-exhausted', 'workers-time-out'))
    .flatMap((line) => {
      const subject = line.subject ?? onlyTask;
      return subject === undefined ? [] : { ...line, subject };
    });
};
