import { type CountedMinute, countedMinutes, endOf, isCurrent, minutesOf } from '../evidence/metric-minutes.ts';
import { newRelease } from '../evidence/releases.ts';
import { failedRequests } from '../evidence/traffic.ts';
import { lastSegment } from '../model/arn.ts';
import type { Detection } from '../model/finding.ts';
import type { Deployment, Observation, Release } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import type { ServicePolicy } from '../model/policy.ts';
import { changePoint, median, sum } from '../model/statistics.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { wilson } from '../model/wilson.ts';
import type { FindingRule } from './rule.ts';

/** What begins later after a release is not blamed on it. This and what follows is engineering judgement. */
const ONSET_WITHIN_MS = 10 * MINUTE;
const MINUTES_BEFORE = 5;
const MINUTES_AFTER = 2;
const WORSE_BY = 3;
const FEWEST_ERRORS = 5;
const SLOWER_BY = 2;
const SLOW_MINUTES_THAT_PROVE = 3;
/** A p95 needs ten values beyond it: 10 / (1 - 0.95). */
const FEWEST_FOR_P95 = 200;

/**
 * A release rolled out well, and within ten minutes of its beginning users got far more errors, or far slower answers, than before
 * it; and still do. It is looked for as long as the history reaches back to before the release.
 */
export const worseSinceRelease: FindingRule = ({ observation, policy, now }) => {
  const primary = newRelease(observation, now)?.primary;
  if (primary?.rolloutState !== 'COMPLETED' || !isNewRevision(primary, observation)) return [];
  const look = { observation, primary, policy, now };
  const worse = [moreFailures(look), slower(look)].find(
    (change) => change !== undefined && change.since - primary.createdAt <= ONSET_WITHIN_MS,
  );
  if (worse === undefined) return [];
  return [
    {
      ...worse,
      id: 'worse-since-release',
      strength: 'hard',
      subject: primary.taskDefinition,
      message: `since ${lastSegment(primary.taskDefinition)} was deployed, ${worse.message}`,
    },
  ];
};

/** A deployment of the revision that was there before, or one that goes back to an older one, brought nothing new. */
const isNewRevision = ({ taskDefinition }: Deployment, { releases }: Observation): boolean => {
  const newestFirst = itemsOf(releases).toSorted((a, b) => b.createdAt - a.createdAt);
  const [newest] = newestFirst;
  if (newest === undefined) return true;
  const before = newestFirst.find(({ createdAt }) => createdAt < newest.createdAt);
  return newest.taskDefinition === taskDefinition && (before === undefined || isAfter(newest, before));
};

/** Revisions of one family count up: `arn:aws:ecs:us-east-1:123456789012:task-definition/registry:42`. */
const isAfter = (release: Release, before: Release): boolean => {
  const [family, revision] = splitRevision(release);
  const [familyBefore, revisionBefore] = splitRevision(before);
  return family !== familyBefore || revision > revisionBefore;
};

const splitRevision = ({ taskDefinition }: Release): readonly [family: string, revision: number] => {
  const colon = taskDefinition.lastIndexOf(':');
  return [taskDefinition.slice(0, colon), Number(taskDefinition.slice(colon + 1))];
};

interface Look {
  readonly observation: Observation;
  readonly primary: Deployment;
  readonly policy: ServicePolicy;
  readonly now: Instant;
}

type Worse = Pick<Detection, 'at' | 'numbers' | 'message'> & { readonly since: Instant };

const moreFailures = (look: Look): Worse | undefined => {
  const compared = compare(countedMinutes(look.observation, look.now), look);
  if (compared === undefined || !areTheTasksOwn(look)) return undefined;
  const [, before] = failedShare(compared.before);
  const allowed = Math.max(look.policy.objectives.errorRate, WORSE_BY * before);
  const bad = sinceItWentBad(compared.after, ({ failed, requests }) => failed - allowed * requests);
  if (bad === undefined) return undefined;
  const [atLeast] = failedShare(bad.minutes);
  const isProven = atLeast > allowed && totalOf(bad.minutes, 'failed') >= FEWEST_ERRORS;
  if (!isProven) return undefined;
  return {
    ...bad.span,
    numbers: { atLeast, before },
    message: `at least ${percent(atLeast)} of the requests fail, before at most ${percent(before)}`,
  };
};

const slower = (look: Look): Worse | undefined => {
  const { observation, policy, now } = look;
  const compared = compare(minutesOf(observation, 'latencyP95Ms', now), look);
  if (compared === undefined) return undefined;
  const before = median(compared.before.map(({ value }) => value));
  const allowed = Math.max(policy.objectives.latencyP95Ms, SLOWER_BY * before);
  const bad = sinceItWentBad(compared.after, ({ value }) => Math.sign(value - allowed));
  if (bad === undefined) return undefined;
  const slow = bad.minutes.filter(({ value }) => value > allowed);
  const timed = minutesOf(observation, 'requests', now).filter(({ at }) => at >= bad.span.since);
  const isProven = slow.length >= SLOW_MINUTES_THAT_PROVE && totalOf(timed, 'value') >= FEWEST_FOR_P95;
  if (!isProven) return undefined;
  const latencyP95Ms = median(bad.minutes.map(({ value }) => value));
  return {
    ...bad.span,
    numbers: { latencyP95Ms, before },
    message: `p95 latency is ${latencyP95Ms.toFixed(0)} ms, before ${before.toFixed(0)} ms`,
  };
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/**
 * What the load balancer answered by itself is counted for all services behind it. A release is blamed only for what its own tasks
 * answered; at least half of what failed has to be that.
 */
const areTheTasksOwn = ({ observation }: Look): boolean => {
  const traffic = valueIn(observation.traffic);
  return traffic !== undefined && traffic.target5xx >= failedRequests(traffic) / 2;
};

const failedShare = (minutes: readonly CountedMinute[]): ReturnType<typeof wilson> =>
  wilson(totalOf(minutes, 'failed'), totalOf(minutes, 'requests'));

const totalOf = <K extends string>(minutes: readonly Readonly<Record<K, number>>[], key: K): number =>
  sum(minutes.map((minute) => minute[key]));

interface AtSomeTime {
  readonly at: Instant;
}

/** The whole minutes before and after the release began; the one in which it did is neither. */
const compare = <T extends AtSomeTime>(minutes: readonly T[], { primary: { createdAt }, now }: Look) => {
  const before = minutes.filter((minute) => endOf(minute) <= createdAt);
  const after = minutes.filter((minute) => minute.at >= createdAt && endOf(minute) <= now);
  const isEnough = before.length >= MINUTES_BEFORE && after.length >= MINUTES_AFTER;
  return isEnough && isCurrent(after, now) ? { before, after } : undefined;
};

/** The minutes from which on more was bad than is allowed, if the newest ones still are. */
const sinceItWentBad = <T extends AtSomeTime>(minutes: readonly T[], excess: (minute: T) => number) => {
  const excesses = minutes.map(excess);
  const isOver = sum(excesses.slice(-MINUTES_AFTER)) <= 0;
  const bad = minutes.slice(changePoint(excesses));
  const [first] = bad;
  const newest = bad.at(-1);
  if (isOver || first === undefined || newest === undefined) return undefined;
  return { minutes: bad, span: { since: first.at, at: endOf(newest) } };
};
