// Unit layer: the finding that the tasks of a new revision do not serve.
import type { Target } from '#shared/domain/model/observation.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NEWEST, OLDER_REVISION, REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import { aTarget, aTargetGroup } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const KILL = { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' };

/** Older tasks that failed their health checks in the last half hour. */
function killedOlder(count: number, minutes = 12): NonNullable<ServiceState['stopped']> {
  return Array.from({ length: count }, (_, index) => ({
    ...KILL,
    id: `old-${index}`,
    taskDefinition: OLDER_REVISION,
    stoppedAt: minutesAgo(minutes),
  }));
}

describe('release-not-working', () => {
  /** A release of ten minutes ago; the tasks that are not of the older revision had the time to start. */
  const releasing = (state: ServiceState): ServiceState => ({
    deployments: [{ createdAt: minutesAgo(10), rolloutState: 'IN_PROGRESS' }],
    task: Object.fromEntries(
      [1, 2, 3, 4].map((number) => [number, { createdAt: minutesAgo(8), startedAt: minutesAgo(7) }]),
    ),
    ...state,
  });

  it.each<{ why: string; state: ServiceState; numbers: object; message: string }>([
    {
      why: 'no new task serves while the older ones do',
      state: { older: [2, 3, 4], hung: [1] },
      numbers: { newTasks: 1, idle: 1, silent: 1, olderTasks: 3 },
      message: 'new revision: 1 of 1 task does not serve; tasks of the older revision serve',
    },
    {
      why: 'the release replaced every task and none serves',
      state: { hung: [1, 2, 3, 4] },
      numbers: { newTasks: 4, idle: 4, silent: 4, olderTasks: 0 },
      message: 'new revision: 4 of 4 tasks do not serve',
    },
    {
      why: 'one of the older tasks serves',
      state: { tasks: 3, older: [2, 3], hung: [1, 2] },
      numbers: { newTasks: 1, olderTasks: 2 },
      message: 'new revision: 1 of 1 task does not serve; tasks of the older revision serve',
    },
  ])('is found when $why', ({ why: _, state, ...finding }) => {
    expect(found('release-not-working', releasing(state))).toMatchObject([
      { subject: REVISION, strength: 'soft', ...finding },
    ]);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'one of its tasks serves', state: { tasks: 3, older: [3], hung: [1] } },
    { why: 'the older tasks do not serve either', state: { tasks: 2, older: [2], hung: [1, 2] } },
    {
      why: 'its tasks wait for their first health check',
      state: { tasks: 2, older: [2], hung: [1], initial: [1], task: { 1: { createdAt: secondsAgo(60) } } },
    },
    {
      why: 'older ones have failed their health checks as well',
      state: { unhealthy: [1, 2, 3, 4], stopped: killedOlder(2) },
    },
    { why: 'it has no task yet', state: { tasks: 2, older: [1, 2], hung: [1] } },
    { why: 'it is not new', state: { deployments: [{}], tasks: 1, hung: [1], task: {} } },
  ])('is not found when $why', ({ state }) => {
    expect(found('release-not-working', releasing(state))).toEqual([]);
  });

  it.each<{ what: string; state: ServiceState; silent: number }>([
    { what: 'lets its work probe time out', state: { hung: [1] }, silent: 1 },
    {
      what: 'answers its work probe wrongly',
      state: { probe: { 1: { outcome: 'bad-status', status: 500 } } },
      silent: 0,
    },
    { what: 'is not probed and lets its health check time out', state: { probes: [], unhealthy: [1] }, silent: 1 },
    {
      what: 'is not probed and refuses its health check',
      state: { probes: [], unhealthy: [1], target: { 1: { reason: 'Target.FailedHealthChecks' } } },
      silent: 0,
    },
    {
      what: 'is neither probed nor registered',
      state: { probes: [], targets: [2, 3, 4].map((n) => aTarget(n)) },
      silent: 0,
    },
  ])('counts $silent silent tasks when the new task $what', ({ state, silent }) => {
    const [finding] = found('release-not-working', releasing({ older: [2, 3, 4], ...state }));
    expect(finding?.numbers).toEqual({ newTasks: 1, idle: 1, silent, olderTasks: 3 });
  });

  it('does not count a new task that is to stop', () => {
    const task = { 1: { desiredStatus: 'STOPPED', createdAt: minutesAgo(8), startedAt: minutesAgo(7) } };
    expect(isFound('release-not-working', releasing({ older: [2, 3, 4], hung: [1], task }))).toBe(false);
  });

  it.each([
    { count: 1, minutes: 12, expected: true },
    { count: 2, minutes: 12, expected: false },
    { count: 2, minutes: 29.9, expected: false },
    { count: 2, minutes: 30, expected: true },
  ])('is found when $count older tasks failed their health checks $minutes minutes ago: $expected', (row) => {
    const state = { unhealthy: [1, 2, 3, 4], stopped: killedOlder(row.count, row.minutes) };
    expect(isFound('release-not-working', releasing(state))).toBe(row.expected);
  });
});

