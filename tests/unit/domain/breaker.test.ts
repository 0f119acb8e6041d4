// Unit layer: the shared breaker's machine, pure.
import fc from 'fast-check';
import {
  admittedShare,
  type CallResults,
  QUIET_STEP_SECONDS,
  recordCalls,
  STEP_CALLS,
  STEP_SECONDS,
  toHalfOpen,
  trip,
} from '#shared/domain/breaker/state-machine.ts';
import { type BreakerRecord, RAMP_PERCENTS, type Ramp, type RampPercent } from '#shared/domain/model/breaker.ts';
import { SECOND } from '#shared/domain/model/time.ts';

const NOW = 1_000_000;

const aBreaker = (different: Partial<BreakerRecord> = {}): BreakerRecord => ({
  name: 'backend',
  state: 'closed',
  version: 7,
  failedResets: 0,
  ...different,
});

const aHalfOpenBreaker = (percent: RampPercent, seen: { calls?: number; failures?: number } = {}): BreakerRecord =>
  aBreaker({
    state: 'half-open',
    openedAt: NOW - 60 * SECOND,
    ramp: { percent, since: NOW, calls: 0, failures: 0, ...seen },
  });

const later = (seconds: number): number => NOW + seconds * SECOND;
const results = (calls: number, failures = 0, version = 7): CallResults => ({ version, calls, failures });

describe('the cool-down that a breaker states', () => {
  it('is for the time it is open, and goes with the first change', () => {
    const open = aBreaker({ state: 'open', openedAt: NOW, cooldownSeconds: 90 });
    expect(toHalfOpen(open, NOW)).not.toHaveProperty('cooldownSeconds');
    expect(trip(open, NOW)).toBe(open);
  });
});

describe('a breaker that is closed', () => {
  it('opens when it is tripped, and remembers when', () => {
    expect(trip(aBreaker(), NOW)).toEqual(aBreaker({ state: 'open', openedAt: NOW, version: 8 }));
  });

  it.each(['open', 'half-open', 'forced-open', 'disabled'] as const)(
    'is not what a breaker that is %s is: tripping changes nothing',
    (state) => {
      const record = aBreaker({ state });
      expect(trip(record, NOW)).toBe(record);
    },
  );
});

describe('opening the door', () => {
  it('leads an open breaker to the foot of the ramp', () => {
    expect(toHalfOpen(aBreaker({ state: 'open', openedAt: NOW - 1, failedResets: 2 }), NOW)).toEqual(
      aBreaker({
        state: 'half-open',
        openedAt: NOW - 1,
        failedResets: 2,
        version: 8,
        ramp: { percent: 1, since: NOW, calls: 0, failures: 0 },
      }),
    );
  });

  it.each(['closed', 'half-open', 'forced-open', 'disabled'] as const)(
    'leaves a breaker that is %s as it is',
    (state) => {
      const record = aBreaker({ state });
      expect(toHalfOpen(record, NOW)).toBe(record);
    },
  );
});

describe('the share of calls let through', () => {
  it.each([
    { record: aBreaker({ state: 'closed' }), share: 1 },
    { record: aBreaker({ state: 'disabled' }), share: 1 },
    { record: aBreaker({ state: 'open' }), share: 0 },
    { record: aBreaker({ state: 'forced-open' }), share: 0 },
    { record: aBreaker({ state: 'half-open' }), share: 0 },
    { record: aHalfOpenBreaker(25), share: 0.25 },
  ])('is $share for $record.state', ({ record, share }) => {
    expect(admittedShare(record)).toBe(share);
  });
});

