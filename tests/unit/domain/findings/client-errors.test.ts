// Unit layer: the finding that tasks refuse far more requests than before.
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound, NEWEST_MINUTES } from './found.ts';

/** Ten minutes of 1 % and then the given refusals, of 1,000 requests a minute unless told. */
const refusing = (refused: readonly number[], requests = level(refused.length, 1_000)): ServiceState => ({
  metrics: { requests: [...level(10, 1_000), ...requests], refused: [...level(10, 10), ...refused] },
  newestMinute: minutesAgo(1),
});

const isFoundIn = (state: ServiceState): boolean => isFound('client-errors-rising', state);

it('it tells since when at least how many are refused', () => {
  expect(found('client-errors-rising', refusing(level(4, 970)))).toMatchObject([
    {
      strength: 'hard',
      at: NOW,
      since: minutesAgo(4),
      numbers: { refused: 3_880, requestsBefore: 1_000, acceptedBefore: 990 },
      message: 'at least 96.5 % of the requests are refused with a 4xx, before at most 1.2 %',
    },
  ]);
});

it.each([
  { refused: level(1, 970), expected: false, why: 'one minute may be chance' },
  { refused: level(2, 970), expected: true, why: 'two minutes of nearly all' },
  { refused: level(3, 60), expected: false, why: '6 % are less than 5 points above the most before' },
  { refused: level(3, 100), expected: false, why: 'nearly as many are accepted as before' },
  { refused: level(3, 120), expected: true, why: '12 % stand in for accepted requests' },
  { refused: [970, 970, 10], expected: false, why: 'the newest minute is as usual' },
  { refused: [970, 970, 10, 970], expected: false, why: 'a minute among the newest two is as usual' },
  { refused: [970, 970, 10, 970, 970], expected: true, why: 'an earlier minute as usual does not end a step' },
  { refused: level(3, 1_001), expected: false, why: 'more refusals than requests are impossible' },
  { refused: level(3, -1), expected: false, why: 'a negative count is impossible' },
  { refused: level(3, Number.NaN), expected: false, why: 'no count is no number' },
])('after $refused of 1,000 requests: $expected, since $why', ({ refused, expected }) => {
  expect(isFoundIn(refusing(refused))).toBe(expected);
});

it.each([
  { requests: 899, refused: 150, expected: false, why: '17 % of fewer requests are less than 20 points more' },
  { requests: 899, refused: 215, expected: true, why: '24 % are more' },
  { requests: 900, refused: 150, expected: true, why: 'a tenth fewer requests are about as many' },
  { requests: 1_100, refused: 220, expected: true, why: 'a tenth more requests are about as many' },
  { requests: 1_101, refused: 220, expected: false, why: 'more requests bring more refusals' },
])('$refused of $requests after 10 of 1,000: $expected, since $why', ({ requests, refused, expected }) => {
  expect(isFoundIn(refusing(level(4, refused), level(4, requests)))).toBe(expected);
});

it.each([
  { before: 100, after: 320, expected: false },
  { before: 100, after: 330, expected: true },
])('a rise from $before to $after of 1,000 is at least threefold: $expected', ({ before, after, expected }) => {
  const metrics = { requests: level(14, 1_000), refused: [...level(10, before), ...level(4, after)] };
  expect(isFoundIn({ metrics, newestMinute: minutesAgo(1) })).toBe(expected);
});

it.each([
  { perMinute: 24, expected: false },
  { perMinute: 25, expected: true },
  { perMinute: 26, expected: true },
])('$perMinute refusals in each of two minutes are enough: $expected', ({ perMinute, expected }) => {
  const metrics = { requests: level(12, 30), refused: [...level(10, 0), ...level(2, perMinute)] };
  expect(isFoundIn({ metrics, newestMinute: minutesAgo(1) })).toBe(expected);
});

it.each([
  { minutes: 4, expected: false },
  { minutes: 5, expected: true },
  { minutes: 6, expected: true },
])('$minutes minutes before the step are enough: $expected', ({ minutes, expected }) => {
  const metrics = { requests: level(minutes + 3, 1_000), refused: [...level(minutes, 10), ...level(3, 970)] };
  expect(isFoundIn({ metrics, newestMinute: minutesAgo(1) })).toBe(expected);
});

