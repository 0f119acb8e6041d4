// Unit layer: findings about the breakers that protect dependencies.
import type { BreakerRecord, HalfOpenBreaker, Ramp } from '#shared/domain/model/breaker.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import type { LogLine } from '#shared/domain/model/operational-context.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, secondsAgo } from '#tests/builders/constants.ts';
import { aBreaker, aLogLine } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, idsFound, isFound } from './found.ts';

describe('breaker-open and breaker-open-dependency-back', () => {
  it.each<{ breaker: BreakerRecord['state']; down: readonly string[]; ids: readonly string[] }>([
    { breaker: 'open', down: [], ids: ['breaker-open', 'breaker-open-dependency-back'] },
    { breaker: 'open', down: ['database'], ids: ['dependency-unreachable', 'breaker-open'] },
    { breaker: 'half-open', down: [], ids: [] },
    { breaker: 'forced-open', down: [], ids: [] },
  ])('are $ids for a breaker that is $breaker while $down are down', ({ ids, ...state }) => {
    expect(idsFound(state)).toEqual(ids);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'the policy does not name its dependency', state: { breaker: { name: 'stranger', state: 'open' } } },
    { why: 'its dependency was not probed', state: { breaker: 'open', dependencies: [] } },
  ])("are only 'breaker-open' when $why", ({ state }) => {
    expect(idsFound(state)).toEqual(['breaker-open']);
  });

  it("count probes in a row: 'breaker-open-dependency-back' is seen as often as the dependency answered", () => {
    const dependency = { database: { inARow: 3, since: secondsAgo(60) } };
    const breaker = { state: 'open', openedAt: minutesAgo(5) } as const;
    expect(found('breaker-open-dependency-back', { dependency, breaker })).toMatchObject([
      { seen: 3, since: secondsAgo(60) },
    ]);
  });

  it("know since when from the report before, where the probe does not: 'breaker-open-dependency-back'", () => {
    const reported = aFinding({ id: 'breaker-open-dependency-back', subject: 'backend', since: secondsAgo(45) });
    const state = { breaker: 'open', previous: [aReport({ findings: [reported] })] } as const;
    expect(found('breaker-open-dependency-back', state)).toMatchObject([{ since: secondsAgo(45) }]);
  });
});

describe('breaker-half-open-stalled', () => {
  const ramp = (percent: Ramp['percent'], seconds: number): Ramp => ({
    percent,
    since: secondsAgo(seconds),
    calls: 0,
    failures: 0,
  });
  const halfOpen = (given: Partial<HalfOpenBreaker>): ServiceState => ({
    breakers: [aBreaker({ state: 'half-open', ...given })],
  });

  it.each<{ why: string; given: Partial<HalfOpenBreaker>; expected: boolean }>([
    { why: 'at 1 % for 179 s', given: { ramp: ramp(1, 179) }, expected: false },
    { why: 'at 1 % for 180 s', given: { ramp: ramp(1, 180) }, expected: false },
    { why: 'at 1 % for 181 s', given: { ramp: ramp(1, 181) }, expected: true },
    { why: 'at 25 % for 119 s', given: { ramp: ramp(25, 119) }, expected: false },
    { why: 'at 25 % for 120 s', given: { ramp: ramp(25, 120) }, expected: false },
    { why: 'at 25 % for 121 s', given: { ramp: ramp(25, 121) }, expected: true },
    { why: 'at 25 % since NaN', given: { ramp: { ...ramp(25, 0), since: Number.NaN } }, expected: false },
    { why: 'at 25 % since the future', given: { ramp: ramp(25, -999) }, expected: false },
    { why: 'without a ramp, opened 120 s ago', given: { openedAt: secondsAgo(120) }, expected: false },
    { why: 'without a ramp, opened 121 s ago', given: { openedAt: secondsAgo(121) }, expected: true },
    {
      why: 'without a ramp, opened 180 s ago with a cool-down of 60 s',
      given: { openedAt: secondsAgo(180), cooldownSeconds: 60 },
      expected: false,
    },
    {
      why: 'without a ramp, opened 181 s ago with a cool-down of 60 s',
      given: { openedAt: secondsAgo(181), cooldownSeconds: 60 },
      expected: true,
    },
    { why: 'without a ramp and a time', given: {}, expected: false },
    {
      why: 'with a ramp of null, which an application wrote, opened 121 s ago',
      given: { openedAt: secondsAgo(121), ramp: null as never },
      expected: true,
    },
  ])('is found $why: $expected', ({ given, expected }) => {
    expect(isFound('breaker-half-open-stalled', halfOpen(given))).toBe(expected);
  });

  it('counts the probes that the dependency answered in a row', () => {
    const dependency = { database: { inARow: 4, since: secondsAgo(60), latencyMs: 4 } };
    const state = { ...halfOpen({ ramp: ramp(1, 900), failedResets: 1 }), dependency };
    expect(found('breaker-half-open-stalled', state)).toEqual([
      {
        id: 'breaker-half-open-stalled',
        strength: 'soft',
        subject: 'backend',
        at: secondsAgo(0),
        since: secondsAgo(60),
        seen: 4,
        numbers: { percent: 1, failedResets: 1 },
        message:
          'breaker backend is half-open without progress and still admits 1 % of the calls, though database answers in 4 ms',
      },
    ]);
  });

  it('tells that no call is counted when there is no ramp', () => {
    expect(found('breaker-half-open-stalled', halfOpen({ openedAt: minutesAgo(31) }))).toMatchObject([
      { numbers: { failedResets: 0 }, message: expect.stringContaining('admits no counted calls') },
    ]);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'its dependency does not answer', state: { down: ['database'] } },
    { why: 'its dependency was not probed', state: { dependencies: [] } },
    { why: 'the dependencies cannot be read', state: { missing: { dependencies: 'throttled' } } },
  ])('is not found when $why', ({ state }) => {
    expect(isFound('breaker-half-open-stalled', { ...halfOpen({ ramp: ramp(1, 900) }), ...state })).toBe(false);
  });

  it.each(['open', 'forced-open', 'disabled', 'closed'] as const)('is not found for a breaker %s', (state) => {
    const breakers = [{ ...aBreaker({ state }), ramp: ramp(1, 900) }];
    expect(isFound('breaker-half-open-stalled', { breakers })).toBe(false);
  });
});