describe('a step of the ramp', () => {
  it.each([
    { calls: STEP_CALLS - 1, seconds: STEP_SECONDS, percent: 1 },
    { calls: STEP_CALLS, seconds: STEP_SECONDS - 1, percent: 1 },
    { calls: STEP_CALLS, seconds: STEP_SECONDS, percent: 5 },
    { calls: STEP_CALLS + 1, seconds: STEP_SECONDS + 1, percent: 5 },
    { calls: 3, seconds: QUIET_STEP_SECONDS - 1, percent: 1 },
    { calls: 3, seconds: QUIET_STEP_SECONDS, percent: 5 },
  ])('after $calls good calls in $seconds s stands at $percent %', ({ calls, seconds, percent }) => {
    expect(rampOf(recordCalls(aHalfOpenBreaker(1), results(calls), later(seconds)))?.percent).toBe(percent);
  });

  it.each([
    { calls: 20, failures: 1, state: 'half-open' },
    { calls: 20, failures: 2, state: 'open' },
    { calls: 40, failures: 2, state: 'half-open' },
    { calls: 40, failures: 3, state: 'open' },
    { calls: 2, failures: 2, state: 'open' },
  ])('with $failures failures in $calls calls is $state', ({ calls, failures, state }) => {
    expect(recordCalls(aHalfOpenBreaker(5), results(calls, failures), later(1)).state).toBe(state);
  });

  it('waits for more calls after a single failure, however quiet it is', () => {
    expect(rampOf(recordCalls(aHalfOpenBreaker(1), results(3, 1), later(QUIET_STEP_SECONDS)))?.percent).toBe(1);
  });

  it('adds up what it has seen', () => {
    expect(rampOf(recordCalls(aHalfOpenBreaker(5, { calls: 4, failures: 0 }), results(3, 1), later(1)))).toEqual({
      percent: 5,
      since: NOW,
      calls: 7,
      failures: 1,
    });
  });

  it('is not changed by results of another version, nor is a breaker that is not half-open', () => {
    const [onRamp, closed] = [aHalfOpenBreaker(5), aBreaker()];
    expect(recordCalls(onRamp, results(50, 50, 6), later(1))).toBe(onRamp);
    expect(recordCalls(closed, results(50, 50), later(1))).toBe(closed);
  });

  it('is as it was when no calls were made', () => {
    const record = aHalfOpenBreaker(5);
    expect(recordCalls(record, results(0), later(1))).toBe(record);
  });

  it('begins at the foot when the record does not say where it stands', () => {
    expect(rampOf(recordCalls(aBreaker({ state: 'half-open' }), results(0), NOW))).toEqual({
      percent: 1,
      since: NOW,
      calls: 0,
      failures: 0,
    });
  });

  it('that is bad opens the breaker again, and counts', () => {
    expect(recordCalls(aHalfOpenBreaker(50), results(50, 50), later(2))).toEqual(
      aBreaker({ state: 'open', version: 8, openedAt: later(2), failedResets: 1 }),
    );
  });

  it('that was the last closes the breaker and forgets the failed attempts', () => {
    const record = { ...aHalfOpenBreaker(100), failedResets: 3 };
    expect(recordCalls(record, results(STEP_CALLS), later(STEP_SECONDS))).toEqual(aBreaker({ version: 8 }));
  });
});

/** Seconds of a half-open breaker's life: what its calls came to, one after the other. */
const seconds = fc.array(
  fc.record({ calls: fc.nat(60), badShare: fc.constantFrom(0, 0, 0, 0.01, 1) }).map(({ calls, badShare }) => ({
    calls,
    failures: Math.round(calls * badShare),
  })),
  { maxLength: 120 },
);

const rampOf = (record: BreakerRecord): Ramp | undefined => ('ramp' in record ? record.ramp : undefined);

const live = (from: BreakerRecord, life: readonly { calls: number; failures: number }[]): BreakerRecord[] => {
  const history = [from];
  life.forEach((second, index) => {
    const record = history.at(-1) ?? from;
    history.push(recordCalls(record, { ...second, version: record.version }, later(index + 1)));
  });
  return history;
};

describe('whatever happens', () => {
  const opened = toHalfOpen(aBreaker({ state: 'open', openedAt: NOW }), NOW);

  it('a breaker closes only after every step of the ramp', () => {
    fc.assert(
      fc.property(seconds, (life) => {
        const history = live(opened, life);
        const closedAt = history.findIndex(({ state }) => state === 'closed');
        if (closedAt < 0) return;
        const climbed = new Set(history.slice(0, closedAt).map((record) => rampOf(record)?.percent));
        expect([...climbed]).toEqual([...RAMP_PERCENTS]);
        expect(closedAt).toBeGreaterThanOrEqual(RAMP_PERCENTS.length * STEP_SECONDS);
      }),
    );
  });

  it('the ramp only climbs, until the breaker is closed or open', () => {
    fc.assert(
      fc.property(seconds, (life) => {
        const shares = live(opened, life)
          .filter(({ state }) => state === 'half-open')
          .map(admittedShare);
        expect(shares).toEqual(shares.toSorted((one, other) => one - other));
      }),
    );
  });

  it('a second in which all of several calls fail ends open', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RAMP_PERCENTS), fc.integer({ min: 2, max: 500 }), (percent, calls) => {
        const after = recordCalls(aHalfOpenBreaker(percent), results(calls, calls), later(1));
        expect(after).toMatchObject({ state: 'open', failedResets: 1 });
      }),
    );
  });

  it('results of another version change nothing', () => {
    fc.assert(
      fc.property(
        fc.integer().filter((version) => version !== 7),
        fc.nat(500),
        (version, calls) => {
          const record = aHalfOpenBreaker(25);
          expect(recordCalls(record, results(calls, calls, version), later(60))).toBe(record);
        },
      ),
    );
  });

  it('what a person has decided stays', () => {
    fc.assert(
      fc.property(fc.constantFrom('forced-open' as const, 'disabled' as const), fc.nat(500), (state, calls) => {
        const record = aBreaker({ state });
        expect(recordCalls(toHalfOpen(trip(record, NOW), NOW), results(calls, calls), later(60))).toBe(record);
      }),
    );
  });
});
