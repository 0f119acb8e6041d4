import {
  type BreakerRecord,
  type ClosedBreaker,
  type HalfOpenBreaker,
  type OpenBreaker,
  RAMP_PERCENTS,
  type Ramp,
  type RampPercent,
} from '../model/breaker.ts';
import { type Instant, SECOND } from '../model/time.ts';

/** Results of the calls that were admitted while the record had this version. */
export interface CallResults {
  readonly version: number;
  readonly calls: number;
  readonly failures: number;
}

/** A step lasts at least this long: a dependency that fails under load needs a moment to show it (engineering judgement). */
export const STEP_SECONDS = 5;
/** A step is judged on at least this many calls ... */
export const STEP_CALLS = 20;
/** ... unless traffic is so thin that it had this long without a failure (engineering judgement). */
export const QUIET_STEP_SECONDS = 60;
/** A step is bad when more than this share of its calls fails: two of the first twenty (engineering judgement). */
export const TOLERATED_FAILURE_SHARE = 0.05;

/** closed → open, because the dependency fails. Leaves every other state alone. */
export const trip = (breaker: BreakerRecord, now: Instant): BreakerRecord =>
  breaker.state === 'closed' ? open(breaker, now, breaker.failedResets) : breaker;

/** True for the states that only wait for their dependency. An operator forces a breaker open or disables it, and only an operator ends that. */
export const canBeReset = ({ state }: BreakerRecord): boolean => state === 'open' || state === 'half-open';

/**
 * open → half-open at the foot of the ramp. A half-open breaker begins its ramp anew, which counts the stalled one as failed. Leaves a
 * closed, forced-open or disabled breaker alone.
 */
export const toHalfOpen = (breaker: BreakerRecord, now: Instant): BreakerRecord => {
  const foot = stepAt(RAMP_PERCENTS[0], now);
  if (breaker.state === 'open') return ramping(breaker, foot);
  if (breaker.state !== 'half-open') return breaker;
  return ramping({ ...breaker, failedResets: breaker.failedResets + 1 }, foot);
};

/** Answers the share of calls to let through, 0 to 1. */
export const admittedShare = (breaker: BreakerRecord): number => {
  switch (breaker.state) {
    case 'closed':
    case 'disabled':
      return 1;
    case 'open':
    case 'forced-open':
      return 0;
    case 'half-open':
      return (breaker.ramp?.percent ?? 0) / 100;
  }
};

/**
 * Moves a half-open breaker along its ramp: back to open at the first bad step, up a step once this one has proved itself, closed
 * after the last. Results that were gathered under another version are outdated and change nothing. Answers the very record it was
 * given when there is nothing to change.
 */
export const recordCalls = (breaker: BreakerRecord, results: CallResults, now: Instant): BreakerRecord => {
  if (breaker.state !== 'half-open' || results.version !== breaker.version) return breaker;
  const ramp = addResults(breaker.ramp ?? stepAt(RAMP_PERCENTS[0], now), results);
  if (isBad(ramp)) return open(breaker, now, breaker.failedResets + 1);
  if (!hasProvedItself(ramp, now)) return results.calls === 0 && breaker.ramp ? breaker : ramping(breaker, ramp);
  const next = RAMP_PERCENTS.find((percent) => percent > ramp.percent);
  return next === undefined ? close(breaker) : ramping(breaker, stepAt(next, now));
};

const stepAt = (percent: RampPercent, since: Instant): Ramp => ({ percent, since, calls: 0, failures: 0 });

const addResults = (ramp: Ramp, { calls, failures }: CallResults): Ramp => ({
  ...ramp,
  calls: ramp.calls + calls,
  failures: ramp.failures + failures,
});

const isBad = ({ calls, failures }: Ramp): boolean => failures > TOLERATED_FAILURE_SHARE * Math.max(calls, STEP_CALLS);

const hasProvedItself = ({ since, calls, failures }: Ramp, now: Instant): boolean => {
  const lasted = (seconds: number): boolean => now - since >= seconds * SECOND;
  return (calls >= STEP_CALLS && lasted(STEP_SECONDS)) || (failures === 0 && lasted(QUIET_STEP_SECONDS));
};

const open = ({ name, version }: BreakerRecord, openedAt: Instant, failedResets: number): OpenBreaker => ({
  name,
  state: 'open',
  version: version + 1,
  openedAt,
  failedResets,
});

const ramping = (breaker: OpenBreaker | HalfOpenBreaker, ramp: Ramp): HalfOpenBreaker => {
  const { name, version, openedAt, failedResets } = breaker;
  const opened = openedAt !== undefined && { openedAt };
  return { name, state: 'half-open', version: version + 1, ...opened, failedResets, ramp };
};

const close = ({ name, version }: HalfOpenBreaker): ClosedBreaker => ({
  name,
  state: 'closed',
  version: version + 1,
  failedResets: 0,
});
