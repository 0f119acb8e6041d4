// Unit layer: findings about the newest deployment and its tasks.
import { MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, OLDER_REVISION, REVISION, secondsAgo } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

describe('deployment-in-progress', () => {
  it.each<{ why: string; deployments: ServiceState['deployments']; expected: boolean }>([
    { why: 'the rollout is completed', deployments: [{}], expected: false },
    { why: 'it rolls out', deployments: [{ rolloutState: 'IN_PROGRESS' }], expected: true },
    { why: 'the older deployment drains', deployments: [{}, { status: 'ACTIVE' }], expected: true },
    { why: 'no deployment is primary', deployments: [{ status: 'ACTIVE' }], expected: false },
  ])('is found while $why: $expected', ({ deployments, expected }) => {
    expect(isFound('deployment-in-progress', { deployments: deployments ?? [] })).toBe(expected);
  });
});

const failures = (count: number, given: NonNullable<ServiceState['stopped']>[number] = {}): ServiceState => ({
  stopped: Array.from({ length: count }, () => given),
});

describe('release-failing-tasks', () => {
  const releasedAt = minutesAgo(20);
  const rollingOut = (failedTasks = 0): ServiceState => ({
    deployments: [{ createdAt: releasedAt, rolloutState: 'IN_PROGRESS', failedTasks }],
  });
  const completed = (failedTasks = 0): ServiceState => ({ deployments: [{ createdAt: releasedAt, failedTasks }] });
  const isFailing = (state: ServiceState) => isFound('release-failing-tasks', state);

  it.each([
    { count: 1, expected: false },
    { count: 2, expected: true },
    { count: 3, expected: true },
  ])('is found while the release rolls out and $count tasks failed: $expected', ({ count, expected }) => {
    expect(isFailing({ ...rollingOut(), ...failures(count) })).toBe(expected);
    expect(isFailing(rollingOut(count))).toBe(expected);
  });

  it('counts the tasks that never started and quotes the last failure', () => {
    const unstarted = failures(2, { stopCode: 'TaskFailedToStart', stoppedReason: 'CannotPullContainerError' });
    expect(found('release-failing-tasks', { ...rollingOut(), ...unstarted })).toMatchObject([
      {
        strength: 'hard',
        subject: REVISION,
        numbers: { failures: 2, neverStarted: 2 },
        message: '2 tasks of the new revision failed, last: CannotPullContainerError',
      },
    ]);
  });

  it('quotes nothing where only ECS counts the failures', () => {
    const message = '2 tasks of the new revision failed';
    expect(found('release-failing-tasks', rollingOut(2))).toMatchObject([{ message }]);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'of another revision', state: failures(3, { taskDefinition: OLDER_REVISION }) },
    { why: 'from before the release', state: failures(3, { stoppedAt: releasedAt - 1 }) },
    { why: 'that an operator stopped', state: failures(3, { stopCode: 'UserInitiated' }) },
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
    { minutes: 59, expected: true },
    { minutes: 60, expected: false },
    { minutes: 61, expected: false },
  ])('is found for a release $minutes minutes ago: $expected', ({ minutes, expected }) => {
    const deployments = [{ createdAt: NOW - minutes * MINUTE, rolloutState: 'IN_PROGRESS', failedTasks: 2 } as const];
    expect(isFailing({ deployments })).toBe(expected);
  });
});

describe('release-not-working', () => {
  /** A release of five minutes ago; the tasks that are not of the older revision started two minutes ago. */
  const releasing = (state: ServiceState): ServiceState => ({
    deployments: [{ createdAt: minutesAgo(5), rolloutState: 'IN_PROGRESS' }],
    task: Object.fromEntries([1, 2, 3, 4].map((number) => [number, { startedAt: minutesAgo(2) }])),
    ...state,
  });

  it.each<{ why: string; state: ServiceState; numbers: object; message: string }>([
    {
      why: 'no new task serves while the older ones do',
      state: { older: [2, 3, 4], hung: [1] },
      numbers: { newTasks: 1, idle: 1, silent: 1, olderTasks: 3 },
      message: '1 of the 1 task of the new revision does not serve, the older ones do',
    },
    {
      why: 'the release replaced every task and none serves',
      state: { hung: [1, 2, 3, 4] },
      numbers: { newTasks: 4, idle: 4, silent: 4, olderTasks: 0 },
      message: '4 of the 4 tasks of the new revision do not serve',
    },
    {
      why: 'one of the older tasks serves',
      state: { tasks: 3, older: [2, 3], hung: [1, 2] },
      numbers: { newTasks: 1, olderTasks: 2 },
      message: '1 of the 1 task of the new revision does not serve, the older ones do',
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
      why: 'its tasks are within their grace period and not checked yet',
      state: { tasks: 2, older: [2], hung: [1], initial: [1], task: { 1: { startedAt: secondsAgo(30) } } },
    },
    { why: 'it has no task yet', state: { tasks: 2, older: [1, 2], hung: [1] } },
    { why: 'it is not new', state: { deployments: [{}], tasks: 1, hung: [1], task: {} } },
  ])('is not found when $why', ({ state }) => {
    expect(found('release-not-working', releasing(state))).toEqual([]);
  });
});
