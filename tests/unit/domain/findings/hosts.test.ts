// Unit layer: findings about the container instances that run the tasks.
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { minutesAgo, NOW, OLDER_REVISION, REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { aKilledTask } from '#tests/builders/kills.ts';
import { anUnstartedTask, aStoppedTask, numbersTo } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const hostArn = (id: string) => `arn:aws:ecs:us-east-1:123456789012:container-instance/ml-platform/${id}`;
const on = (id: string) => ({ containerInstance: hostArn(id) });

describe('tasks-disconnected', () => {
  it('softly names each task whose agent has lost contact', () => {
    const task = { 1: { connectivity: 'DISCONNECTED' }, 2: { connectivity: 'CONNECTED' } } as const;
    expect(found('tasks-disconnected', { task })).toMatchObject([
      { subject: 'task-1', strength: 'soft', message: 'ECS has lost contact with the agent that runs task task-1' },
    ]);
  });

  it('is not found for a task that is stopping', () => {
    const task = { 1: { connectivity: 'DISCONNECTED', desiredStatus: 'STOPPED' } } as const;
    expect(isFound('tasks-disconnected', { task })).toBe(false);
  });
});

/** Tasks 1 and 2 are on host a, 3 on b and 4 on c; these tasks stopped. */
const hosts = (stopped: readonly Partial<StoppedTask>[], state: ServiceState = {}): ServiceState => ({
  stopped,
  ...state,
  task: { 1: on('a'), 2: on('a'), 3: on('b'), 4: on('c'), ...state.task },
});
const killedOn = (id: string, count: number, given: Partial<StoppedTask> = {}): readonly StoppedTask[] =>
  numbersTo(count).map((number) => aKilledTask({ id: `${id}-${number}`, ...on(id), ...given }));

describe('host-failing', () => {
  it.each([
    { kills: 1, strengths: [] },
    { kills: 2, strengths: ['soft'] },
    { kills: 3, strengths: ['hard'] },
    { kills: 16, strengths: ['hard'] },
  ])('gives $strengths for $kills kills on one host', ({ kills, strengths }) => {
    expect(found('host-failing', hosts(killedOn('a', kills))).map(({ strength }) => strength)).toEqual(strengths);
  });

  it('names the host, and counts what failed there and what serves elsewhere', () => {
    const stopped = [...killedOn('a', 2), ...killedOn('a', 1, { stoppedAt: minutesAgo(29) })];
    expect(found('host-failing', hosts(stopped, { unhealthy: [1] }))).toMatchObject([
      {
        subject: 'a',
        since: minutesAgo(29),
        numbers: { failures: 4, elsewhere: 2 },
        message: '4 tasks failed on container instance a within 30 minutes, and none on others, where 2 serve',
      },
    ]);
  });

  it.each<{ what: string; state: ServiceState }>([
    { what: 'fail the check of the load balancer', state: { unhealthy: [1, 2] } },
    { what: 'fail their work probes', state: { hung: [1, 2] } },
    {
      what: 'fail the checks of their containers',
      state: { task: { 1: { ...on('a'), healthStatus: 'UNHEALTHY' }, 2: { ...on('a'), healthStatus: 'UNHEALTHY' } } },
    },
  ])('is found when both tasks of a host $what', ({ state }) => {
    expect(found('host-failing', hosts([], state))).toMatchObject([{ subject: 'a', strength: 'soft', since: NOW }]);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'a task fails on another host, too', state: hosts([...killedOn('a', 3), ...killedOn('b', 1)]) },
    { why: 'no task of the revision serves elsewhere', state: hosts(killedOn('a', 3), { unhealthy: [3, 4] }) },
    {
      why: 'the tasks elsewhere are of another revision',
      state: hosts(killedOn('a', 3, { taskDefinition: REVISION }), { older: [3, 4] }),
    },
    { why: 'the kills are older than half an hour', state: hosts(killedOn('a', 3, { stoppedAt: minutesAgo(30) })) },
    { why: 'there is only one host', state: hosts(killedOn('a', 3), { task: { 3: on('a'), 4: on('a') } }) },
    { why: 'the tasks are on Fargate', state: { stopped: numbersTo(3).map(() => aKilledTask()) } },
    {
      why: 'the tasks are in their grace period',
      state: hosts([], {
        unhealthy: [1, 2],
        task: { 1: { ...on('a'), startedAt: secondsAgo(10) }, 2: { ...on('a'), startedAt: secondsAgo(10) } },
      }),
    },
    {
      why: 'the tasks are stopping',
      state: hosts([], {
        unhealthy: [1, 2],
        task: { 1: { ...on('a'), desiredStatus: 'STOPPED' }, 2: { ...on('a'), desiredStatus: 'STOPPED' } },
      }),
    },
    {
      why: 'scale-in stopped the tasks',
      state: hosts(killedOn('a', 3, { stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)' })),
    },
    {
      why: 'the tasks elsewhere are on Fargate',
      state: { stopped: killedOn('a', 3), task: { 1: on('a'), 2: on('a') } },
    },
    {
      why: 'a new revision is only tried on the empty host',
      state: hosts(killedOn('a', 3, { taskDefinition: OLDER_REVISION })),
    },
  ])('is not found when $why', ({ state }) => {
    expect(isFound('host-failing', state)).toBe(false);
  });

  it('leaves out tasks that fail on Fargate', () => {
    const stopped = [...killedOn('a', 2), aKilledTask({ id: 'fargate' })];
    expect(found('host-failing', hosts(stopped))).toMatchObject([{ numbers: { failures: 2 } }]);
  });

  it('counts tasks that exit on the host', () => {
    const stopped = numbersTo(2).map((number) => aStoppedTask({ id: `exited-${number}`, ...on('a') }));
    expect(isFound('host-failing', hosts(stopped))).toBe(true);
  });

  it.each([
    { createdMinutesAgo: 2, expected: false },
    { createdMinutesAgo: 1, expected: false },
    { createdMinutesAgo: 0.5, expected: true },
  ])(
    'blames the host for failed starts when a task elsewhere was created $createdMinutesAgo minutes ago: $expected',
    ({ createdMinutesAgo, expected }) => {
      const unstarted = anUnstartedTask('CannotPullContainerError: no space left on device', on('a'));
      const state = { task: { 3: { ...on('b'), createdAt: minutesAgo(createdMinutesAgo) } } };
      expect(isFound('host-failing', hosts([unstarted, unstarted], state))).toBe(expected);
    },
  );
});
