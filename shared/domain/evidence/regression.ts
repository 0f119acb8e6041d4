import { endsOf } from '../model/ends.ts';
import type { Detection } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import { valueIn } from '../model/part.ts';
import { percent } from '../model/percent.ts';
import type { ServicePolicy } from '../model/policy.ts';
import { changePoint, median, sum } from '../model/statistics.ts';
import type { Instant } from '../model/time.ts';
import {
  type CountedMinute,
  countedMinutes,
  endOf,
  failedShare,
  isCurrent,
  minutesOf,
  minutesWith,
} from './metric-minutes.ts';
import { acceptedIn, allowedRefusals, areAsMany, areFewerAccepted, requestsIn } from './refusals.ts';
import { failedRequests, MIN_ERRORS, MIN_REQUESTS_FOR_P95 } from './traffic.ts';

/** These numbers are engineering judgement. */
const MIN_MINUTES_BEFORE = 5;
const MIN_MINUTES_AFTER = 2;
const ERROR_GROWTH = 3;
const LATENCY_GROWTH = 2;
const MIN_SLOW_MINUTES = 3;
const MIN_REFUSED = 20;

/** The minutes of one service are compared before and after a moment, such as the start of a release. */
export interface Comparison {
  readonly observation: Observation;
  readonly policy: ServicePolicy;
  readonly moment: Instant;
  readonly now: Instant;
}

export interface Regression {
  readonly of: 'errors' | 'refusals' | 'latency';
  readonly found: Pick<Detection, 'at' | 'numbers' | 'message'> & { readonly since: Instant };
}

/** Far more requests fail than before the moment, and the tasks themselves answer at least half of the failures. */
export const errorRegression = (input: Comparison): Regression | undefined => {
  const compared = compare(countedMinutes(input.observation, input.now), input);
  if (compared === undefined || !areTaskErrors(input)) return undefined;
  const [, before] = failedShare(compared.before);
  const allowed = Math.max(input.policy.objectives.errorRate, ERROR_GROWTH * before);
  const exceeding = sinceRegression(compared.after, ({ failed, requests }) => failed - allowed * requests);
  if (exceeding === undefined) return undefined;
  const [atLeast] = failedShare(exceeding.minutes);
  const isProven = atLeast > allowed && totalOf(exceeding.minutes, 'failed') >= MIN_ERRORS;
  if (!isProven) return undefined;
  return {
    of: 'errors',
    found: {
      ...exceeding.span,
      numbers: { atLeast, before },
      message: `at least ${percent(atLeast)} of the requests fail, before at most ${percent(before)}`,
    },
  };
};

/** The tasks refuse a far larger share of the requests with a 4xx than before the moment, and accept fewer. */
export const refusalRegression = (input: Comparison): Regression | undefined => {
  const compared = compare(boundedRefusals(input), input);
  if (compared === undefined) return undefined;
  const [, before] = failedShare(compared.before);
  const allowed = allowedRefusals(before, areAsMany(compared.after, requestsIn(compared.before)));
  const exceeding = sinceRegression(compared.after, ({ failed, requests }) => failed - allowed * requests);
  if (exceeding === undefined) return undefined;
  const [refusedAtLeast] = failedShare(exceeding.minutes);
  const isFewerAccepted = areFewerAccepted(acceptedIn(exceeding.minutes), acceptedIn(compared.before));
  const isProven = refusedAtLeast > allowed && totalOf(exceeding.minutes, 'failed') >= MIN_REFUSED && isFewerAccepted;
  if (!isProven) return undefined;
  return {
    of: 'refusals',
    found: {
      ...exceeding.span,
      numbers: { refusedAtLeast, refusedBefore: before },
      message: `at least ${percent(refusedAtLeast)} of the requests are refused with a 4xx, before at most ${percent(before)}`,
    },
  };
};

/** CloudWatch may count an answer in the minute after its request, so more refusals than requests mean all of them. */
const boundedRefusals = ({ observation, now }: Comparison): readonly CountedMinute[] =>
  minutesWith('refused', observation, now).map((minute) => ({
    ...minute,
    failed: Math.min(minute.failed, minute.requests),
  }));

/** The p95 latency is far higher than before the moment, and above its objective. */
export const latencyRegression = (input: Comparison): Regression | undefined => {
  const { observation, policy, now } = input;
  const compared = compare(minutesOf(observation, 'latencyP95Ms', now), input);
  if (compared === undefined) return undefined;
  const before = median(compared.before.map(({ value }) => value));
  const allowed = Math.max(policy.objectives.latencyP95Ms, LATENCY_GROWTH * before);
  const exceeding = sinceRegression(compared.after, ({ value }) => Math.sign(value - allowed));
  if (exceeding === undefined) return undefined;
  const slow = exceeding.minutes.filter(({ value }) => value > allowed);
  const requests = minutesOf(observation, 'requests', now).filter(({ at }) => at >= exceeding.span.since);
  const isProven = slow.length >= MIN_SLOW_MINUTES && totalOf(requests, 'value') >= MIN_REQUESTS_FOR_P95;
  if (!isProven) return undefined;
  const latencyP95Ms = median(exceeding.minutes.map(({ value }) => value));
  return {
    of: 'latency',
    found: {
      ...exceeding.span,
      numbers: { latencyP95Ms, before },
      message: `p95 latency is ${latencyP95Ms.toFixed(0)} ms, before ${before.toFixed(0)} ms`,
    },
  };
};

/**
 * True when at least half of the failed requests were answered by the tasks themselves. The load balancer's own errors are counted
 * for all services behind it, so a release is not blamed for them.
 */
const areTaskErrors = ({ observation }: Comparison): boolean => {
  const traffic = valueIn(observation.traffic);
  return traffic !== undefined && traffic.target5xx >= failedRequests(traffic) / 2;
};

const totalOf = <K extends string>(minutes: readonly Readonly<Record<K, number>>[], key: K): number =>
  sum(minutes.map((minute) => minute[key]));

interface Timed {
  readonly at: Instant;
}

/** Splits the whole minutes into those before and those after the moment. The minute of the moment is in neither. */
const compare = <T extends Timed>(minutes: readonly T[], { moment, now }: Comparison) => {
  const before = minutes.filter((minute) => endOf(minute) <= moment);
  const after = minutes.filter((minute) => minute.at >= moment && endOf(minute) <= now);
  const isEnough = before.length >= MIN_MINUTES_BEFORE && after.length >= MIN_MINUTES_AFTER;
  return isEnough && isCurrent(after, now) ? { before, after } : undefined;
};

/** Answers the minutes since the values exceed the allowed ones; undefined when the newest minutes do not exceed them. */
const sinceRegression = <T extends Timed>(minutes: readonly T[], excess: (minute: T) => number) => {
  const excesses = minutes.map(excess);
  const isOver = sum(excesses.slice(-MIN_MINUTES_AFTER)) <= 0;
  const exceeding = minutes.slice(changePoint(excesses));
  const ends = endsOf(exceeding);
  if (isOver || ends === undefined) return undefined;
  const [first, newest] = ends;
  return { minutes: exceeding, span: { since: first.at, at: endOf(newest) } };
};
