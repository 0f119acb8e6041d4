// Unit layer: findings about the metric history: CPU and memory in full use, memory that rises.
import { MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NEWEST } from '#tests/builders/constants.ts';
import { level, rising } from '#tests/builders/metrics.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, idsFound, isFound, NEWEST_MINUTES } from './found.ts';

describe.each([
  { id: 'cpu-saturated' as const, series: 'cpu' as const, full: 0.9, below: 0.899 },
  { id: 'memory-saturated' as const, series: 'memory' as const, full: 0.95, below: 0.949 },
])('$id', ({ id, series, full, below }) => {
  it.each([
    { values: [full], strengths: ['soft'] },
    { values: [full, full], strengths: ['soft'] },
    { values: [full, full, full], strengths: ['hard'] },
    { values: [below, full, full, full], strengths: ['hard'] },
    { values: [below, full, full], strengths: ['soft'] },
    { values: [full, full, full, below], strengths: [] },
    { values: [below], strengths: [] },
  ])('is hard evidence from three full minutes on: $values gives $strengths', ({ values, strengths }) => {
    expect(found(id, { metrics: { [series]: values } }).map(({ strength }) => strength)).toEqual(strengths);
  });

  it.each(NEWEST_MINUTES)('is found in minutes of which the newest began $minutes minutes ago: $isCurrent', (row) => {
    const state = { metrics: { [series]: level(5, 0.99) }, newestMinute: minutesAgo(row.minutes) };
    expect(isFound(id, state)).toBe(row.isCurrent);
  });

  it('counts the full minutes and begins with the first', () => {
    const [finding] = found(id, { metrics: { [series]: [0.2, 1, 1, 1, 0.98] } });
    expect(finding).toMatchObject({
      since: NEWEST - 3 * MINUTE,
      at: NEWEST + MINUTE,
      numbers: { newest: 0.98, minutes: 4 },
    });
    expect(finding?.message).toContain('in each of the last 4 minutes, now 98 %');
  });

  it('names the last minute where only that is full', () => {
    expect(found(id, { metrics: { [series]: [0.2, 0.98] } })[0]?.message).toContain('in the last minute, now 98 %');
  });

  it('is not found without a history', () => {
    expect(isFound(id, { missing: { history: 'throttled' } })).toBe(false);
  });
});

