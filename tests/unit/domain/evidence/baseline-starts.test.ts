// Unit layer: how long the tasks of a service take to start, as its checks learn it.
import { learn } from '#shared/domain/evidence/baseline.ts';
import type { ServiceBaseline } from '#shared/domain/model/baseline.ts';
import { DAY, type Instant, SECOND } from '#shared/domain/model/time.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import { type CheckState, check, settled } from './a-learned-check.ts';

describe('the start of a task', () => {
  const startsAfter = (state: CheckState, baseline: Partial<ServiceBaseline> = {}) =>
    learn(settled(baseline), check(state)).starts;

  /** Task 1 was created 40 seconds ago. */
  const young: CheckState = { task: { 1: { createdAt: secondsAgo(40) } } };
  const start = { task: 'task-1', at: NOW, tookMs: 40 * SECOND };

  it('is learned when the task serves for the first time', () => {
    expect(startsAfter(young)).toEqual([start]);
  });

  it('is learned as well while an incident is open', () => {
    expect(startsAfter({ ...young, diagnosisIsNone: false })).toEqual([start]);
  });

  it('is learned once', () => {
    const known = { ...start, at: secondsAgo(15), tookMs: 25 * SECOND };
    expect(startsAfter(young, { starts: [known] })).toEqual([known]);
  });

  it.each<{ what: string; state: CheckState }>([
    { what: 'waits for its first health check', state: { initial: [1] } },
    { what: 'fails its health check', state: { unhealthy: [1] } },
    { what: 'does not answer its work probe', state: { hung: [1] } },
  ])('is not learned while the task $what', ({ state }) => {
    expect(startsAfter({ ...young, ...state })).toEqual([]);
  });

  it.each([
    { what: 'exactly', createdAt: minutesAgo(30), count: 1 },
    { what: 'a millisecond more than', createdAt: minutesAgo(30) - 1, count: 0 },
  ])('that took $what 30 minutes is learned $count times', ({ createdAt, count }) => {
    expect(startsAfter({ task: { 1: { createdAt } } })).toHaveLength(count);
  });

  it('is not learned from a task that is created in the future', () => {
    expect(startsAfter({ task: { 1: { createdAt: NOW + 1 } } })).toEqual([]);
  });

  it.each([
    { what: 'with', startsFrom: secondsAgo(40), count: 1 },
    { what: 'before', startsFrom: secondsAgo(40) + 1, count: 0 },
  ])(
    'of a task that was created $what the first of unbroken checks is learned $count times',
    ({ startsFrom, count }) => {
      expect(startsAfter(young, { startsFrom })).toHaveLength(count);
    },
  );

  it.each([
    { what: 'two minutes', previous: [aReport({ at: minutesAgo(2) })], count: 1 },
    { what: 'more than two minutes', previous: [aReport({ at: minutesAgo(2) - 1 })], count: 0 },
    { what: 'an unknown time', previous: [], count: 0 },
  ])('is learned $count times when the check before was $what ago', ({ previous, count }) => {
    const learned = learn(settled(), check({ ...young, previous }));
    expect(learned.starts).toHaveLength(count);
    expect(learned.startsFrom).toBe(count === 1 ? NOW - DAY : NOW);
  });

  it.each<{ what: string; state: CheckState }>([
    { what: 'the tasks', state: { missing: { tasks: 'throttled' } } },
    { what: 'the target groups', state: { ...young, missing: { targetGroups: 'throttled' } } },
    { what: 'the work probes', state: { ...young, missing: { taskProbes: 'unavailable' } } },
  ])('is not learned from tasks that existed while $what could not be read', ({ state }) => {
    const learned = learn(settled(), check(state));
    expect(learned).toMatchObject({ starts: [], startsFrom: NOW });
    expect(learn(learned, check({ now: NOW + 15 * SECOND, ...young })).starts).toEqual([]);
  });

  it('is no matter while no task is new, so an unreadable part writes nothing', () => {
    expect(learn(settled(), check({ missing: { taskProbes: 'unavailable' } })).startsFrom).toBe(NOW - DAY);
  });

  describe('of more tasks than are remembered', () => {
    const startsOf = (count: number, at: Instant) =>
      Array.from({ length: count }, (_, index) => ({ task: `old-${index}`, at: at - index, tookMs: SECOND }));

    it.each([
      { before: 48, after: 49 },
      { before: 49, after: 50 },
      { before: 50, after: 50 },
    ])('is added to $before starts, newest first, and $after remain', ({ before, after }) => {
      const starts = startsAfter(young, { starts: startsOf(before, NOW - DAY) });
      expect(starts).toHaveLength(after);
      expect(starts[0]).toEqual(start);
    });

    it('drops the oldest, which may not come back as a slower start', () => {
      const full = settled({ starts: startsOf(50, minutesAgo(5)) });
      expect(learn(full, check(young))).toMatchObject({ startsFrom: NOW });
    });

    it('drops starts of long ago without consequence', () => {
      const full = settled({ starts: startsOf(50, minutesAgo(40)) });
      expect(learn(full, check(young))).toMatchObject({ startsFrom: NOW - DAY });
    });
  });
});
