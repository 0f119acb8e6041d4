import { type BreakerRecord, RAMP_PERCENTS, type Ramp, type RampPercent } from '../model/breaker.ts';
import { type Instant, SECOND } from '../model/time.ts';

/** What became of the calls that were let through while the record had this version. */
export interface CallResults {
  readonly version: number;
  readonly calls: number;
  readonly failures: number;
}

/** A step lasts at least so long: a dependency that fails under load needs a moment to show it. Engineering judgement. */
export const STEP_SECONDS = 5;
/** A step is judged on at least so many calls ... */
export const STEP_CALLS = 20;
/** ... unless traffic is so thin that it had this long without a single failure. Engineering judgement. */
export const QUIET_STEP_SECONDS = 60;
/** A step is bad when more than this share of its calls fails: two of the first twenty. Engineering judgement. */
export const TOLERATED_FAILURE_SHARE = 0.05;

/** closed → open, because the dependency fails. Leaves every other state alone. */
export const trip = (record: BreakerRecord, now: Instant): BreakerRecord =>
  record.state === 'closed' ? changed(record, { state: 'open', openedAt: now }) : record;

/** open → half-open at the foot of the ramp. A closed, forced-open or disabled breaker is left alone. */
export const toHalfOpen = (record: BreakerRecord, now: Instant): BreakerRecord =>
  record.state === 'open' ? changed(record, { state: 'half-open', ramp: stepAt(RAMP_PERCENTS[0], now) }) : record;

/** The share of calls to let through, 0 to 1. */
export const admittedShare = (record: BreakerRecord): number => {
  switch (record.state) {
    case 'closed':
    case 'disabled':
      return 1;
    case 'open':
    case 'forced-open':
      return 0;
    case 'half-open':
      return (record.ramp?.percent ?? 0) / 100;
  }
};

/**
 * Moves a half-open breaker along its ramp: back to open at the first bad step, up a step once this one has proved
 * itself, closed after the last. Results that were gathered under another version are of another time and change nothing.
 */
export const recordCalls = (record: BreakerRecord, results: CallResults, now: Instant): BreakerRecord => {
  if (record.state !== 'half-open' || results.version !== record.version) return record;
  const ramp = addResults(record.ramp ?? stepAt(RAMP_PERCENTS[0], now), results);
  if (isBad(ramp)) return changed(record, { state: 'open', openedAt: now, failedResets: record.failedResets + 1 });
  if (!hasProvedItself(ramp, now)) return results.calls === 0 && record.ramp ? record : changed(record, { ramp });
  const next = RAMP_PERCENTS.find((percent) => percent > ramp.percent);
  return next === undefined
    ? changed(record, { state: 'closed', failedResets: 0 })
    : changed(record, { ramp: stepAt(next, now) });
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

type Change = Partial<Pick<BreakerRecord, 'state' | 'openedAt' | 'failedResets' | 'ramp'>>;

/** The record with the change and the next version; a ramp exists only while half-open, `openedAt` only until closed, a cool-down until the first change. */
const changed = (record: BreakerRecord, change: Change): BreakerRecord => {
  const { ramp, openedAt, cooldownSeconds: _, ...rest } = { ...record, ...change, version: record.version + 1 };
  return {
    ...rest,
    ...(rest.state !== 'closed' && openedAt !== undefined && { openedAt }),
    ...(rest.state === 'half-open' && ramp !== undefined && { ramp }),
  };
};
