// Unit layer: the finding that an Availability Zone loses packets, so that its tasks time out one after the other.
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { minutesAgo, NOW } from '#tests/builders/constants.ts';
import { aKilledTask, anUnhealthyEvent } from '#tests/builders/kills.ts';
import { level } from '#tests/builders/metrics.ts';
import { numbersTo } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

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
    const metrics = { requests: level(12, 600), failed: [...level(12 - minutes, 0), ...level(minutes, 90)] };
    expect(isFound('zone-failing', lossy({ metrics }))).toBe(expected);
    const shorter = { requests: level(minutes, 600), failed: level(minutes, 90) };
    expect(isFound('zone-failing', lossy({ metrics: shorter }))).toBe(expected);
  });

  it.each([
    { failed: 5, expected: false },
    { failed: 6, expected: false },
    { failed: 7, expected: true },
  ])('is found when $failed of 600 requests a minute fail, above the objective of 1 %: $expected', (row) => {
    const metrics = { requests: level(10, 600), failed: level(10, row.failed) };
    expect(isFound('zone-failing', lossy({ metrics }))).toBe(row.expected);
  });

  it.each([
    { kills: 1, serving: [2, 7], what: 'two of four', expected: false },
    { kills: 2, serving: [2, 7], what: 'three of five', expected: true },
    { kills: 3, serving: [2, 7], what: 'four of six', expected: true },
  ])('is found when $what tasks of the zone have failed, most of them: $expected', ({ kills, serving, expected }) => {
    const tasks = [1, ...serving, 3, 4, 5, 6];
    const zones = { a: [1, ...serving], b: [3, 4], c: [5, 6] };
    expect(isFound('zone-failing', lossy({ tasks, zones, stopped: killedIn('a', kills) }))).toBe(expected);
  });

  it.each([
    { elsewhere: 179, expected: true },
    { elsewhere: 180, expected: false },
    { elsewhere: 181, expected: false },
  ])('is found for a probe of 900 ms beside $elsewhere ms elsewhere, five times as long: $expected', (row) => {
    const elsewhere = { latencyMs: row.elsewhere };
    const probe = { 1: { latencyMs: 900 }, 3: elsewhere, 4: elsewhere, 5: elsewhere, 6: elsewhere };
    expect(isFound('zone-failing', lossy({ unhealthy: [], probe }))).toBe(row.expected);
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
    {
      what: 'a work probe that times out where probes take long elsewhere',
      state: { unhealthy: [], hung: [1], probe: Object.fromEntries([3, 4, 5, 6].map((n) => [n, { latencyMs: 300 }])) },
    },
    {
      what: 'slow probes of most of its tasks',
      state: {
        tasks: 9,
        zones: { a: [1, 2, 7, 8, 9], b: [3, 4], c: [5, 6] },
        unhealthy: [],
        probe: Object.fromEntries([1, 2, 7, 8, 9].map((n) => [n, { latencyMs: 900 }])),
      },
    },
    {
      what: 'no task of the zone that is stopping',
      state: { tasks: 7, zones: { a: [1, 2, 7], b: [3, 4], c: [5, 6] }, task: { 7: { desiredStatus: 'STOPPED' } } },
    },
    {
      what: 'no task of the zone that is still starting',
      state: { tasks: 7, zones: { a: [1, 2, 7], b: [3, 4], c: [5, 6] }, initial: [7], probes: [] },
    },
    { what: 'two tasks that serve elsewhere', state: { tasks: 4, zones: { a: [1, 2], b: [3, 4] } } },
    {
      what: 'a kill that ECS does not explain, beside an explained one elsewhere',
      state: { events: [anUnhealthyEvent('b-9', 'Health checks failed with these codes: [503]', minutesAgo(13))] },
    },
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
    { why: 'no task times out now', state: { unhealthy: [], stopped: killedIn('a', 3) } },
    {
      why: 'the only task of the zone fails',
      state: { tasks: [1, 3, 4, 5, 6], zones: { a: [1], b: [3, 4], c: [5, 6] }, stopped: [] },
    },
    {
      why: 'ECS gives another reason for one of two kills',
      state: {
        stopped: killedIn('a', 2),
        events: [anUnhealthyEvent('a-1', 'Health checks failed with these codes: [503]', minutesAgo(13))],
      },
    },
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