describe('memory-rising', () => {
  const rises = (memory: readonly number[], state: ServiceState = {}): boolean =>
    isFound('memory-rising', { metrics: { memory }, ...state });
  /** Full in five minutes. */
  const LEAK = rising(20, 0.9, 0.02);

  it.each([
    { what: 'after the newest minute', startedAt: NEWEST + MINUTE, expected: true },
    { what: 'within the newest minute', startedAt: NEWEST + MINUTE - 1, expected: false },
  ])('is found when a task started $what: $expected', ({ startedAt, expected }) => {
    expect(rises(LEAK, { task: { 1: { startedAt } } })).toBe(expected);
  });

  it('measures the slope, its certainty and the minutes to the limit', () => {
    const [finding] = found('memory-rising', { metrics: { memory: LEAK, requests: level(20, 600) } });
    expect(finding).toMatchObject({
      strength: 'hard',
      since: NEWEST - 19 * MINUTE,
      at: NEWEST + MINUTE,
      message: 'memory is at 90 % and rises by 2.0 points a minute, though requests do not: full in 5 minutes',
    });
    const rounded = Object.entries(finding?.numbers ?? {}).map(([name, value]) => [name, Number(value.toFixed(6))]);
    expect(Object.fromEntries(rounded)).toEqual({ slopePerMinute: 0.02, r2: 1, minutesToLimit: 5, newest: 0.9 });
  });

  /** A rise with waves of seven minutes. */
  const wavy = (by: number): readonly number[] =>
    LEAK.map((value, index) => value + by * Math.sin((2 * Math.PI * index) / 7));

  it.each([
    { what: 'nine minutes', memory: rising(9, 0.9, 0.02), expected: false },
    { what: 'ten minutes', memory: rising(10, 0.9, 0.02), expected: true },
    { what: 'a rise to 74.9 %', memory: rising(10, 0.749, 0.04), expected: false },
    { what: 'a rise to 75 %', memory: rising(10, 0.75, 0.04), expected: true },
    { what: 'ten minutes to the limit', memory: rising(20, 0.84375, 0.015625), expected: false },
    { what: 'less than ten minutes to the limit', memory: rising(20, 0.84375, 0.016), expected: true },
    { what: 'constant memory', memory: level(20, 0.9), expected: false },
    { what: 'falling memory', memory: rising(20, 0.8, -0.005), expected: false },
    { what: 'memory that is already full', memory: rising(20, 1.02, 0.02), expected: true },
    { what: 'a line that explains more than 80 % of the variance', memory: wavy(0.07), expected: true },
    { what: 'a line that explains less than 80 % of the variance', memory: wavy(0.08), expected: false },
    {
      what: 'a cache that fills ever more slowly',
      memory: Array.from({ length: 25 }, (_, minute) => 0.88 - 0.5 * Math.exp(-minute / 8)),
      expected: false,
    },
    {
      what: 'nine minutes since 10 points were freed',
      memory: [0.2, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
      expected: false,
    },
    { what: 'ten minutes, 9.9 points freed among them', memory: [0.199, ...rising(9, 0.9, 0.1)], expected: true },
  ])('is found for $what: $expected', ({ memory, expected }) => {
    expect(rises(memory)).toBe(expected);
  });

  it.each([
    { before: 599, expected: false },
    { before: 600, expected: true },
    { before: 601, expected: true },
  ])('is found when requests grow from $before to 720, a fifth at most: $expected', ({ before, expected }) => {
    for (const between of [100, 5_000]) {
      const requests = [...level(7, before), ...level(6, between), ...level(7, 720)];
      expect(rises([], { metrics: { memory: LEAK, requests } })).toBe(expected);
    }
  });

  it.each([
    { third: 'oldest', requests: [...level(4, 600), ...level(9, 100), ...level(7, 720)] },
    { third: 'newest', requests: [...level(7, 600), ...level(6, 5_000), ...level(4, 720), ...level(3, 900)] },
  ])('compares the median requests of the $third third with those of the other', ({ requests }) => {
    expect(rises([], { metrics: { memory: LEAK, requests } })).toBe(true);
  });

  it('compares the requests of the same minutes only', () => {
    const requests = [...level(10, 100), ...level(15, 600)];
    expect(rises([], { metrics: { memory: rising(15, 0.9, 0.02), requests } })).toBe(true);
  });

  const AFTER_QUIET_MINUTES = [...level(15, 0.46), ...rising(12, 0.83, 0.034)];

  it('after quiet minutes is measured along the newest ten', () => {
    expect(found('memory-rising', { metrics: { memory: AFTER_QUIET_MINUTES } })).toMatchObject([
      {
        since: NEWEST - 9 * MINUTE,
        message: 'memory is at 83 % and rises by 3.4 points a minute, though requests do not: full in 5 minutes',
      },
    ]);
  });

  it('after quiet minutes is compared with the requests of all of them', () => {
    const requests = [...level(13, 600), ...level(14, 900)];
    expect(rises([], { metrics: { memory: AFTER_QUIET_MINUTES, requests } })).toBe(false);
  });

  it('begins after the newest fall', () => {
    const memory = [...rising(6, 0.9, 0.02), ...rising(5, 0.75, 0.02), ...rising(12, 0.8, 0.03)];
    expect(found('memory-rising', { metrics: { memory } })).toMatchObject([{ since: NEWEST - 11 * MINUTE }]);
  });

  it.each([
    { why: 'eleven minutes', startedMinutesAgo: 14, lastStatus: 'RUNNING', expected: true },
    { why: 'ten minutes', startedMinutesAgo: 13, lastStatus: 'RUNNING', expected: true },
    { why: 'nine minutes', startedMinutesAgo: 12, lastStatus: 'RUNNING', expected: false },
    { why: 'all minutes of the tasks that run', startedMinutesAgo: 8, lastStatus: 'ACTIVATING', expected: true },
  ])('counts from two minutes after the newest start, over $why: $expected', (row) => {
    const newest = { startedAt: minutesAgo(row.startedMinutesAgo), lastStatus: row.lastStatus };
    expect(rises(LEAK, { task: { 2: newest } })).toBe(row.expected);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'no task has a known start', state: { tasks: 0, starting: [1], task: { 1: { lastStatus: 'RUNNING' } } } },
    { why: 'the tasks cannot be read', state: { missing: { tasks: 'throttled' } } },
  ])('counts all minutes when $why', ({ state }) => {
    expect(rises(LEAK, state)).toBe(true);
  });

  it.each(NEWEST_MINUTES)('is found in minutes of which the newest began $minutes minutes ago: $isCurrent', (row) => {
    expect(rises(LEAK, { newestMinute: minutesAgo(row.minutes) })).toBe(row.isCurrent);
  });

  it('shows a leak in one task, which the average hides', () => {
    const metrics = { memory: level(20, 0.6), memoryMaximum: LEAK };
    expect(found('memory-rising', { metrics })).toMatchObject([
      {
        numbers: { newest: 0.9 },
        message: expect.stringContaining('memory of the fullest task is at 90 % and rises by 2.0 points a minute'),
      },
    ]);
  });

  it.each([
    { why: 'another task started', task: { 1: { startedAt: minutesAgo(8) } }, expected: true },
    {
      why: 'every task started',
      task: Object.fromEntries([1, 2, 3, 4].map((number) => [number, { startedAt: minutesAgo(8) }])),
      expected: false,
    },
  ])('in one task is found after $why: $expected', ({ task, expected }) => {
    expect(isFound('memory-rising', { metrics: { memoryMaximum: LEAK }, task })).toBe(expected);
  });

  it("excludes 'memory-saturated', however full memory is", () => {
    expect(idsFound({ metrics: { memory: rising(12, 1, 0.01) } })).toEqual(['memory-rising']);
  });
});
