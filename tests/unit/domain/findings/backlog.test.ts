// Unit layer: the finding that a worker does not keep up with its work.
import type { WorkerPolicy } from '#shared/domain/model/policy.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NEWEST } from '#tests/builders/constants.ts';
import type { SnapshotState } from '#tests/builders/given.ts';
import { level } from '#tests/builders/metrics.ts';
import { found, isFound, NEWEST_MINUTES } from './found.ts';

const worker: WorkerPolicy = {
  metric: {
    namespace: 'AWS/SQS',
    name: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: 'jobs' },
    statistic: 'Maximum',
  },
  maximum: 300,
};
const aged = (...backlog: readonly number[]): SnapshotState => ({ policy: { worker }, metrics: { backlog } });

describe('backlog-above-objective', () => {
  it('has the newest value, the maximum, and since when it is exceeded', () => {
    expect(found('backlog-above-objective', aged(200, 400, 500.126, 600.126))).toMatchObject([
      {
        strength: 'hard',
        at: NEWEST + MINUTE,
        since: NEWEST - 2 * MINUTE,
        numbers: { newest: 600.126, maximum: 300, minutes: 3 },
        message: 'ApproximateAgeOfOldestMessage is 600.13 and was above the maximum of 300 for 3 minutes',
      },
    ]);
  });

  it.each([
    { minutes: 1, strength: 'soft' },
    { minutes: 2, strength: 'soft' },
    { minutes: 3, strength: 'hard' },
  ])('is $strength after $minutes minutes', ({ minutes, strength }) => {
    expect(found('backlog-above-objective', aged(...level(minutes, 301)))).toMatchObject([{ strength }]);
  });

  it.each([
    { value: 299, expected: false },
    { value: 300, expected: false },
    { value: 300.1, expected: true },
  ])('is found at $value of 300: $expected', ({ value, expected }) => {
    expect(isFound('backlog-above-objective', aged(...level(5, value)))).toBe(expected);
  });

  it('is over with the first minute at or below the maximum', () => {
    expect(isFound('backlog-above-objective', aged(...level(5, 400), 300))).toBe(false);
  });

  it.each(NEWEST_MINUTES)('is found in minutes of which the newest began $minutes minutes ago: $isCurrent', (row) => {
    const state = { ...aged(...level(5, 400)), newestMinute: minutesAgo(row.minutes) };
    expect(isFound('backlog-above-objective', state)).toBe(row.isCurrent);
  });

  it.each<{ what: string; state: SnapshotState }>([
    { what: 'a service without such a metric in its policy', state: { metrics: { backlog: level(5, 400) } } },
    { what: 'a metric without datapoints', state: aged() },
    { what: 'metrics that cannot be read', state: { ...aged(400, 400, 400), missing: { history: 'throttled' } } },
    { what: 'impossible values', state: aged(Number.NaN, Number.POSITIVE_INFINITY, Number.NaN) },
  ])('is not found for $what', ({ state }) => {
    expect(isFound('backlog-above-objective', state)).toBe(false);
  });
});
