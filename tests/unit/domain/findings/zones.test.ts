// Unit layer: the finding that an Availability Zone fails, as a whole or by losing packets.
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import { aKilledTask, anUnhealthyEvent } from '#tests/builders/kills.ts';
import { level } from '#tests/builders/metrics.ts';
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

  it.each(GRACE_PERIOD)('is found for tasks that started $seconds s ago: $isOver', ({ seconds, isOver }) => {
    expect(isFound('zone-failing', { ...zoneFails(2, 2), ...startedAt(secondsAgo(seconds)) })).toBe(isOver);
  });

  it('grants no grace period while the service cannot be read', () => {
    const young = { ...zoneFails(2, 2), ...startedAt(NOW) };
    expect(isFound('zone-failing', { ...young, missing: { ecs: 'throttled' } })).toBe(true);
  });
});

describe('zone-failing where a zone loses packets', () => {
  const killedIn = (zone: string, count: number, given: Partial<StoppedTask> = {}) =>
    numbersTo(count).map((number) =>
      aKilledTask({ id: `${zone}-${number}`, availabilityZone: zone, stoppedAt: minutesAgo(12), ...given }),
    );
  /** Tasks 1 and 2 are in zone a, 3 and 4 in b, 5 and 6 in c. Requests fail all the time. */
  const lossy = (state: ServiceState = {}): ServiceState => ({
    tasks: 6,
    zones: { a: [1, 2], b: [3, 4], c: [5, 6] },
    unhealthy: [1],
    stopped: killedIn('a', 1),
    metrics: { requests: level(10, 600), failed: level(10, 90) },
    ...state,
  });

  it('counts the tasks that time out and those that ECS has replaced', () => {
    expect(found('zone-failing', lossy())).toMatchObject([
      {
        strength: 'hard',
        subject: 'a',
        since: minutesAgo(12),
        numbers: { tasks: 1, killed: 1, serving: 1, elsewhere: 4 },
        message: 'in a 1 task of 2 time out, and ECS stopped 1 there in 30 minutes; all 4 in other zones serve',
      },
    ]);
  });

  it.each([
    { kills: 0, errors: true, expected: false },
    { kills: 1, errors: true, expected: true },
    { kills: 1, errors: false, expected: false },
    { kills: 2, errors: false, expected: true },
  ])(
    'is found for one task and $kills kills while users meet errors, $errors: $expected',
    ({ kills, errors, expected }) => {
      const metrics = { requests: level(10, 600), failed: level(10, errors ? 90 : 0) };
      expect(isFound('zone-failing', lossy({ stopped: killedIn('a', kills), metrics }))).toBe(expected);
    },
  );

  it.each([
    { minutes: 4, expected: false },
    { minutes: 5, expected: true },
  ])('is found when errors have gone on for $minutes minutes: $expected', ({ minutes, expected }) => {
    const metrics = { requests: level(10, 600), failed: [...level(10 - minutes, 0), ...level(minutes, 90)] };
    expect(isFound('zone-failing', lossy({ metrics }))).toBe(expected);
  });

  it.each([
    { serving: [2], expected: true },
    { serving: [2, 7], expected: false },
  ])('is found for two failures beside the serving tasks $serving of the zone: $expected', ({ serving, expected }) => {
    const zones = { a: [1, ...serving], b: [3, 4], c: [5, 6] };
    expect(isFound('zone-failing', lossy({ tasks: [1, ...serving, 3, 4, 5, 6], zones }))).toBe(expected);
  });

  it.each<{ what: string; state: ServiceState }>([
    { what: 'a task in its grace period', state: { task: { 1: { startedAt: NOW } } } },
    { what: 'a work probe that times out', state: { unhealthy: [], hung: [1] } },
    { what: 'a probe far slower than elsewhere', state: { unhealthy: [], probe: { 1: { latencyMs: 900 } } } },
    {
      what: 'a kill that ECS explains with a timeout',
      state: { events: [anUnhealthyEvent('a-1', 'Request timed out', minutesAgo(13))] },
    },
    { what: 'a service that cannot be read', state: { missing: { ecs: 'throttled' } } },
  ])('counts $what', ({ state }) => {
    expect(isFound('zone-failing', lossy(state))).toBe(true);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'ECS stopped a task in another zone', state: { stopped: [...killedIn('a', 2), ...killedIn('b', 1)] } },
    { why: 'the zone of a kill is not known', state: { stopped: [aKilledTask()] } },
    {
      why: 'the kills are older than half an hour',
      state: { stopped: killedIn('a', 3, { stoppedAt: minutesAgo(30) }) },
    },
    {
      why: 'a task elsewhere fails in another way',
      state: { target: { 3: { state: 'unhealthy', reason: 'Target.FailedHealthChecks' } } },
    },
    { why: 'no task times out now', state: { unhealthy: [] } },
    { why: 'the task is refused', state: { target: { 1: { reason: 'Target.FailedHealthChecks' } } } },
    {
      why: 'the task answers its probe with an error',
      state: { unhealthy: [], probe: { 1: { outcome: 'bad-status', status: 500 } } },
    },
    {
      why: 'ECS gives another reason for a kill',
      state: { events: [anUnhealthyEvent('a-1', 'Health checks failed with these codes: [503]', minutesAgo(13))] },
    },
    {
      why: 'other zones have one task',
      state: { tasks: [1, 2, 3], zones: { a: [1, 2], b: [3] } },
    },
    {
      why: 'all of it happens on one container instance',
      state: { stopped: killedIn('a', 2, { containerInstance: 'i' }), task: { 1: { containerInstance: 'i' } } },
    },
    {
      why: 'the probe is slow, but no slower than elsewhere',
      state: {
        unhealthy: [],
        probe: Object.fromEntries(numbersTo(6).map((number) => [number, { latencyMs: 600 }])),
      },
    },
    {
      why: 'the probe is slower, but far from its timeout',
      state: { unhealthy: [], probe: { 1: { latencyMs: 500 } } },
    },
    {
      why: 'no other task is probed',
      state: { unhealthy: [], probes: [{ taskId: 'task-1', outcome: 'ok', latencyMs: 900, at: NOW }] },
    },
    { why: 'the errors are not current', state: { newestMinute: minutesAgo(10) } },
  ])('is not found when $why', ({ state }) => {
    expect(isFound('zone-failing', lossy(state))).toBe(false);
  });
});