describe('release-not-working, while new tasks start', () => {
  /** A release whose tasks 3 and 4 were created so many seconds ago and are red, beside older ones that serve. */
  const booting = (seconds: number, state: ServiceState = {}): ServiceState => ({
    deployments: [{ createdAt: secondsAgo(seconds + 20), rolloutState: 'IN_PROGRESS' }],
    older: [1, 2],
    unhealthy: [3, 4],
    task: Object.fromEntries(
      [3, 4].map((number) => [number, { createdAt: secondsAgo(seconds), startedAt: secondsAgo(seconds - 30) }]),
    ),
    ...state,
  });
  const check = { ...aTargetGroup().healthCheck, intervalSeconds: 30, healthyThreshold: 5 };
  const targets = (red: Partial<Target>) =>
    [1, 2, 3, 4].map((number) => ({
      id: `10.0.0.${number}`,
      port: 5000,
      availabilityZone: 'us-east-1a',
      ...(number < 3 ? { state: 'healthy' as const } : { state: 'unhealthy' as const, ...red }),
    }));
  /** Grace period 0 and checks of 30 s x 5. */
  const withDefaults = (seconds: number): ServiceState =>
    booting(seconds, {
      ecs: { healthCheckGracePeriodSeconds: 0 },
      targetGroups: [aTargetGroup({ healthCheck: check, targets: targets({ reason: 'Target.Timeout' }) })],
    });
  const MINUTE_EACH = {
    starts: Array.from({ length: 5 }, (_, n) => ({ task: `old-${n}`, at: NEWEST, tookMs: MINUTE })),
  };
  const FAST = { starts: Array.from({ length: 5 }, (_, n) => ({ task: `old-${n}`, at: NEWEST, tookMs: MINUTE / 2 })) };

  it.each([
    { what: 'the defaults of AWS', state: withDefaults, seconds: [37, 240, 479], late: 480 },
    { what: 'a grace period of 60 s', state: booting, seconds: [37, 240, 389], late: 390 },
    {
      what: 'starts of 60 s so far, while older tasks serve',
      state: (seconds: number) => booting(seconds, { baseline: MINUTE_EACH }),
      seconds: [37, 389],
      late: 390,
    },
    {
      what: 'starts that were fast so far, after all older tasks were replaced',
      state: (seconds: number) => booting(seconds, { baseline: FAST, tasks: [3, 4], older: [] }),
      seconds: [37, 89],
      late: 120,
    },
  ])('is not found with $what in time, and is found $late s after the creation', ({ state, seconds, late }) => {
    for (const age of seconds) expect(isFound('release-not-working', state(age))).toBe(false);
    expect(isFound('release-not-working', state(late))).toBe(true);
  });

  it('is found at once while the release harms users measurably', () => {
    const failing = {
      deployments: [{ createdAt: NEWEST - 2 * MINUTE, rolloutState: 'IN_PROGRESS' as const }],
      traffic: { requests: 600, target5xx: 60 },
      metrics: { requests: level(13, 600), failed: [...level(10, 0), ...level(3, 60)] },
    };
    expect(isFound('release-not-working', booting(200))).toBe(false);
    expect(isFound('release-not-working', booting(200, failing))).toBe(true);
  });
});
