import { type CountedMinute, countedMinutes, endOf, isCurrent, minutesOf } from '../evidence/metric-minutes.ts';
import { newRelease } from '../evidence/releases.ts';
import { failedRequests, MIN_ERRORS, MIN_REQUESTS_FOR_P95 } from '../evidence/traffic.ts';
import { lastSegment } from '../model/arn.ts';
import type { Detection } from '../model/finding.ts';
import type { Deployment, Observation } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import type { ServicePolicy } from '../model/policy.ts';
import type { Release } from '../model/release.ts';
import { changePoint, median, sum } from '../model/statistics.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { wilson } from '../model/wilson.ts';
import type { FindingRule } from './rule.ts';

/** A regression that begins later than this after a release is not blamed on it. These numbers are engineering judgement. */
const MAX_ONSET_MS = 10 * MINUTE;
const MIN_MINUTES_BEFORE = 5;
const MIN_MINUTES_AFTER = 2;
const ERROR_GROWTH = 3;
const LATENCY_GROWTH = 2;
const MIN_SLOW_MINUTES = 3;

/**
 * A completed release was followed within ten minutes by far more errors or far higher latency, which still last. The rule applies
 * as long as the metric history reaches back to before the release.
 */
export const worseSinceRelease: FindingRule = ({ observation, policy, now }) => {
  const primary = newRelease(observation, now)?.primary;
  if (primary?.rolloutState !== 'COMPLETED' || !isNewRevision(primary, observation)) return [];
  const input = { observation, primary, policy, now };
  const regression = [errorRegression(input), latencyRegression(input)].find(
    (change) => change !== undefined && change.since - primary.createdAt <= MAX_ONSET_MS,
  );
  if (regression === undefined) return [];
  return [
    {
      ...regression,
      id: 'worse-since-release',
      strength: 'hard',
      subject: primary.taskDefinition,
      message: `since ${lastSegment(primary.taskDefinition)} was deployed, ${regression.message}`,
    },
  ];
};

/** True unless the deployment repeats the previous revision or goes back to an older one, which brings nothing new. */
const isNewRevision = ({ taskDefinition }: Deployment, { releases }: Observation): boolean => {
  const newestFirst = itemsOf(releases).toSorted((a, b) => b.createdAt - a.createdAt);
  const [newest] = newestFirst;
  if (newest === undefined) return true;
  const before = newestFirst.find(({ createdAt }) => createdAt < newest.createdAt);
  return newest.taskDefinition === taskDefinition && (before === undefined || isAfter(newest, before));
};

/** Revisions of one family are numbered upwards: `arn:aws:ecs:us-east-1:123456789012:task-definition/registry:42`. */
const isAfter = (release: Release, before: Release): boolean => {
  const [family, revision] = splitRevision(release);
  const [familyBefore, revisionBefore] = splitRevision(before);
  return family !== familyBefore || revision > revisionBefore;
};

const splitRevision = ({ taskDefinition }: Release): readonly [family: string, revision: number] => {
  const colon = taskDefinition.lastIndexOf(':');
  return [taskDefinition.slice(0, colon), Number(taskDefinition.slice(colon + 1))];
};

interface ReleaseInput {
  readonly observation: Observation;
  readonly primary: Deployment;
  readonly policy: ServicePolicy;
  readonly now: Instant;
}

type Regression = Pick<Detection, 'at' | 'numbers' | 'message'> & { readonly since: Instant };

const errorRegression = (input: ReleaseInput): Regression | undefined => {
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
    ...exceeding.span,
    numbers: { atLeast, before },
    message: `at least ${percent(atLeast)} of the requests fail, before at most ${percent(before)}`,
  };
};

const latencyRegression = (input: ReleaseInput): Regression | undefined => {
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
    ...exceeding.span,
    numbers: { latencyP95Ms, before },
    message: `p95 latency is ${latencyP95Ms.toFixed(0)} ms, before ${before.toFixed(0)} ms`,
  };
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/**
 * True when at least half of the failed requests were answered by the tasks themselves. The load balancer's own errors are counted
 * for all services behind it, so a release is not blamed for them.
 */
const areTaskErrors = ({ observation }: ReleaseInput): boolean => {
  const traffic = valueIn(observation.traffic);
  return traffic !== undefined && traffic.target5xx >= failedRequests(traffic) / 2;
};

const failedShare = (minutes: readonly CountedMinute[]): ReturnType<typeof wilson> =>
  wilson(totalOf(minutes, 'failed'), totalOf(minutes, 'requests'));

const totalOf = <K extends string>(minutes: readonly Readonly<Record<K, number>>[], key: K): number =>
  sum(minutes.map((minute) => minute[key]));

interface Timed {
  readonly at: Instant;
}

/** Splits the whole minutes into those before and those after the start of the release. The minute of the start is in neither. */
const compare = <T extends Timed>(minutes: readonly T[], { primary: { createdAt }, now }: ReleaseInput) => {
  const before = minutes.filter((minute) => endOf(minute) <= createdAt);
  const after = minutes.filter((minute) => minute.at >= createdAt && endOf(minute) <= now);
  const isEnough = before.length >= MIN_MINUTES_BEFORE && after.length >= MIN_MINUTES_AFTER;
  return isEnough && isCurrent(after, now) ? { before, after } : undefined;
};

/** Answers the minutes since the values exceed the allowed ones; undefined when the newest minutes do not exceed them. */
const sinceRegression = <T extends Timed>(minutes: readonly T[], excess: (minute: T) => number) => {
  const excesses = minutes.map(excess);
  const isOver = sum(excesses.slice(-MIN_MINUTES_AFTER)) <= 0;
  const exceeding = minutes.slice(changePoint(excesses));
  const [first] = exceeding;
  const newest = exceeding.at(-1);
  if (isOver || first === undefined || newest === undefined) return undefined;
  return { minutes: exceeding, span: { since: first.at, at: endOf(newest) } };
};
