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

/** What lines in the logs may explain. */
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

/** While tasks come and go, that some are missing asks for no explanation. */
const symptomsIn = (assessed: Assessed): readonly Finding[] => {
  const isMoving = findingsOf(assessed, 'replacement-under-way', 'deployment-in-progress').length > 0;
  return findingsOf(assessed, ...SYMPTOMS, ...(isMoving ? [] : (['tasks-missing'] as const)));
};

/** Logs name a cause only beside a symptom: a service that logs troubles and does its work is well. */
const explain = (assessed: Assessed, telling: readonly Finding[], whyNot: string, subject?: string): Verdict => {
  const symptoms = symptomsIn(assessed);
  if (telling.length === 0) return isNot(whyNot);
  return symptoms.length === 0
    ? isNot('the logs report it, but no symptom shows')
    : is([...telling, ...symptoms], subject);
};

const matchesOf = (assessed: Assessed): readonly Finding[] => findingsOf(assessed, 'log-pattern').filter(isConfirmed);
const means = ({ meaning }: Finding, ...meanings: readonly LogMeaning[]): boolean =>
  meanings.some((one) => one === meaning);

/** It is this cause when the service as a whole logs so; what one task alone cannot reach is not the dependency. */
export const causeInLogs = (cause: Cause, whyNot: string): DiagnosisRule => ({
  cause,
  judge: (assessed) => {
    const telling = matchesOf(assessed).filter(
      ({ meaning, subject }) => subject === undefined && meaning !== undefined && meaningOf(meaning).cause === cause,
    );
    return explain(assessed, telling, whyNot);
  },
});

/** The kernel kills where memory is full; a killed worker alone proves nothing. Engineering judgement, as is the window. */
const MEMORY_THAT_PROVES = 0.9;
const MEMORY_COUNTS_MS = 10 * MINUTE;

/** The process says itself that its memory is used up, or its workers are killed while it is. */
export const outOfMemoryInLogs: DiagnosisRule = {
  cause: 'out-of-memory',
  judge: (assessed) => {
    const isFull = wasMemoryFull(assessed.observation, assessed.now);
    const telling = matchesOf(assessed).filter(
      (line) => means(line, 'out-of-memory') || (isFull && means(line, 'worker-killed')),
    );
    return explain(assessed, telling, 'no log line reports exhausted memory', telling[0]?.subject);
  },
};

const wasMemoryFull = (observation: Observation, now: Instant): boolean => {
  const minutes = minutesOf(observation, 'memory', now).filter(({ at }) => now - at <= MEMORY_COUNTS_MS);
  const shares = [valueIn(observation.utilisation)?.memory ?? 0, ...minutes.map(({ value }) => value)];
  return shares.some((share) => share >= MEMORY_THAT_PROVES);
};

/** Most tasks wait for connections of their pools: there is more work than connections. */
export const poolsExhausted: DiagnosisRule = {
  cause: 'overload',
  judge: (assessed) => {
    const running = itemsOf(assessed.observation.tasks).filter(isRunning).length;
    const telling = matchesOf(assessed).filter(
      (line) => means(line, 'pool-exhausted') && 2 * (line.numbers.tasks ?? 0) > running,
    );
    return explain(assessed, telling, 'most tasks have free connections', 'pool-exhausted');
  },
};

/** Lines that one task alone writes, of its pool or of its workers, while users suffer: it hangs, and the others, if any, do not. */
export const hangsByItsLogs = (assessed: Assessed): readonly Finding[] => {
  if (symptomsIn(assessed).length === 0) return [];
  const running = itemsOf(assessed.observation.tasks).filter(isRunning);
  const only = running.length === 1 ? running[0]?.id : undefined;
  return matchesOf(assessed)
    .filter((line) => means(line, 'pool-exhausted', 'workers-time-out'))
    .flatMap((line) => {
      const subject = line.subject ?? only;
      return subject === undefined ? [] : { ...line, subject };
    });
};
