// Unit layer: checks that time out for all tasks at once, in services without any other check of their tasks.
import { HOUR } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, secondsAgo, TARGET_GROUP_ARN } from '#tests/builders/constants.ts';
import { aKilledTask, anUnhealthyEvent } from '#tests/builders/kills.ts';
import { level } from '#tests/builders/metrics.ts';
import { aBreaker, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const meaningIn = (state: ServiceState) => found('targets-fail-alike', state)[0]?.meaning;

describe('targets-fail-alike', () => {
  const LONG_AGO = NOW - 3 * HOUR;
  /** Two tasks that had served for hours timed out together eight minutes ago; since then nothing is reached. */
  const cut = (state: ServiceState = {}): ServiceState => ({
    tasks: 2,
    initial: [1, 2],
    task: { 1: { startedAt: NOW }, 2: { startedAt: NOW } },
    stopped: ['a', 'b'].map((id) => aKilledTask({ id, startedAt: LONG_AGO, stoppedAt: minutesAgo(7) })),
    events: ['a', 'b'].map((id) => anUnhealthyEvent(id, 'Request timed out', minutesAgo(8))),
    traffic: { requests: 600, elb504: 600 },
    missing: { taskProbes: 'not-configured' },
    ...state,
  });

  it('means that the network path is cut when all time out at once and no request gets through', () => {
    expect(meaningIn(cut())).toBe('check-unanswered');
  });

  it('is found for tasks that still run', () => {
    const events = [1, 2].map((number) => anUnhealthyEvent(`task-${number}`, 'Request timed out', minutesAgo(1)));
    expect(meaningIn(cut({ initial: [], unhealthy: [1, 2], task: {}, stopped: [], events }))).toBe('check-unanswered');
  });

  it.each([
    { requests: 100, elb504: 94, expected: undefined },
    { requests: 100, elb504: 95, expected: 'check-unanswered' },
    { requests: 19, elb504: 19, expected: undefined },
    { requests: 20, elb504: 20, expected: 'check-unanswered' },
  ])('is $expected when $elb504 of $requests requests time out', ({ expected, ...traffic }) => {
    expect(meaningIn(cut({ traffic }))).toBe(expected);
  });

  it.each([
    { seconds: 120, expected: 'check-unanswered' },
    { seconds: 121, expected: undefined },
  ])('is $expected when the tasks fail $seconds s apart', ({ seconds, expected }) => {
    const events = [
      anUnhealthyEvent('a', 'Request timed out', secondsAgo(300)),
      anUnhealthyEvent('b', 'Request timed out', secondsAgo(300 + seconds)),
    ];
    expect(meaningIn(cut({ events }))).toBe(expected);
  });

  it.each([
    { minutes: 59, expected: undefined },
    { minutes: 60, expected: 'check-unanswered' },
  ])('is $expected for tasks that had served for $minutes minutes', ({ minutes, expected }) => {
    const startedAt = minutesAgo(8 + minutes);
    const stopped = ['a', 'b'].map((id) => aKilledTask({ id, startedAt, stoppedAt: minutesAgo(7) }));
    expect(meaningIn(cut({ stopped }))).toBe(expected);
  });

  it.each([
    { minutes: 29, expected: 'check-unanswered' },
    { minutes: 30, expected: undefined },
    { minutes: 31, expected: undefined },
  ])('is $expected when ECS reported it $minutes minutes ago', ({ minutes, expected }) => {
    const events = ['a', 'b'].map((id) => anUnhealthyEvent(id, 'Request timed out', minutesAgo(minutes)));
    expect(meaningIn(cut({ events }))).toBe(expected);
  });

  it('leaves out a task that is stopping', () => {
    const state = cut({
      initial: [2],
      target: { 1: { state: 'draining' } },
      task: { 1: { startedAt: LONG_AGO, desiredStatus: 'STOPPED' }, 2: { startedAt: NOW } },
    });
    const events = [...(state.events ?? []), anUnhealthyEvent('task-1', 'Request timed out', minutesAgo(20))];
    expect(meaningIn({ ...state, events })).toBe('check-unanswered');
  });

  it('leaves out an earlier report of another kind', () => {
    const events = [...(cut().events ?? []), anUnhealthyEvent('b', 'Health checks failed', minutesAgo(20))];
    expect(meaningIn(cut({ events }))).toBe('check-unanswered');
  });

  it.each<{ why: string; state: ServiceState }>([
    {
      why: 'only one of the tasks was reported',
      state: { events: ['a', 'c'].map((id) => anUnhealthyEvent(id, 'Request timed out', minutesAgo(8))) },
    },
    {
      why: 'one of the tasks was reported for another target group',
      state: {
        events: [
          anUnhealthyEvent('a', 'Request timed out', minutesAgo(8)),
          anUnhealthyEvent('b', 'Request timed out', minutesAgo(8), `${TARGET_GROUP_ARN}-admin`),
        ],
      },
    },
    {
      why: 'the service cannot be read while its tasks time out',
      state: {
        initial: [],
        unhealthy: [1, 2],
        task: {},
        stopped: [],
        missing: { ecs: 'throttled', taskProbes: 'not-configured' },
      },
    },
    {
      why: 'one of two breakers is open',
      state: { breakers: [aBreaker(), aBreaker({ name: 'other', state: 'open' })] },
    },
    { why: 'a rollout is in progress', state: { deployments: [{ rolloutState: 'IN_PROGRESS' }] } },
    {
      why: 'the revision is new and the first one',
      state: { deployments: [{ createdAt: minutesAgo(20) }], releases: [aRelease()] },
    },
    { why: 'a dependency does not answer', state: { down: ['database'] } },
    { why: 'a breaker is open', state: { breaker: 'open' } },
    { why: 'the CPU is saturated', state: { metrics: { cpu: level(5, 0.95) } } },
    { why: 'requests rise', state: { metrics: { requests: [...level(20, 600), ...level(10, 6_000)] } } },
    { why: 'the traffic is not known', state: { missing: { traffic: 'throttled', taskProbes: 'not-configured' } } },
    {
      why: 'a container fails its check',
      state: { task: { 1: { startedAt: NOW, healthStatus: 'UNHEALTHY' }, 2: { startedAt: NOW } } },
    },
    { why: 'the work probes fail', state: { hung: [1, 2], missing: {} } },
    { why: 'the service cannot be read', state: { missing: { ecs: 'throttled', taskProbes: 'not-configured' } } },
  ])('is not found when $why', ({ state }) => {
    expect(isFound('targets-fail-alike', cut(state))).toBe(false);
  });
});
