// Unit layer: findings about the newest deployment and its tasks.
import { HOUR, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { anOlderRelease, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const failures = (count: number, given: NonNullable<ServiceState['stopped']>[number] = {}): ServiceState => ({
  stopped: Array.from({ length: count }, () => given),
});

describe('release-failing-tasks', () => {
  const releasedAt = minutesAgo(20);
  /** No task of the release runs yet, and the older ones serve. */
  const rollingOut = (failedTasks = 0): ServiceState => ({
    deployments: [{ createdAt: releasedAt, rolloutState: 'IN_PROGRESS', failedTasks }],
    older: [1, 2, 3, 4],
  });
  const completed = (failedTasks = 0): ServiceState => ({ deployments: [{ createdAt: releasedAt, failedTasks }] });
  const isFailing = (state: ServiceState) => isFound('release-failing-tasks', state);

  it.each([
    { count: 1, expected: false },
    { count: 2, expected: true },
    { count: 3, expected: true },
  ])('is found while the release rolls out and $count tasks failed: $expected', ({ count, expected }) => {
    expect(isFailing({ ...rollingOut(), ...failures(count) })).toBe(expected);
    expect(isFailing({ ...rollingOut(count), ...failures(1) })).toBe(expected);
  });

  it('counts the tasks that never started and quotes the last failure', () => {
    const unstarted = failures(2, { stopCode: 'TaskFailedToStart', stoppedReason: 'CannotPullContainerError' });
    expect(found('release-failing-tasks', { ...rollingOut(), ...unstarted })).toMatchObject([
      {
        strength: 'hard',
        subject: REVISION,
        numbers: { failures: 2, neverStarted: 2 },
        message: '2 tasks of the new revision failed, last task-0-1: CannotPullContainerError',
      },
    ]);
  });

  it('tells apart the tasks that never started from those that ran', () => {
    const stopped = [{ stopCode: 'TaskFailedToStart' }, {}, {}];
    const numbers = { failures: 3, neverStarted: 1 };
    expect(found('release-failing-tasks', { ...rollingOut(), stopped })).toMatchObject([{ numbers }]);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'of another revision', state: failures(3, { taskDefinition: OLDER_REVISION }) },
    { why: 'from before the release', state: failures(3, { stoppedAt: releasedAt - 1 }) },
    { why: 'that an operator stopped', state: failures(3, { stopCode: 'UserInitiated' }) },
    { why: 'that only ECS counts, since it counts kills by health checks as well', state: rollingOut(3) },
  ])('does not count tasks $why', ({ state }) => {
    expect(isFailing({ ...rollingOut(), ...state })).toBe(false);
  });

  it('quotes the newest failure and counts one at the instant of the release', () => {
    const stopped = [{ stoppedAt: releasedAt }, { stoppedAt: releasedAt + 1, stoppedReason: 'the newest' }];
    expect(found('release-failing-tasks', { ...rollingOut(), stopped })[0]?.message).toContain('the newest');
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'all tasks serve', state: { ...completed(), ...failures(3) } },
    { why: 'a healthy task fails one work probe', state: { ...completed(), ...failures(3), hung: [1] } },
    { why: 'only ECS counts failures', state: { ...completed(3), tasks: 3 } },
  ])('is not found once the release is completed and $why', ({ state }) => {
    expect(isFailing(state)).toBe(false);
  });

  it.each([
    { minutes: 9, expected: true },
    { minutes: 10, expected: true },
    { minutes: 10.1, expected: false },
  ])('is found after the rollout with tasks missing and failures $minutes minutes ago: $expected', (row) => {
    const failed = failures(2, { stoppedAt: minutesAgo(row.minutes) });
    expect(isFailing({ ...completed(), ...failed, tasks: 3 })).toBe(row.expected);
  });

  it.each([
    { minutes: 59, first: 1, expected: true },
    { minutes: 62.9, first: 3, expected: true },
    { minutes: 63, first: 3, expected: false },
    { minutes: 90, first: 31, expected: true },
    { minutes: 90, first: 30, expected: false },
  ])('is found for a release completed $minutes minutes ago that fails for $first minutes: $expected', (row) => {
    const deployments = [{ createdAt: NOW - row.minutes * MINUTE }];
    const stopped = [{ stoppedAt: minutesAgo(row.first) }, { stoppedAt: minutesAgo(3) }, { stoppedAt: minutesAgo(1) }];
    expect(isFailing({ deployments, stopped, tasks: 3 })).toBe(row.expected);
  });

  it('is not found for failures that began when the release was new and have paused since', () => {
    const deployments = [{ createdAt: minutesAgo(90) }];
    const stopped = [{ stoppedAt: minutesAgo(33) }, { stoppedAt: minutesAgo(2) }, { stoppedAt: minutesAgo(1) }];
    expect(isFailing({ deployments, stopped, tasks: 3 })).toBe(false);
  });

  it.each(['IN_PROGRESS', 'FAILED'] as const)('is found for a release that is %s since two hours', (rolloutState) => {
    const deployments = [{ createdAt: NOW - 2 * HOUR, rolloutState }];
    const stopped = [{ stoppedAt: minutesAgo(115) }, { stoppedAt: minutesAgo(110) }];
    expect(isFailing({ deployments, stopped, older: [1, 2, 3], tasks: 3 })).toBe(true);
  });

  it.each<{ what: string; state: ServiceState; expected: boolean }>([
    { what: 'all of its tasks pass', state: { older: [] }, expected: false },
    { what: 'all of its tasks are red', state: { older: [], unhealthy: [1, 2, 3, 4] }, expected: true },
    {
      what: 'it is to have no task yet',
      state: { deployments: [{ createdAt: releasedAt, rolloutState: 'IN_PROGRESS', desiredCount: 0 }] },
      expected: true,
    },
  ])('is found while the release rolls out and $what: $expected', ({ state, expected }) => {
    expect(isFailing({ ...rollingOut(), ...failures(2), ...state })).toBe(expected);
  });

  it.each([
    { tasks: 3, expected: true },
    { tasks: 4, expected: false },
    { tasks: 5, expected: false },
  ])('is found once the rollout failed and $tasks of 4 older tasks serve: $expected', ({ tasks, expected }) => {
    const deployments = [{ createdAt: releasedAt, rolloutState: 'FAILED' as const }];
    expect(isFailing({ deployments, tasks, older: [1, 2, 3, 4, 5], ...failures(2) })).toBe(expected);
  });

  it('is not found for a revision that served before', () => {
    const releases = [anOlderRelease({ createdAt: releasedAt, before: [REVISION] }), aRelease(), anOlderRelease()];
    const deployments = [
      { taskDefinition: OLDER_REVISION, createdAt: releasedAt, rolloutState: 'IN_PROGRESS' } as const,
    ];
    const stopped = [{ taskDefinition: OLDER_REVISION }, { taskDefinition: OLDER_REVISION }];
    expect(isFailing({ releases, deployments, stopped })).toBe(false);
  });
});

