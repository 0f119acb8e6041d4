import { endOf, isCurrent, type RefusedMinute, refusedMinutes } from '../evidence/metric-minutes.ts';
import { previousReport } from '../evidence/previous-report.ts';
import type { Snapshot } from '../model/evidence.ts';
import { changePoint, median, sum } from '../model/statistics.ts';
import { wilson } from '../model/wilson.ts';
import type { FindingRule } from './rule.ts';
import { worseSinceRelease } from './since-release.ts';

/** The share has to rise by this much and this many times, over this many requests. All numbers are engineering judgement. */
const MIN_RISE = 0.2;
const MIN_GROWTH = 3;
const MIN_REFUSED = 50;
const MIN_MINUTES_BEFORE = 5;
const MIN_MINUTES_AFTER = 2;
/** Users are refused only when fewer requests succeed than before. A scanner adds refused requests and takes none away. */
const MAX_ACCEPTED_OF_BEFORE = 0.9;

/**
 * The tasks refuse far more of the requests with a 4xx than in the minutes before, and accept fewer. A step that
 * {@link worseSinceRelease} reports is left to it. A step that an earlier check reported is followed until it ends, although the
 * minutes before it have left the history.
 */
export const clientErrorsRising: FindingRule = (snapshot) => {
  const { observation, now } = snapshot;
  const minutes = refusedMinutes(observation, now).filter((minute) => endOf(minute) <= now);
  if (!isCurrent(minutes, now)) return [];
  const step = [...stepIn(minutes), ...earlierStep(snapshot, minutes)].find(isProven);
  const [first] = step?.minutes ?? [];
  const newest = minutes.at(-1);
  if (step === undefined || first === undefined || newest === undefined) return [];
  if (worseSinceRelease(snapshot).length > 0) return [];
  const { before, acceptedBefore } = step;
  const refused = sum(step.minutes.map((minute) => minute.refused));
  const [atLeast] = shareOf(step.minutes);
  return [
    {
      id: 'client-errors-rising',
      strength: 'hard',
      at: endOf(newest),
      since: first.at,
      numbers: { atLeast, before, refused, acceptedBefore },
      message: `at least ${percent(atLeast)} of the requests are refused with a 4xx, before at most ${percent(before)}`,
    },
  ];
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The minutes of a higher share, which last until now, and what was usual before. */
interface Step {
  readonly minutes: readonly RefusedMinute[];
  /** The highest plausible share of refused requests before the step. */
  readonly before: number;
  /** Requests per minute that were not refused. */
  readonly acceptedBefore: number;
}

/** Answers the minutes since the share exceeds that of all minutes together. */
const stepIn = (minutes: readonly RefusedMinute[]): readonly Step[] => {
  const usual = sum(minutes.map(({ refused }) => refused)) / sum(minutes.map(({ requests }) => requests));
  const start = changePoint(minutes.map(({ refused, requests }) => refused - usual * requests));
  const before = minutes.slice(0, start);
  if (before.length < MIN_MINUTES_BEFORE) return [];
  const [, atMost] = shareOf(before);
  return [{ minutes: minutes.slice(start), before: atMost, acceptedBefore: acceptedIn(before) }];
};

const earlierStep = ({ observation, now }: Snapshot, minutes: readonly RefusedMinute[]): readonly Step[] => {
  const earlier = previousReport(observation, now)?.findings.find(({ id }) => id === 'client-errors-rising');
  if (earlier === undefined) return [];
  const { before = Number.NaN, acceptedBefore = Number.NaN } = earlier.numbers;
  return [{ minutes: minutes.filter(({ at }) => at >= earlier.since), before, acceptedBefore }];
};

const isProven = ({ minutes, before, acceptedBefore }: Step): boolean => {
  const newest = minutes.slice(-MIN_MINUTES_AFTER);
  const [atLeast] = shareOf(minutes);
  const allowed = Math.max(before + MIN_RISE, MIN_GROWTH * before);
  return (
    minutes.length >= MIN_MINUTES_AFTER &&
    sum(minutes.map(({ refused }) => refused)) >= MIN_REFUSED &&
    atLeast >= allowed &&
    newest.every(({ refused, requests }) => refused >= allowed * requests) &&
    acceptedIn(newest) <= MAX_ACCEPTED_OF_BEFORE * acceptedBefore
  );
};

const shareOf = (minutes: readonly RefusedMinute[]): ReturnType<typeof wilson> =>
  wilson(sum(minutes.map(({ refused }) => refused)), sum(minutes.map(({ requests }) => requests)));

const acceptedIn = (minutes: readonly RefusedMinute[]): number =>
  median(minutes.map(({ requests, refused }) => requests - refused));
