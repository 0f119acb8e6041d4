// Unit layer: the finding that errors or latency fall towards their objectives.
import { observed } from '#shared/domain/model/part.ts';
import { wilson } from '#shared/domain/model/wilson.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { minutesAgo, NOW } from '#tests/builders/constants.ts';
import { aMetricHistory, level, type MinuteSeries } from '#tests/builders/metrics.ts';
import { found, isFound, NEWEST_MINUTES } from './found.ts';

const improves = (metrics: MinuteSeries, newest = 1): boolean =>
  isFound('improving', { metrics, newestMinute: minutesAgo(newest) });

it('it tells for how long the latency falls, from what to what', () => {
  const metrics = { latencyP95Ms: [120, 3_000, 2_400, 1_900, 1_500, 1_100] };
  expect(found('improving', { metrics, newestMinute: minutesAgo(1) })).toMatchObject([
    {
      at: NOW,
      since: minutesAgo(5),
      numbers: { minutesOfLatency: 4, latencyBeforeMs: 3_000, latencyP95Ms: 1_100 },
      message: 'p95 latency fell in each of the last 4 minutes, from 3000 to 1100 ms (objective 500 ms)',
    },
  ]);
});

it.each([
  { latencyP95Ms: [2_000, 1_500, 1_000], expected: false, why: 'two minutes may be chance' },
  { latencyP95Ms: [2_000, 1_500, 1_000, 900], expected: true, why: 'it falls for three' },
  { latencyP95Ms: [2_000, 1_500, 1_500, 900], expected: false, why: 'one minute is as slow as the one before' },
  { latencyP95Ms: [2_000, 1_500, 1_000, 1_100], expected: false, why: 'the newest minute is slower' },
  { latencyP95Ms: [1_000, 950, 900, 801], expected: false, why: 'it has fallen by less than a fifth' },
  { latencyP95Ms: [1_000, 950, 900, 800], expected: true, why: 'it has fallen by a fifth' },
  { latencyP95Ms: [2_000, 1_500, 1_000, 501], expected: true, why: 'it is still above the objective' },
  { latencyP95Ms: [2_000, 1_500, 1_000, 500], expected: false, why: 'it has reached the objective' },
  { latencyP95Ms: [], expected: false, why: 'nothing is known' },
])('a latency of $latencyP95Ms ms improves: $expected, since $why', ({ latencyP95Ms, expected }) => {
  expect(improves({ latencyP95Ms })).toBe(expected);
});

it.each([
  { failed: [500, 300, 200], expected: false, why: 'two minutes may be chance' },
  { failed: [500, 300, 200, 100], expected: true, why: 'they fall for three' },
  { failed: [500, 300, 300, 100], expected: false, why: 'one minute is no better' },
  { failed: [40, 37, 34, 31], expected: false, why: 'so small a fall may be chance' },
  { failed: [500, 300, 200, 12], expected: false, why: 'the newest are within the objective, as far as is known' },
])('$failed failures of 1,000 a minute improve: $expected, since $why', ({ failed, expected }) => {
  expect(improves({ failed, requests: level(failed.length, 1_000) })).toBe(expected);
});

const FALLING_ERRORS = { failed: [500, 300, 200, 100], requests: level(4, 1_000) };

it.each([
  { latencyP95Ms: [2_000, 1_500, 1_000, 900], expected: true, why: 'both fall' },
  { latencyP95Ms: level(4, 200), expected: true, why: 'the latency is within its objective' },
  { latencyP95Ms: level(4, 900), expected: false, why: 'the latency stays high' },
])('falling errors improve beside $latencyP95Ms ms: $expected, since $why', ({ latencyP95Ms, expected }) => {
  expect(improves({ ...FALLING_ERRORS, latencyP95Ms })).toBe(expected);
});

it('both falls are told in one line', () => {
  const metrics = { ...FALLING_ERRORS, latencyP95Ms: [2_000, 1_500, 1_000, 900] };
  const [{ message = '', numbers = {} } = {}] = found('improving', { metrics, newestMinute: minutesAgo(1) });
  expect(message).toMatch(/^the share of failed requests fell .* from 50.0 % to 10.0 % .*, and p95 latency fell/);
  expect(numbers).toMatchObject({ errorRateBefore: 0.5, errorRate: 0.1, latencyP95Ms: 900 });
});

it('begins with the earlier of two falls', () => {
  const falls = [
    { ...FALLING_ERRORS, latencyP95Ms: [3_000, 2_500, 2_000, 1_500, 1_000, 900] },
    { failed: [900, 700, 500, 300, 200, 100], requests: level(6, 1_000), latencyP95Ms: [2_000, 1_500, 1_000, 900] },
  ];
  for (const metrics of falls)
    expect(found('improving', { metrics, newestMinute: minutesAgo(1) })).toMatchObject([{ since: minutesAgo(6) }]);
});

it('is measured until the later of two newest minutes', () => {
  const errors = aMetricHistory(FALLING_ERRORS, minutesAgo(1));
  const { latencyP95Ms } = aMetricHistory({ latencyP95Ms: [2_000, 1_500, 1_000, 900] }, minutesAgo(2));
  const history = observed(NOW, { ...errors, latencyP95Ms });
  expect(found('improving', { parts: { history } })).toMatchObject([{ at: NOW }]);
});

const [lowest] = wilson(100, 1_000);
it.each([
  { by: -0.001, expected: false },
  { by: 0, expected: false },
  { by: 0.001, expected: true },
])('falling errors improve while the proven share exceeds the objective by $by: $expected', ({ by, expected }) => {
  const policy = { objectives: { ...aPolicy().objectives, errorRate: lowest - by } };
  expect(isFound('improving', { metrics: FALLING_ERRORS, newestMinute: minutesAgo(1), policy })).toBe(expected);
});

it.each(NEWEST_MINUTES)('minutes of which the newest is $minutes minutes old count: $isCurrent', (row) => {
  expect(improves({ latencyP95Ms: [2_000, 1_500, 1_000, 900] }, row.minutes)).toBe(row.isCurrent);
  expect(improves(FALLING_ERRORS, row.minutes)).toBe(row.isCurrent);
});