describe('release-failing-tasks, of tasks that health checks ended', () => {
  const kill = {
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: 'Task failed ELB health checks in (target-group x)',
  };
  /** Two tasks of a release of 20 minutes ago that were killed so many seconds after their creation. */
  const killedAfter = (seconds: number, given: object = {}): ServiceState => ({
    deployments: [{ createdAt: minutesAgo(20), rolloutState: 'IN_PROGRESS' }],
    older: [1, 2, 3, 4],
    targetGroups: [],
    stopped: [1, 2].map((number) => ({
      ...kill,
      id: `gone-${number}`,
      createdAt: minutesAgo(2) - seconds * SECOND,
      stoppedAt: minutesAgo(2),
      ...given,
    })),
  });
  const isFailing = (state: ServiceState) => isFound('release-failing-tasks', state);

  it.each([
    { seconds: 359, expected: false },
    { seconds: 360, expected: true },
    { seconds: 361, expected: true },
  ])('counts those that lived for $seconds s, of 360 s that a start may take: $expected', ({ seconds, expected }) => {
    expect(isFailing(killedAfter(seconds))).toBe(expected);
  });

  it('subtracts the drain of the target where ECS does not tell when it decided', () => {
    const { targetGroups: _, ...balanced } = killedAfter(500);
    expect(isFailing(balanced)).toBe(false);
    expect(isFailing({ ...balanced, events: decidedAgo(120) })).toBe(true);
    expect(isFailing({ ...balanced, events: decidedAgo(330) })).toBe(false);
  });

  it('takes the start for the creation where that is not known, and counts none without either', () => {
    expect(isFailing(killedAfter(0, { createdAt: undefined, startedAt: minutesAgo(20) }))).toBe(true);
    expect(isFailing(killedAfter(0, { createdAt: undefined, startedAt: undefined }))).toBe(false);
  });

  it('does not count what ECS counts beside an early kill', () => {
    const state = killedAfter(100);
    const deployments = [{ createdAt: minutesAgo(20), rolloutState: 'IN_PROGRESS', failedTasks: 3 } as const];
    expect(isFailing({ ...state, deployments, stopped: [...(state.stopped ?? []), {}] })).toBe(false);
  });

  function decidedAgo(seconds: number): NonNullable<ServiceState['events']> {
    const message = (id: string) => `(service registry) has stopped 1 running tasks: (task ${id}).`;
    return [
      ...['gone-1', 'gone-2'].map((id) => ({ at: NOW - seconds * SECOND, message: message(id) })),
      { at: NOW, message: '(service registry) has started 1 tasks: (task gone-1).' },
    ];
  }
});

