import { isAboutBreaker, isServerErrorLine, looksLikeError } from '../evidence/error-lines.ts';
import { type ReadLine, recentLines } from '../evidence/log-evidence.ts';
import { previousReport } from '../evidence/previous-report.ts';
import type { BreakerRecord, HalfOpenBreaker } from '../model/breaker.ts';
import type { Snapshot } from '../model/evidence.ts';
import { STUCK_BREAKER_FINDINGS } from '../model/finding.ts';
import type { LogMeaning } from '../model/message-meaning.ts';
import { itemsOf } from '../model/part.ts';
import type { DependencyProbe } from '../model/probe.ts';
import { type Instant, MINUTE, SECOND } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

export const breakerOpen: FindingRule = ({ observation }) =>
  itemsOf(observation.breakers)
    .filter(({ state }) => state === 'open')
    .map((breaker) => ({
      id: 'breaker-open',
      strength: 'hard',
      subject: breaker.name,
      at: observation.at,
      numbers: { failedResets: breaker.failedResets },
      message: `breaker ${breaker.name} is open`,
    }));

/** The breaker is open although its dependency answers the probe. Three observations in a row show that the breaker is stuck. */
export const breakerOpenDependencyBack: FindingRule = (snapshot) =>
  itemsOf(snapshot.observation.breakers).flatMap((breaker) => {
    const probe = answeringProbe(breaker, snapshot);
    if (breaker.state !== 'open' || probe === undefined) return [];
    return {
      id: 'breaker-open-dependency-back',
      strength: 'soft',
      subject: breaker.name,
      at: probe.at,
      since: probe.since ?? probe.at,
      seen: probe.inARow ?? 1,
      numbers: { latencyMs: probe.latencyMs, ...errorsSinceAnswer(breaker, probe, snapshot) },
      message: `breaker ${breaker.name} is open, though ${probe.dependency} answers in ${probe.latencyMs} ms`,
    };
  });

/**
 * The breaker has been half-open for minutes without progress, although its dependency answers the probe. Its trial calls may never have
 * reported back. It still refuses most calls, as an open one does.
 */
export const breakerHalfOpenStalled: FindingRule = (snapshot) =>
  itemsOf(snapshot.observation.breakers).flatMap((breaker) => {
    const probe = answeringProbe(breaker, snapshot);
    if (breaker.state !== 'half-open' || probe === undefined || !isStalled(breaker, snapshot.now)) return [];
    const { name, ramp, failedResets } = breaker;
    const admits = ramp ? `still admits ${ramp.percent} % of the calls` : 'admits no counted calls';
    return {
      id: 'breaker-half-open-stalled',
      strength: 'soft',
      subject: name,
      at: probe.at,
      since: probe.since ?? probe.at,
      seen: probe.inARow ?? 1,
      numbers: { ...(ramp && { percent: ramp.percent }), failedResets, ...errorsSinceAnswer(breaker, probe, snapshot) },
      message: `breaker ${name} is half-open without progress and ${admits}, though ${probe.dependency} answers in ${probe.latencyMs} ms`,
    };
  });

/** Answers the newest probe of the dependency that the breaker protects, if it succeeded. */
const answeringProbe = ({ name }: BreakerRecord, { observation, policy }: Snapshot): DependencyProbe | undefined => {
  const protectedName = policy.breakers.find((breaker) => breaker.name === name)?.dependency;
  return itemsOf(observation.dependencies).find(({ dependency, ok }) => dependency === protectedName && ok);
};

/** A step without a failure ends after one minute of thin traffic, so one that lasts longer than this makes no progress ... */
const STEP_LASTS_MS = 2 * MINUTE;
/** ... and the lowest step, with one call in a hundred, needs more time for its calls (engineering judgement). */
const LOWEST_STEP_LASTS_MS = 3 * MINUTE;

const isStalled = (breaker: HalfOpenBreaker, now: Instant): boolean => {
  const { ramp } = breaker;
  if (!ramp) return now - earliestHalfOpen(breaker) > STEP_LASTS_MS;
  return now - ramp.since > (ramp.percent <= 1 ? LOWEST_STEP_LASTS_MS : STEP_LASTS_MS);
};

/** The record does not say when it became half-open: at the earliest once its cool-down had passed. NaN where it does not say when it opened. */
const earliestHalfOpen = ({ openedAt, cooldownSeconds = 0 }: HalfOpenBreaker): Instant =>
  (openedAt ?? Number.NaN) + cooldownSeconds * SECOND;

/** While a breaker holds calls back, few calls fail, so the errors of this time count as current (engineering judgement). */
const CURRENT_FOR_MS = MINUTE;

/** Lines with these meanings show that the dependency or the way to it is not well. */
const REFUSALS: ReadonlySet<LogMeaning> = new Set<LogMeaning>([
  'dependency-refuses',
  'dependency-unreached',
  'connections-used-up',
  'credentials-expired',
  'names-unresolved',
]);

/**
 * Counts the current log lines that speak against the dependency, and the errors in unknown words, which may do so. What was logged
 * before the dependency answered its first probe is over.
 */
const errorsSinceAnswer = (
  breaker: BreakerRecord,
  probe: DependencyProbe,
  snapshot: Snapshot,
): Readonly<Record<string, number>> => {
  if (snapshot.observation.logs.state !== 'observed') return {};
  const from = Math.max(snapshot.now - CURRENT_FOR_MS, answersSince(breaker, probe, snapshot) ?? 0);
  const lines = recentLines(snapshot).filter(({ at }) => at > from);
  return {
    refusals: lines.filter(({ meaning }) => meaning !== undefined && REFUSALS.has(meaning)).length,
    unknownErrors: lines.filter(isUnknownError).length,
  };
};

/** Undefined where no earlier probe is known: the dependency may have answered all the time. */
const answersSince = (
  { name }: BreakerRecord,
  { since }: DependencyProbe,
  { observation, now }: Snapshot,
): Instant | undefined =>
  since ??
  previousReport(observation, now)?.findings.find(
    ({ id, subject }) => STUCK_BREAKER_FINDINGS.has(id) && subject === name,
  )?.since;

/** An access line tells only that the request failed, and a line of the breaker only that it is open. */
const isUnknownError = ({ message, meaning }: ReadLine): boolean =>
  meaning === undefined && looksLikeError(message) && !isServerErrorLine(message) && !isAboutBreaker(message);
