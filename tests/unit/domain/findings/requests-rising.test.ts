// Unit layer: the finding that users send far more requests than usual.
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, NEWEST } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import { found, isFound, NEWEST_MINUTES } from './found.ts';

describe('requests-rising', () => {
  it.each([
    { usual: 600, newest: 899, expected: false },
    { usual: 600, newest: 900, expected: true },
    { usual: 600, newest: 901, expected: true },
    { usual: 20, newest: 79, expected: false },
    { usual: 20, newest: 80, expected: true },
    { usual: 0, newest: 60, expected: true },
  ])('is found when requests grow from $usual to $newest a minute: $expected', ({ usual, newest, expected }) => {
    expect(isFound('requests-rising', { metrics: { requests: [...level(27, usual), ...level(3, newest)] } })).toBe(
      expected,
    );
  });

  it('compares the mean of the newest three minutes with the median of those at least ten minutes older', () => {
    const requests = [...level(7, 1_000), 90_000, ...level(12, 1_000), ...level(7, 5_000), 1_600, 2_000, 900];
    expect(found('requests-rising', { metrics: { requests } })).toMatchObject([
      { numbers: { perMinute: 1_500, usual: 1_000 }, since: NEWEST },
    ]);
  });

  const RISEN = [...level(20, 600), ...level(5, 1_200)];

  it('is soft and begins with the newest run of busy minutes', () => {
    const message = '1200 requests a minute, usually 600';
    expect(found('requests-rising', { metrics: { requests: RISEN } })).toMatchObject([
      { strength: 'soft', since: NEWEST - 4 * MINUTE, message },
    ]);
  });

  it.each([
    { first: 899, since: NEWEST - 3 * MINUTE },
    { first: 900, since: NEWEST - 4 * MINUTE },
    { first: 901, since: NEWEST - 4 * MINUTE },
  ])('begins with a minute of at least half more requests than usual: $first after 600', ({ first, since }) => {
    const requests = [...level(20, 600), first, ...level(4, 1_200)];
    expect(found('requests-rising', { metrics: { requests } })).toMatchObject([{ since }]);
  });

  it.each([
    { before: 7, expected: false },
    { before: 8, expected: true },
  ])('is found with $before minutes to know the usual rate: $expected', ({ before, expected }) => {
    const requests = [...level(before, 600), ...level(10, 1_200)];
    expect(isFound('requests-rising', { metrics: { requests } })).toBe(expected);
  });

  it.each(NEWEST_MINUTES)('is found in minutes of which the newest began $minutes minutes ago: $isCurrent', (row) => {
    const state = { metrics: { requests: RISEN }, newestMinute: minutesAgo(row.minutes) };
    expect(isFound('requests-rising', state)).toBe(row.isCurrent);
  });

  it('leaves the service healthy', () => {
    const findings = found('requests-rising', { metrics: { requests: RISEN } });
    expect(isHealthy(aReport({ findings }))).toBe(true);
  });
});
