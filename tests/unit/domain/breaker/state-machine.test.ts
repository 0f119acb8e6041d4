// Unit layer: the transitions of a shared circuit breaker, and their properties.
import fc from 'fast-check';
import {
  admittedShare,
  type CallResults,
  canBeReset,
  QUIET_STEP_SECONDS,
  recordCalls,
  STEP_CALLS,
  STEP_SECONDS,
  toHalfOpen,
  trip,
} from '#shared/domain/breaker/state-machine.ts';
import { type BreakerRecord, RAMP_PERCENTS, type Ramp, type RampPercent } from '#shared/domain/model/breaker.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import { aBreaker } from '#tests/builders/parts.ts';

const aHalfOpenBreaker = (percent: RampPercent, counted: Partial<Ramp> = {}): BreakerRecord =>
  aBreaker({
    state: 'half-open',
    openedAt: secondsAgo(60),
    ramp: { percent, since: NOW, calls: 0, failures: 0, ...counted },
  });
const rampOf = (record: BreakerRecord): Ramp | undefined => ('ramp' in record ? record.ramp : undefined);

const later = (seconds: number): number => secondsAgo(-seconds);
const results = (calls: number, failures = 0, version = 7): CallResults => ({ version, calls, failures });

describe('tripping', () => {
  it('opens a closed breaker and dates the opening', () => {
    expect(trip(aBreaker(), NOW)).toEqual(aBreaker({ state: 'open', openedAt: NOW, version: 8 }));
  });

  it.each(['open', 'half-open', 'forced-open', 'disabled'] as const)('leaves a breaker %s', (state) => {
    const record = aBreaker({ state });
    expect(trip(record, NOW)).toBe(record);
  });
});

describe('setting half-open', () => {
  it('puts an open breaker at the foot of the ramp', () => {
    const opened = { openedAt: NOW - 1, failedResets: 2 };
    const ramp = { percent: 1, since: NOW, calls: 0, failures: 0 } as const;
    expect(toHalfOpen(aBreaker({ state: 'open', ...opened }), NOW)).toEqual(
      aBreaker({ state: 'half-open', ...opened, version: 8, ramp }),
    );
  });

  it('removes the cool-down of the open state', () => {
    const open = aBreaker({ state: 'open', openedAt: NOW, cooldownSeconds: 90 });
    expect(toHalfOpen(open, NOW)).not.toHaveProperty('cooldownSeconds');
  });

  it.each<{ what: string; record: BreakerRecord }>([
    { what: 'whose ramp stands still', record: aHalfOpenBreaker(25, { since: secondsAgo(600), calls: 3 }) },
    { what: 'without a ramp', record: aBreaker({ state: 'half-open', openedAt: secondsAgo(60) }) },
  ])('restarts the ramp of a half-open breaker $what, and counts it as failed', ({ record }) => {
    const foot = { percent: 1, since: NOW, calls: 0, failures: 0 };
    expect(toHalfOpen(record, NOW)).toEqual({ ...record, version: 8, failedResets: 1, ramp: foot });
  });

  it.each(['closed', 'forced-open', 'disabled'] as const)('leaves a breaker %s', (state) => {
    const record = aBreaker({ state });
    expect(toHalfOpen(record, NOW)).toBe(record);
  });

  it.each<{ state: BreakerRecord['state']; expected: boolean }>([
    { state: 'open', expected: true },
    { state: 'half-open', expected: true },
    { state: 'closed', expected: false },
    { state: 'forced-open', expected: false },
    { state: 'disabled', expected: false },
  ])('is possible for a breaker $state: $expected', ({ state, expected }) => {
    expect(canBeReset(aBreaker({ state }))).toBe(expected);
  });
});

it.each([
  { record: aBreaker({ state: 'closed' }), share: 1 },
  { record: aBreaker({ state: 'disabled' }), share: 1 },
  { record: aBreaker({ state: 'open' }), share: 0 },
  { record: aBreaker({ state: 'forced-open' }), share: 0 },
  { record: aBreaker({ state: 'half-open' }), share: 0 },
  { record: aHalfOpenBreaker(25), share: 0.25 },
])('a breaker that is $record.state admits a share of $share of the calls', ({ record, share }) => {
  expect(admittedShare(record)).toBe(share);
});