describe('release-failing-tasks, beside failures of another revision', () => {
  const elsewhere = (count: number, given: object = {}): NonNullable<ServiceState['stopped']> =>
    Array.from({ length: count }, (_, index) => ({ id: `old-${index}`, taskDefinition: OLDER_REVISION, ...given }));
  const own = (given: object = {}): NonNullable<ServiceState['stopped']> => [given, { ...given, id: 'gone-2' }];
  const isFailing = (stopped: NonNullable<ServiceState['stopped']>) =>
    isFound('release-failing-tasks', {
      deployments: [{ createdAt: minutesAgo(20), rolloutState: 'IN_PROGRESS' }],
      older: [1, 2, 3, 4],
      stopped,
    });
  const secret = {
    stopCode: 'TaskFailedToStart',
    stoppedReason: "ResourceInitializationError: unable to pull secrets: Secrets Manager can't find the secret",
  };
  const unknown = { stopCode: 'TaskFailedToStart', stoppedReason: 'FrobnicationError' };

  it.each([
    { what: 'two with the same exit code', stopped: [...own(), ...elsewhere(2)], expected: false },
    { what: 'one with the same exit code', stopped: [...own(), ...elsewhere(1)], expected: true },
    { what: 'one for the same secret', stopped: [...own(secret), ...elsewhere(1, secret)], expected: false },
    { what: 'one for the same unknown text', stopped: [...own(unknown), ...elsewhere(1, unknown)], expected: false },
    { what: 'two for other reasons', stopped: [...own(secret), ...elsewhere(2)], expected: true },
    {
      what: 'one for one of two reasons',
      stopped: [{}, { ...secret, id: 'b' }, ...elsewhere(1, secret)],
      expected: true,
    },
    {
      what: 'two, half an hour ago',
      stopped: [...own(), ...elsewhere(2, { stoppedAt: minutesAgo(30) })],
      expected: true,
    },
    {
      what: 'two that were scaled in',
      stopped: [...own(), ...elsewhere(2, { stopCode: 'UserInitiated' })],
      expected: true,
    },
  ])('is found beside $what: $expected', ({ stopped, expected }) => {
    expect(isFailing(stopped)).toBe(expected);
  });
});
