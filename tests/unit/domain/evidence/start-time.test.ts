// Unit layer: the time that a new task may take until it serves.
import { isStillStarting, patientStartTimeMs, startTimeAllowedMs } from '#shared/domain/evidence/start-time.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import { aTargetGroup, aTask } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

const starts = (...seconds: readonly number[]): ServiceState => ({
  baseline: { starts: seconds.map((took, index) => ({ task: `old-${index}`, at: NOW, tookMs: took * SECOND })) },
});
const groupsWith = (healthCheck: object): ServiceState => ({
  targetGroups: [aTargetGroup({ healthCheck: { ...aTargetGroup().healthCheck, ...healthCheck } })],
});
const { healthyThreshold: _, ...withoutThreshold } = aTargetGroup().healthCheck;

describe('the time allowed for a start', () => {
  it.each<{ what: string; state: ServiceState; seconds: number }>([
    { what: 'grace 60 s, checks of 10 s x 2, nothing learned', state: {}, seconds: 60 + 30 + 300 },
    {
      what: 'the defaults of AWS, nothing learned',
      state: { ecs: { healthCheckGracePeriodSeconds: 0 }, ...groupsWith({ intervalSeconds: 30, healthyThreshold: 5 }) },
      seconds: 180 + 300,
    },
    {
      what: 'an unknown threshold, which counts as that of AWS',
      state: { targetGroups: [aTargetGroup({ healthCheck: withoutThreshold })] },
      seconds: 60 + 60 + 300,
    },
    { what: 'the slower of two target groups', state: twoGroups(), seconds: 60 + 60 + 300 },
    { what: 'no target group', state: { targetGroups: [] }, seconds: 60 + 300 },
    { what: 'an unreadable service', state: { missing: { ecs: 'throttled' } }, seconds: 30 + 300 },
    { what: 'one start of 100 s', state: starts(100), seconds: 300 },
    { what: 'four starts, the slowest of 100 s', state: starts(50, 100, 60, 70), seconds: 300 },
    { what: 'five starts, the slowest of 100 s', state: starts(50, 100, 60, 70, 80), seconds: 150 },
    { what: 'starts faster than the health checks allow', state: starts(10, 10, 10, 10, 10), seconds: 90 },
    { what: 'impossible starts', state: starts(0, -1, Number.NaN, Number.POSITIVE_INFINITY), seconds: 390 },
    { what: 'an unreadable baseline', state: { missing: { baseline: 'throttled' } }, seconds: 390 },
  ])('with $what is $seconds s', ({ state, seconds }) => {
    expect(startTimeAllowedMs(service(state))).toBe(seconds * SECOND);
  });

  it('is the 99th percentile of many starts, not their outlier', () => {
    const many = starts(3600, ...Array.from({ length: 149 }, () => 100));
    expect(startTimeAllowedMs(service(many))).toBe(150 * SECOND);
  });
});

it.each([
  { what: 'five starts of 45 s', state: starts(45, 45, 45, 45, 45), seconds: 390 },
  { what: 'five starts of 600 s', state: starts(600, 600, 600, 600, 600), seconds: 900 },
  { what: 'four starts of 45 s', state: starts(45, 45, 45, 45), seconds: 390 },
  { what: 'starts faster than the health checks allow', state: starts(10, 10, 10, 10, 10), seconds: 390 },
  { what: 'no start that was seen', state: {}, seconds: 390 },
])('without hurry, a start after $what may take $seconds s', ({ state, seconds }) => {
  expect(patientStartTimeMs(service(state))).toBe(seconds * SECOND);
});

function twoGroups(): ServiceState {
  const { healthCheck } = aTargetGroup();
  return { targetGroups: [aTargetGroup(), aTargetGroup({ healthCheck: { ...healthCheck, intervalSeconds: 20 } })] };
}

describe('a new task', () => {
  /** Task 1 runs and its target is red, unless set; it was created so many seconds ago. */
  const isStarting = (seconds: number, state: ServiceState = { unhealthy: [1] }): boolean => {
    const task = { 1: { createdAt: secondsAgo(seconds), startedAt: secondsAgo(seconds - 20), ...state.task?.[1] } };
    const observation = service({ ...state, tasks: 1, task });
    const [first] = itemsOf(observation.tasks);
    return first !== undefined && isStillStarting(observation, first, NOW);
  };

  it.each([
    { seconds: 389, expected: true },
    { seconds: 390, expected: false },
    { seconds: 391, expected: false },
  ])('whose target is red is still starting $seconds s after its creation, of 390 s: $expected', (row) => {
    expect(isStarting(row.seconds)).toBe(row.expected);
  });

  /** Starts of 45 s were learned, so a start may take 90 s. */
  const FAST: ServiceState = { unhealthy: [1], ...starts(45, 45, 45, 45, 45) };

  it.each([
    { seconds: 89, started: 70, expected: true },
    { seconds: 200, started: 89, expected: true },
    { seconds: 200, started: 90, expected: false },
  ])('created $seconds s ago that runs since $started s has 90 s of health checks: $expected', (row) => {
    const task = { 1: { startedAt: secondsAgo(row.started) } };
    expect(isStarting(row.seconds, { ...FAST, task })).toBe(row.expected);
  });

  it.each([
    { seconds: 389, expected: true },
    { seconds: 390, expected: false },
  ])('that pulls its image for $seconds s is still starting, longer than others did: $expected', (row) => {
    const { startedAt: __, ...pending } = aTask(1, { lastStatus: 'PENDING', createdAt: secondsAgo(row.seconds) });
    expect(isStillStarting(service(FAST), pending, NOW)).toBe(row.expected);
  });

  it.each<{ what: string; state: ServiceState; expected: boolean }>([
    { what: 'waits for its first health check', state: { initial: [1] }, expected: true },
    { what: 'is pending', state: { initial: [1], task: { 1: { lastStatus: 'PENDING' } } }, expected: true },
    { what: 'is not registered yet', state: { targets: [] }, expected: true },
    { what: 'serves', state: {}, expected: false },
    { what: 'passes its target health check and fails its work probe', state: { hung: [1] }, expected: false },
    { what: 'has no target and fails its work probe', state: { targetGroups: [], hung: [1] }, expected: true },
    {
      what: 'passes its container health check and fails its work probe',
      state: { targetGroups: [], hung: [1], task: { 1: { healthStatus: 'HEALTHY' } } },
      expected: false,
    },
    {
      what: 'waits while the baseline cannot be read',
      state: { initial: [1], missing: { baseline: 'throttled' } },
      expected: true,
    },
    { what: 'is being stopped', state: { unhealthy: [1], task: { 1: { desiredStatus: 'STOPPED' } } }, expected: false },
    { what: 'has stopped', state: { unhealthy: [1], task: { 1: { lastStatus: 'STOPPED' } } }, expected: false },
    {
      what: 'served in an earlier check',
      state: { unhealthy: [1], baseline: { starts: [{ task: 'task-1', at: NOW, tookMs: 2 * MINUTE }] } },
      expected: false,
    },
  ])('that $what is still starting: $expected', ({ state, expected }) => {
    expect(isStarting(100, state)).toBe(expected);
  });
});
