import { type CountedMinute, endOf, failedShare, isCurrent, refusedMinutes } from '../evidence/metric-minutes.ts';
import { previousReport } from '../evidence/previous-report.ts';
import { acceptedIn, allowedRefusals, areAsMany, areFewerAccepted, requestsIn } from '../evidence/refusals.ts';
import type { Snapshot } from '../model/evidence.ts';
import { percent } from '../model/percent.ts';
import { changePoint, sum } from '../model/statistics.ts';
import type { FindingRule } from './rule.ts';
import { worseSinceRelease } from './since-release.ts';

/** A step is judged over this many refused requests and minutes. All numbers are engineering judgement. */
const MIN_REFUSED = 50;
const MIN_MINUTES_BEFORE = 5;
const MIN_MINUTES_AFTER = 2;

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
  const { before, requestsBefore, acceptedBefore } = step;
  const refused = sum(step.minutes.map(({ failed }) => failed));
  const [atLeast] = failedShare(step.minutes);
  return [
    {
      id: 'client-errors-rising',
      strength: 'hard',
      at: endOf(newest),
      since: first.at,
      numbers: { atLeast, before, refused, requestsBefore, acceptedBefore },
      message: `at least ${percent(atLeast)} of the requests are refused with a 4xx, before at most ${percent(before)}`,
    },
  ];
};

/** The minutes of a higher share, which last until now, and what was usual before. */
interface Step {
  readonly minutes: readonly CountedMinute[];
  /** The highest plausible share of refused requests before the step. */
  readonly before: number;
  /** Requests per minute, and those of them that were not refused. */
  readonly requestsBefore: number;
  readonly acceptedBefore: number;
}

/** Answers the minutes since the share exceeds that of all minutes together. */
const stepIn = (minutes: readonly CountedMinute[]): readonly Step[] => {
  const usual = sum(minutes.map(({ failed }) => failed)) / sum(minutes.map(({ requests }) => requests));
  const start = changePoint(minutes.map(({ failed, requests }) => failed - usual * requests));
  const before = minutes.slice(0, start);
  if (before.length < MIN_MINUTES_BEFORE) return [];
  const [, atMost] = failedShare(before);
  return [
    {
      minutes: minutes.slice(start),
      before: atMost,
      requestsBefore: requestsIn(before),
      acceptedBefore: acceptedIn(before),
    },
  ];
};

const earlierStep = ({ observation, now }: Snapshot, minutes: readonly CountedMinute[]): readonly Step[] => {
  const earlier = previousReport(observation, now)?.findings.find(({ id }) => id === 'client-errors-rising');
  if (earlier === undefined) return [];
  const { numbers, since } = earlier;
  return [
    {
      minutes: minutes.filter(({ at }) => at >= since),
      before: Number(numbers.before),
      requestsBefore: Number(numbers.requestsBefore),
      acceptedBefore: Number(numbers.acceptedBefore),
    },
  ];
};

const isProven = ({ minutes, before, requestsBefore, acceptedBefore }: Step): boolean => {
  const newest = minutes.slice(-MIN_MINUTES_AFTER);
  const [atLeast] = failedShare(minutes);
  const allowed = allowedRefusals(before, areAsMany(minutes, requestsBefore));
  return (
    minutes.length >= MIN_MINUTES_AFTER &&
    sum(minutes.map(({ failed }) => failed)) >= MIN_REFUSED &&
    atLeast >= allowed &&
    newest.every(({ failed, requests }) => failed >= allowed * requests) &&
    areFewerAccepted(acceptedIn(newest), acceptedBefore)
  );
};
