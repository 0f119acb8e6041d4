// Unit layer: the finding that an Availability Zone fails as a whole.
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import { numbersTo } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, GRACE_PERIOD, isFound } from './found.ts';

/** Tasks 1 to `bad` are unhealthy in zone a, and `good` further ones serve in zone b. */
const zoneFails = (bad: number, good: number): ServiceState => {
  const all = numbersTo(bad + good);
  return { tasks: all, unhealthy: all.slice(0, bad), zones: { a: all.slice(0, bad), b: all.slice(bad) } };
};
const startedAt = (instant: number) => ({ task: { 1: { startedAt: instant }, 2: { startedAt: instant } } });

describe('zone-failing', () => {
  it('names the zone and counts the tasks inside and outside', () => {
    expect(found('zone-failing', zoneFails(2, 3))).toMatchObject([
      {
        strength: 'hard',
        subject: 'a',
        at: NOW,
        numbers: { tasks: 2, elsewhere: 3 },
        message: 'all 2 tasks in a fail, and none of the 3 in other zones',
      },
    ]);
  });

  it.each([
    { bad: 1, good: 3, expected: false },
    { bad: 2, good: 1, expected: false },
    { bad: 2, good: 2, expected: true },
    { bad: 3, good: 3, expected: true },
  ])('is found with $bad unhealthy tasks in a zone and $good healthy ones elsewhere: $expected', (row) => {
    expect(isFound('zone-failing', zoneFails(row.bad, row.good))).toBe(row.expected);
  });

  it.each([
    { zone: 'a', where: 'the failing zone' },
    { zone: 'b', where: 'another zone' },
  ])('is found while a further task starts in $where', ({ zone }) => {
    const task = { 5: { createdAt: secondsAgo(40), startedAt: secondsAgo(5), availabilityZone: zone } };
    const state: ServiceState = { ...zoneFails(2, 2), tasks: 5, initial: [5], task };
    expect(isFound('zone-failing', { ...state, ecs: { healthCheckGracePeriodSeconds: 0 } })).toBe(true);
  });

  const TWO_AND_TWO = { tasks: 4, zones: { a: [1, 2], b: [3, 4] } };
  it.each([
    { by: 'target health', state: { unhealthy: [1, 2] }, strength: 'hard' },
    { by: 'work probes', state: { hung: [1, 2] }, strength: 'soft' },
    { by: 'one of each', state: { unhealthy: [1], hung: [2] }, strength: 'soft' },
  ])('is $strength evidence by $by', ({ state, strength }) => {
    expect(found('zone-failing', { ...TWO_AND_TWO, ...state })).toMatchObject([{ strength }]);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'one task of the zone serves', state: { tasks: 5, unhealthy: [1, 2], zones: { a: [1, 2, 5], b: [3, 4] } } },
    {
      why: 'another task fails',
      state: { tasks: 5, unhealthy: [1, 2], hung: [5], zones: { a: [1, 2], b: [3, 4, 5] } },
    },
    { why: 'two zones fail', state: { tasks: 6, unhealthy: [1, 2, 3, 4], zones: { a: [1, 2], b: [3, 4], c: [5, 6] } } },
    { why: 'the zone is not known', state: { unhealthy: [1, 2], zones: { '': [1, 2], b: [3, 4] } } },
    { why: 'every task serves', state: TWO_AND_TWO },
    {
      why: 'the unhealthy tasks are stopping',
      state: { ...zoneFails(2, 2), task: { 1: { desiredStatus: 'STOPPED' }, 2: { desiredStatus: 'STOPPED' } } },
    },
    {
      why: 'all of them run on one container instance',
      state: { ...zoneFails(2, 2), task: { 1: { containerInstance: 'i' }, 2: { containerInstance: 'i' } } },
    },
    { why: 'the tasks cannot be read', state: { ...zoneFails(2, 2), missing: { tasks: 'throttled' } } },
  ])('is not found when $why', ({ state }) => {
    expect(isFound('zone-failing', state)).toBe(false);
  });

  it('is found where the failing tasks run on two container instances', () => {
    const task = { 1: { containerInstance: 'i' }, 2: { containerInstance: 'j' } };
    expect(isFound('zone-failing', { ...zoneFails(2, 2), task })).toBe(true);
  });

  it.each(GRACE_PERIOD)('is found for tasks that started $seconds s ago: $isOver', ({ seconds, isOver }) => {
    expect(isFound('zone-failing', { ...zoneFails(2, 2), ...startedAt(secondsAgo(seconds)) })).toBe(isOver);
  });

  it('grants no grace period while the service cannot be read', () => {
    const young = { ...zoneFails(2, 2), ...startedAt(NOW) };
    expect(isFound('zone-failing', { ...young, missing: { ecs: 'throttled' } })).toBe(true);
  });
});