describe('the errors beside a breaker that holds calls back', () => {
  const numbersOf = (lines: readonly Partial<LogLine>[], state: ServiceState = {}) =>
    found('breaker-open-dependency-back', {
      breaker: 'open',
      logs: { lines: lines.map((line) => aLogLine(line)) },
      policy: {
        logPatterns: [
          { text: 'too many clients', means: 'connections-used-up' },
          { text: 'WORKER TIMEOUT', means: 'workers-time-out' },
        ],
      },
      ...state,
    })[0]?.numbers;

  it.each([
    { message: 'ERROR: certificate has expired', numbers: { refusals: 1, unknownErrors: 0 } },
    { message: 'FATAL: sorry, too many clients already', numbers: { refusals: 1, unknownErrors: 0 } },
    { message: 'ERROR: WORKER TIMEOUT (pid:9)', numbers: { refusals: 0, unknownErrors: 0 } },
    { message: "KeyError: 'risk_score'", numbers: { refusals: 0, unknownErrors: 1 } },
    { message: '"GET / HTTP/1.1" 503', numbers: { refusals: 0, unknownErrors: 0 } },
    { message: 'Error: Breaker is open', numbers: { refusals: 0, unknownErrors: 0 } },
    { message: 'INFO all is well', numbers: { refusals: 0, unknownErrors: 0 } },
  ])('count "$message" as $numbers', ({ message, numbers }) => {
    expect(numbersOf([{ message }])).toMatchObject(numbers);
  });

  it.each([
    { seconds: 59, refusals: 1 },
    { seconds: 60, refusals: 0 },
    { seconds: 61, refusals: 0 },
  ])('count a line of $seconds s ago $refusals times', ({ seconds, refusals }) => {
    expect(numbersOf([{ at: secondsAgo(seconds), message: 'ERROR: handshake failed' }])).toMatchObject({ refusals });
  });

  const answersSince: ServiceState = { dependency: { database: { since: secondsAgo(30) } } };
  const reported = (given: Partial<Finding>, at = secondsAgo(15)): ServiceState => ({
    previous: [aReport({ at, findings: [aFinding({ subject: 'backend', since: secondsAgo(30), ...given })] })],
  });
  it.each<{ known: string; state: ServiceState; counted: readonly number[] }>([
    { known: 'the answers to the probes', state: answersSince, counted: [1, 0, 0] },
    {
      known: 'the finding of the check before',
      state: reported({ id: 'breaker-open-dependency-back' }),
      counted: [1, 0, 0],
    },
    {
      known: 'the finding of the check before about a half-open breaker',
      state: reported({ id: 'breaker-half-open-stalled' }),
      counted: [1, 0, 0],
    },
    {
      known: 'the answers, though not the finding of the check before,',
      state: { ...answersSince, ...reported({ id: 'breaker-open-dependency-back', since: secondsAgo(10) }) },
      counted: [1, 0, 0],
    },
    { known: 'another finding', state: reported({ id: 'breaker-open' }), counted: [1, 1, 1] },
    {
      known: 'a finding about another breaker',
      state: reported({ id: 'breaker-open-dependency-back', subject: 'other' }),
      counted: [1, 1, 1],
    },
  ])('count lines of 29, 30 and 31 s ago $counted times when $known began 30 s ago', (row) => {
    const refusalsAt = (seconds: number) =>
      numbersOf([{ at: secondsAgo(seconds), message: 'ERROR: handshake failed' }], row.state)?.refusals;
    expect([29, 30, 31].map(refusalsAt)).toEqual(row.counted);
  });

  it('are not counted while the logs are not read', () => {
    const [finding] = found('breaker-open-dependency-back', { breaker: 'open' });
    expect(finding?.numbers).toEqual({ latencyMs: 3 });
  });
});