describe('a step of the ramp', () => {
  it.each([
    { calls: STEP_CALLS - 1, failures: 0, seconds: STEP_SECONDS, percent: 1 },
    { calls: STEP_CALLS, failures: 0, seconds: STEP_SECONDS - 1, percent: 1 },
    { calls: STEP_CALLS, failures: 0, seconds: STEP_SECONDS, percent: 5 },
    { calls: STEP_CALLS + 1, failures: 0, seconds: STEP_SECONDS + 1, percent: 5 },
    { calls: 3, failures: 0, seconds: QUIET_STEP_SECONDS - 1, percent: 1 },
    { calls: 3, failures: 0, seconds: QUIET_STEP_SECONDS, percent: 5 },
    { calls: 3, failures: 1, seconds: QUIET_STEP_SECONDS, percent: 1 },
  ])('is at $percent % after $calls calls with $failures failures in $seconds s', (row) => {
    const recorded = recordCalls(aHalfOpenBreaker(1), results(row.calls, row.failures), later(row.seconds));
    expect(rampOf(recorded)?.percent).toBe(row.percent);
  });

  it.each([
    { calls: 20, failures: 1, state: 'half-open' },
    { calls: 20, failures: 2, state: 'open' },
    { calls: 40, failures: 2, state: 'half-open' },
    { calls: 40, failures: 3, state: 'open' },
    { calls: 2, failures: 2, state: 'open' },
  ])('is $state after $failures failures in $calls calls', ({ calls, failures, state }) => {
    expect(recordCalls(aHalfOpenBreaker(5), results(calls, failures), later(1)).state).toBe(state);
  });

  it('adds up calls and failures', () => {
    const recorded = recordCalls(aHalfOpenBreaker(5, { calls: 4 }), results(3, 1), later(1));
    expect(rampOf(recorded)).toEqual({ percent: 5, since: NOW, calls: 7, failures: 1 });
  });

  it.each([
    { what: 'results of another version', record: aHalfOpenBreaker(5), counted: results(50, 50, 6) },
    { what: 'results without calls', record: aHalfOpenBreaker(5), counted: results(0) },
    { what: 'results while closed', record: aBreaker(), counted: results(50, 50) },
  ])('is not changed by $what', ({ record, counted }) => {
    expect(recordCalls(record, counted, later(1))).toBe(record);
  });

  it('begins at the foot when the record has no ramp', () => {
    const recorded = recordCalls(aBreaker({ state: 'half-open' }), results(0), NOW);
    expect(rampOf(recorded)).toEqual({ percent: 1, since: NOW, calls: 0, failures: 0 });
  });

  it('that fails opens the breaker again and counts the failed reset', () => {
    expect(recordCalls(aHalfOpenBreaker(50), results(50, 50), later(2))).toEqual(
      aBreaker({ state: 'open', version: 8, openedAt: later(2), failedResets: 1 }),
    );
  });

  it('that is the last closes the breaker and forgets the failed resets', () => {
    const record = { ...aHalfOpenBreaker(100), failedResets: 3 };
    expect(recordCalls(record, results(STEP_CALLS), later(STEP_SECONDS))).toEqual(aBreaker({ version: 8 }));
  });
});

/** The calls and failures of consecutive seconds. */
const seconds = fc.array(
  fc
    .record({ calls: fc.nat(60), badShare: fc.constantFrom(0, 0, 0, 0.01, 1) })
    .map(({ calls, badShare }) => ({ calls, failures: Math.round(calls * badShare) })),
  { maxLength: 120 },
);

const live = (from: BreakerRecord, life: readonly { calls: number; failures: number }[]): BreakerRecord[] => {
  const history = [from];
  life.forEach((second, index) => {
    const record = history.at(-1) ?? from;
    history.push(recordCalls(record, { ...second, version: record.version }, later(index + 1)));
  });
  return history;
};

describe('with any calls', () => {
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

  it('the ramp only climbs until the breaker is closed or open', () => {
    fc.assert(
      fc.property(seconds, (life) => {
        const halfOpen = live(opened, life).filter(({ state }) => state === 'half-open');
        const shares = halfOpen.map(admittedShare);
        expect(shares).toEqual(shares.toSorted((one, other) => one - other));
      }),
    );
  });

  it('a second in which all of several calls fail opens the breaker', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RAMP_PERCENTS), fc.integer({ min: 2, max: 500 }), (percent, calls) => {
        const recorded = recordCalls(aHalfOpenBreaker(percent), results(calls, calls), later(1));
        expect(recorded).toMatchObject({ state: 'open', failedResets: 1 });
      }),
    );
  });

  it('results of another version change nothing', () => {
    const otherVersion = fc.integer().filter((version) => version !== 7);
    fc.assert(
      fc.property(otherVersion, fc.nat(500), (version, calls) => {
        const record = aHalfOpenBreaker(25);
        expect(recordCalls(record, results(calls, calls, version), later(60))).toBe(record);
      }),
    );
  });

  it('a state that an operator set stays', () => {
    fc.assert(
      fc.property(fc.constantFrom('forced-open' as const, 'disabled' as const), fc.nat(500), (state, calls) => {
        const record = aBreaker({ state });
        expect(recordCalls(toHalfOpen(trip(record, NOW), NOW), results(calls, calls), later(60))).toBe(record);
      }),
    );
  });
});
