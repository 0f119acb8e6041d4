// Unit layer: how much each task has to do, and the findings about it.
import { DAY, MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NEWEST, NOW, OLDER_REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound, NEWEST_MINUTES } from './found.ts';

/** Of `before` tasks `left` are left for so many minutes, while 600 requests a minute arrive. */
const fallen = (before: number, left: number, state: ServiceState = {}, minutes = 8): ServiceState => ({
  desired: left,
  tasks: left,
  stopped: Array.from({ length: before - left }, (_, index) => ({
    id: `gone-${index}`,
    startedAt: NOW - DAY,
    stoppedAt: minutesAgo(minutes),
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/42)',
  })),
  metrics: { requests: level(30, 600) },
  ...state,
});

describe('work-per-task-rising', () => {
  it('names the work of a task now and before, the tasks and the requests', () => {
    expect(found('work-per-task-rising', fallen(9, 3))).toMatchObject([
      {
        strength: 'hard',
        at: NEWEST + MINUTE,
        since: minutesAgo(8),
        numbers: { perTask: 200, tasks: 3, tasksBefore: 9, requests: 600, requestsBefore: 600 },
        message:
          'each task answers 200 requests a minute, usually 67: 3 tasks instead of 9, 600 requests instead of 600',
      },
    ]);
  });

  it.each([
    { left: 7, expected: false },
    { left: 6, expected: true },
    { left: 5, expected: true },
  ])('is found with $left of 9 tasks left: $expected', ({ left, expected }) => {
    expect(isFound('work-per-task-rising', fallen(9, left))).toBe(expected);
  });

  it.each([
    { newest: 899, expected: false },
    { newest: 900, expected: true },
    { newest: 901, expected: true },
  ])('is found for $newest requests a minute after 600: $expected', ({ newest, expected }) => {
    const metrics = { requests: [...level(27, 600), ...level(3, newest)] };
    expect(isFound('work-per-task-rising', { metrics })).toBe(expected);
  });

  it.each([
    { usual: 899, since: NEWEST - 2 * MINUTE },
    { usual: 900, since: NEWEST - 3 * MINUTE },
    { usual: 901, since: NEWEST - 3 * MINUTE },
  ])('begins with a minute of at least half more work than usual: $usual after 600', ({ usual, since }) => {
    const metrics = { requests: [...level(26, 600), usual, ...level(3, 1_800)] };
    expect(found('work-per-task-rising', { metrics })).toMatchObject([{ since }]);
  });

  it.each([
    { newestMinute: minutesAgo(1), at: NOW, what: 'has just ended' },
    { newestMinute: secondsAgo(30), at: secondsAgo(30), what: 'has not ended, but the one before has' },
  ])('is measured until the end of the newest minute that $what', ({ newestMinute, at }) => {
    const metrics = { requests: [...level(26, 600), ...level(4, 1_800)] };
    expect(found('work-per-task-rising', { metrics, newestMinute })).toMatchObject([{ at }]);
  });

  it('begins with the newest minute where that one is as usual again', () => {
    const metrics = { requests: [...level(27, 600), 1_800, 1_800, 600] };
    expect(found('work-per-task-rising', { metrics })).toMatchObject([{ since: NEWEST }]);
  });

  it.each([
    { perTask: 9, expected: false },
    { perTask: 10, expected: true },
  ])('is found for $perTask requests a minute to each task, ten at least: $expected', ({ perTask, expected }) => {
    const metrics = { requests: [...level(27, 4), ...level(3, 4 * perTask)] };
    expect(isFound('work-per-task-rising', { metrics })).toBe(expected);
  });

  it.each([
    { minutes: 14, expected: false },
    { minutes: 15, expected: true },
  ])('is found with five minutes at least ten minutes older, of $minutes: $expected', ({ minutes, expected }) => {
    const metrics = { requests: [...level(minutes - 3, 600), ...level(3, 1_800)] };
    expect(isFound('work-per-task-rising', { metrics })).toBe(expected);
  });

  it.each(NEWEST_MINUTES)('is found in minutes of which the newest began $minutes minutes ago: $isCurrent', (row) => {
    const state = fallen(9, 3, { newestMinute: minutesAgo(row.minutes) }, 13);
    expect(isFound('work-per-task-rising', state)).toBe(row.isCurrent);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'the tasks cannot be read', state: { missing: { tasks: 'throttled' } } },
    { why: 'the stopped tasks cannot be read', state: { missing: { stoppedTasks: 'throttled' } } },
    { why: 'no request was counted', state: { metrics: {} } },
  ])('is not found while $why', ({ state }) => {
    expect(isFound('work-per-task-rising', fallen(9, 3, state))).toBe(false);
  });

  it('does not count tasks that never ran, and counts a brief one for its time', () => {
    const { stopped = [] } = fallen(9, 3);
    const without: object = { startedAt: undefined };
    const state = fallen(9, 3, {
      tasks: 4,
      task: { 4: { ...without } },
      stopped: [
        ...stopped,
        { id: 'failed', ...without },
        { id: 'brief', startedAt: NEWEST, stoppedAt: NEWEST + 30_000 },
      ],
    });
    expect(found('work-per-task-rising', state)).toMatchObject([{ numbers: { tasks: 3, tasksBefore: 9 } }]);
  });

  const leaving = (from: readonly number[]): ServiceState => {
    const listed = [4, 5, 6, 7, 8, 9].map((number) => `(task gone-${number})`).join(' ');
    return {
      stopped: [],
      events: [
        { at: minutesAgo(8), message: `(service registry) has stopped 6 running tasks: ${listed}.` },
        { at: minutesAgo(9), message: '(service registry) has begun draining connections on 6 tasks.' },
        ...from.map((minutes) => ({
          at: minutesAgo(minutes),
          message: `(service registry) has started 6 tasks: ${listed}.`,
        })),
      ],
    };
  };

  it('counts tasks that ECS lists no more, because their targets drain', () => {
    expect(found('work-per-task-rising', fallen(9, 3, leaving([])))).toMatchObject([{ numbers: { tasksBefore: 9 } }]);
    expect(isFound('work-per-task-rising', fallen(9, 3, leaving([9])))).toBe(false);
    expect(isFound('work-per-task-rising', fallen(9, 3, { stopped: [] }))).toBe(false);
  });

  it('counts a task once that ECS lists as stopped and names in its message', () => {
    const { events = [] } = leaving([]);
    const stopped = [4, 5, 6, 7, 8, 9].map((number) => ({
      id: `gone-${number}`,
      startedAt: NOW - DAY,
      stoppedAt: minutesAgo(7),
    }));
    expect(found('work-per-task-rising', fallen(9, 3, { events, stopped }))).toMatchObject([
      { numbers: { tasksBefore: 9 } },
    ]);
  });

  it('is not found when a rollout replaces all tasks within some minutes', () => {
    const startedAt = minutesAgo(4.5);
    const stopped = [1, 2, 3, 4].map((number) => ({
      id: `gone-${number}`,
      startedAt: NOW - DAY,
      stoppedAt: startedAt,
    }));
    const task = Object.fromEntries([1, 2, 3, 4].map((number) => [number, { startedAt }]));
    expect(isFound('work-per-task-rising', { stopped, task, metrics: { requests: level(30, 600) } })).toBe(false);
  });

  it.each([
    { ecs: { strategy: 'CANARY' }, expected: false },
    { ecs: { controller: 'CODE_DEPLOY' }, expected: false },
    { ecs: {}, expected: true },
  ] as const)('is found when a second set of tasks has left, with $ecs: $expected', ({ ecs, expected }) => {
    const { stopped = [] } = fallen(8, 4);
    const state = fallen(8, 4, { ecs, stopped: stopped.map((task) => ({ ...task, taskDefinition: OLDER_REVISION })) });
    expect(isFound('work-per-task-rising', state)).toBe(expected);
  });

  it('counts every running task where the service cannot be read', () => {
    expect(isFound('work-per-task-rising', fallen(9, 3, { missing: { ecs: 'throttled' } }))).toBe(true);
  });
});

describe('desired-count-lowered', () => {
  it('names the tasks before and the desired count', () => {
    expect(found('desired-count-lowered', fallen(8, 1))).toMatchObject([
      {
        since: minutesAgo(8),
        numbers: { from: 8, to: 1 },
        message: 'the desired count is 1, 8 tasks ran before, and each task has more work since',
      },
    ]);
  });

  it.each<{ what: string; state: ServiceState }>([
    { what: 'Spot took tasks and the count stands', state: fallen(8, 3, { desired: 8 }) },
    {
      what: 'the work did not rise',
      state: fallen(8, 3, { metrics: { requests: [...level(22, 600), ...level(8, 225)] } }),
    },
    { what: 'the service cannot be read', state: fallen(8, 1, { missing: { ecs: 'throttled' } }) },
  ])('is not found when $what', ({ state }) => {
    expect(isFound('desired-count-lowered', state)).toBe(false);
  });
});
