// Unit layer: the finding that ECS kills the tasks of one revision for their health checks again and again.
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { minutesAgo, OLDER_REVISION, REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { aKilledTask } from '#tests/builders/kills.ts';
import { aStoppedTask, aTarget, numbersTo } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const killed = (count: number, given: Partial<StoppedTask> = {}): readonly StoppedTask[] =>
  numbersTo(count).map((number) => aKilledTask({ id: `killed-${number}`, ...given }));

describe('kill-loop', () => {
  it.each([
    { kills: 2, expected: false },
    { kills: 3, expected: true },
    { kills: 4, expected: true },
  ])('is found for $kills kills in ten minutes: $expected', ({ kills, expected }) => {
    expect(isFound('kill-loop', { stopped: killed(kills) })).toBe(expected);
  });

  it('names the revision and counts the kills, those that never served, and what fails now', () => {
    const young = { createdAt: minutesAgo(3), startedAt: minutesAgo(2) };
    const stopped = [
      ...killed(8),
      ...killed(2, young),
      ...killed(1, { stoppedAt: minutesAgo(9), startedAt: minutesAgo(60) }),
    ];
    expect(found('kill-loop', { stopped, unhealthy: [1] })).toMatchObject([
      {
        strength: 'hard',
        subject: REVISION,
        at: minutesAgo(1),
        since: minutesAgo(9),
        numbers: { kills: 11, beforeServing: 2, redNow: 1 },
        message:
          'ECS stopped 11 tasks for their health checks in ten minutes, 2 of them before they could serve; 1 fail now',
      },
    ]);
  });

  it('is found while every desired task serves, as long as the kills go on', () => {
    expect(isFound('kill-loop', { tasks: 4, desired: 4, stopped: killed(11) })).toBe(true);
  });

  it('counts a kill before the task has started', () => {
    const { startedAt: _, ...neverStarted } = aKilledTask({ stoppedReason: 'Task failed container health checks' });
    const stopped = [1, 2, 3].map((number) => ({ ...neverStarted, id: `killed-${number}`, startedAt: undefined }));
    const states = stopped as unknown as readonly StoppedTask[];
    expect(found('kill-loop', { stopped: [...states, ...killed(1)] })).toMatchObject([
      { numbers: { kills: 4, beforeServing: 3, beforeRunning: 3 } },
    ]);
  });

  it.each([
    { seconds: 389, beforeServing: 3 },
    { seconds: 390, beforeServing: 0 },
    { seconds: 391, beforeServing: 0 },
  ])('takes $seconds s from the creation to the kill as before serving for $beforeServing tasks', (row) => {
    // The grace period is 60 s, the health check needs 3 times 10 s, and nothing is learned yet: 5 minutes more.
    const stopped = killed(3, { createdAt: secondsAgo(60 + row.seconds), startedAt: secondsAgo(60 + row.seconds) });
    expect(found('kill-loop', { stopped })).toMatchObject([{ numbers: { beforeServing: row.beforeServing } }]);
  });

  it('measures from the creation of a task, and from its start where that is not known', () => {
    const dated = killed(3, { createdAt: secondsAgo(450), startedAt: secondsAgo(90) });
    expect(found('kill-loop', { stopped: dated })).toMatchObject([{ numbers: { beforeServing: 0, beforeRunning: 0 } }]);
    const undated = killed(3, { startedAt: secondsAgo(90) });
    expect(found('kill-loop', { stopped: undated })).toMatchObject([{ numbers: { beforeServing: 3 } }]);
  });

  it.each<{ what: string; state: ServiceState; redNow: number }>([
    { what: 'all four tasks are red', state: { unhealthy: [1, 2, 3, 4] }, redNow: 4 },
    { what: 'two of four are of another revision', state: { unhealthy: [1, 2, 3, 4], older: [1, 2] }, redNow: 2 },
    { what: 'one of four is registered', state: { targets: [aTarget(1, { state: 'unhealthy' })] }, redNow: 1 },
  ])('counts $redNow that fail now when $what', ({ state, redNow }) => {
    expect(found('kill-loop', { stopped: killed(3), ...state })).toMatchObject([{ numbers: { redNow } }]);
  });

  const releasing: ServiceState = {
    deployments: [{ createdAt: minutesAgo(20), rolloutState: 'IN_PROGRESS' }],
    older: [1, 2, 3],
    unhealthy: [3, 4],
  };
  it.each<{ what: string; state: ServiceState; olderServing: number | undefined }>([
    { what: 'the new revision, beside two older tasks that serve', state: releasing, olderServing: 2 },
    {
      what: 'the new revision, one of whose tasks serves',
      state: { ...releasing, unhealthy: [2, 3] },
      olderServing: 1,
    },
    { what: 'a revision that was released a day ago', state: { older: [1, 2] }, olderServing: undefined },
  ])('counts $olderServing older tasks to compare with for kills of $what', ({ state, olderServing }) => {
    expect(found('kill-loop', { stopped: killed(3), ...state })[0]?.numbers.olderServing).toBe(olderServing);
  });

  it('compares with no older task when those of the older revision are killed', () => {
    const deployments = [
      ...(releasing.deployments ?? []),
      { status: 'ACTIVE', taskDefinition: OLDER_REVISION } as const,
    ];
    const stopped = killed(3, { taskDefinition: OLDER_REVISION });
    expect(found('kill-loop', { ...releasing, deployments, stopped })[0]?.numbers).not.toHaveProperty('olderServing');
  });

  it.each([
    { minutes: 4.99, serving: 4, expected: true },
    { minutes: 5, serving: 4, expected: false },
    { minutes: 5, serving: 3, expected: true },
  ])('is found $minutes minutes after the last kill with $serving of 4 tasks serving: $expected', (row) => {
    const stopped = killed(3, { stoppedAt: minutesAgo(row.minutes) });
    expect(isFound('kill-loop', { tasks: row.serving, stopped })).toBe(row.expected);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'the tasks exited by themselves', state: { stopped: numbersTo(3).map(() => aStoppedTask()) } },
    {
      why: 'they are of two revisions',
      state: { stopped: [...killed(2), ...killed(2, { taskDefinition: OLDER_REVISION })] },
    },
    { why: 'they were long ago', state: { stopped: killed(3, { stoppedAt: minutesAgo(10) }) } },
    {
      why: 'scale-in stopped them',
      state: { stopped: killed(3, { stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)' }) },
    },
    { why: 'the revision was rolled back', state: { stopped: killed(3, { taskDefinition: OLDER_REVISION }) } },
    { why: 'the service cannot be read', state: { stopped: killed(3), missing: { ecs: 'throttled' } } },
  ])('is not found when $why', ({ state }) => {
    expect(isFound('kill-loop', state)).toBe(false);
  });

  it.each([
    { running: 1, pending: 0, desired: 0, expected: true },
    { running: 0, pending: 1, desired: 0, expected: true },
    { running: 0, pending: 0, desired: 1, expected: true },
    { running: 0, pending: 0, desired: 0, expected: false },
  ])(
    'is found for an older revision with $running running, $pending pending and $desired desired tasks: $expected',
    (row) => {
      const counts = { runningCount: row.running, pendingCount: row.pending, desiredCount: row.desired };
      const older = { status: 'ACTIVE', taskDefinition: OLDER_REVISION, ...counts } as const;
      const stopped = killed(3, { taskDefinition: OLDER_REVISION });
      expect(isFound('kill-loop', { deployments: [{}, older], stopped })).toBe(row.expected);
    },
  );

  it('is found for the primary revision though no task of it is left', () => {
    const deployments = [{ runningCount: 0, pendingCount: 0, desiredCount: 0 }];
    expect(isFound('kill-loop', { deployments, stopped: killed(3) })).toBe(true);
  });
});