it.each([
  { requests: 5_000, what: 'a scanner that adds refused requests', expected: false },
  { requests: 4_911, what: 'requests of which a tenth fewer are accepted', expected: true },
  { requests: 4_912, what: 'requests of which nearly a tenth fewer are accepted', expected: false },
])('$what are reported: $expected', ({ requests, expected }) => {
  expect(isFoundIn(refusing(level(3, 4_020), level(3, requests)))).toBe(expected);
});

it.each([
  { what: 'as usual', refused: level(15, 10) },
  { what: 'always high', refused: level(15, 600) },
  { what: 'none', refused: level(15, 0) },
  { what: 'falling', refused: [...level(10, 900), ...level(5, 10)] },
])('a share that is $what is no step', ({ refused }) => {
  expect(isFoundIn({ metrics: { requests: level(15, 1_000), refused }, newestMinute: minutesAgo(1) })).toBe(false);
});

it.each(NEWEST_MINUTES)('a step whose newest minute is $minutes minutes old counts: $isCurrent', (row) => {
  expect(isFoundIn({ ...refusing(level(3, 970)), newestMinute: minutesAgo(row.minutes) })).toBe(row.isCurrent);
});

it('the minute that has not ended does not count', () => {
  expect(isFoundIn({ ...refusing(level(2, 970)), newestMinute: secondsAgo(30) })).toBe(false);
});

it('nothing is found without a history', () => {
  expect(isFoundIn({ missing: { history: 'throttled' } })).toBe(false);
});

it('a step that came with a release and is reported as its regression is not reported twice', () => {
  const state = refusing(level(4, 500));
  expect(isFoundIn({ ...state, deployments: [{ createdAt: minutesAgo(4) }] })).toBe(false);
  expect(isFoundIn(state)).toBe(true);
});

describe('a step that an earlier check reported', () => {
  const earlier = (numbers: Readonly<Record<string, number>>, seconds = 60): readonly HealthReport[] => [
    aReport({
      at: secondsAgo(seconds),
      findings: [aFinding({ id: 'client-errors-rising', since: minutesAgo(40), numbers })],
    }),
  ];
  const whole = (refused: number): ServiceState => ({
    metrics: { requests: level(29, 1_000), refused: level(29, refused) },
    newestMinute: minutesAgo(1),
  });
  const usual = { before: 0.02, acceptedBefore: 990 };

  it.each([
    { newest: 374, expected: false },
    { newest: 375, expected: true },
    { newest: 376, expected: true },
  ])('lasts while at least 37.5 % are refused, three times as many as before: $newest of 1,000: $expected', (row) => {
    const metrics = { requests: level(29, 1_000), refused: [...level(27, 970), row.newest, row.newest] };
    const previous = earlier({ before: 0.125, acceptedBefore: 990 });
    expect(isFoundIn({ metrics, newestMinute: minutesAgo(1), previous })).toBe(row.expected);
  });

  it('is counted since the check that reported it, where few minutes before it are left', () => {
    const metrics = { requests: level(10, 1_000), refused: [...level(4, 10), ...level(6, 970)] };
    const previous = [
      aReport({
        at: secondsAgo(60),
        findings: [aFinding({ id: 'client-errors-rising', since: minutesAgo(6), numbers: usual })],
      }),
    ];
    expect(found('client-errors-rising', { metrics, newestMinute: minutesAgo(1), previous })).toMatchObject([
      { since: minutesAgo(6), numbers: { refused: 5_820 } },
    ]);
  });

  it('is not known from another finding', () => {
    const [report] = earlier(usual);
    const findings = (report?.findings ?? []).map((finding) => ({ ...finding, id: 'tasks-missing' as const }));
    expect(isFoundIn({ ...whole(970), previous: [aReport({ at: secondsAgo(60), findings })] })).toBe(false);
  });

  it.each([
    { what: 'lasts', state: { ...whole(970), previous: earlier(usual) }, expected: true },
    { what: 'has ended', state: { ...whole(20), previous: earlier(usual) }, expected: false },
    { what: 'is too long ago', state: { ...whole(970), previous: earlier(usual, 121) }, expected: false },
    { what: 'had no numbers', state: { ...whole(970), previous: earlier({}) }, expected: false },
  ])('and that $what is still found: $expected', ({ state, expected }) => {
    expect(isFoundIn(state)).toBe(expected);
  });
});
