// Unit layer: what each finding rule sees in one observation, and how looks in a row confirm it.

import { findAll } from '#shared/domain/findings/find.ts';
import { FINDING_IDS, type Finding, type FindingId, isConfirmed } from '#shared/domain/model/finding.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import {
  aDeployment,
  aService,
  aStoppedTask,
  aTarget,
  aTargetGroup,
  aTask,
  aTaskProbe,
  someTraffic,
  tasks,
} from '#tests/builders/parts.ts';

interface Given {
  readonly policy?: ServicePolicy;
  readonly now?: Instant;
}

const found = (different: Partial<Observation>, { policy = aPolicy(), now = NOW }: Given = {}) =>
  findAll({ observation: anObservation(different), policy, now });

const idsIn = (different: Partial<Observation>, given?: Given): readonly FindingId[] =>
  found(different, given).map(({ id }) => id);

const only = (id: FindingId, findings: readonly Finding[]): Finding | undefined =>
  findings.find((finding) => finding.id === id);

const withTargets = (...targets: readonly ReturnType<typeof aTarget>[]): Partial<Observation> => ({
  targetGroups: observed(NOW, [aTargetGroup({ targets: [...targets, aTarget(2), aTarget(3), aTarget(4)] })]),
});

const withProbe = (different: Parameters<typeof aTaskProbe>[1]): Partial<Observation> => ({
  taskProbes: observed(NOW, [aTaskProbe(1, different), aTaskProbe(2), aTaskProbe(3), aTaskProbe(4)]),
});

const HUNG = withProbe({ outcome: 'timeout', latencyMs: 1_000 });

describe('a healthy service', () => {
  it('gives no finding', () => {
    expect(found({})).toEqual([]);
  });

  it('gives none either when everything but ECS and the load balancer is missing', () => {
    const gone = missing('unavailable', '');
    expect(
      found({
        stoppedTasks: gone,
        traffic: gone,
        taskProbes: gone,
        dependencies: gone,
        breakers: gone,
        releases: gone,
      }),
    ).toEqual([]);
  });
});

describe('essentials-unreadable', () => {
  it.each([{ part: 'ecs' as const }, { part: 'tasks' as const }, { part: 'targetGroups' as const }])(
    'names the part: $part',
    ({ part }) => {
      const finding = only('essentials-unreadable', found({ [part]: missing('access-denied', '') }));
      expect(finding).toMatchObject({ subject: part, strength: 'hard' });
    },
  );

  it('is not found of a service that has no load balancer', () => {
    expect(idsIn({ targetGroups: missing('not-configured', '') })).toEqual([]);
  });
});

describe('task-not-working', () => {
  it.each([
    { outcome: 'timeout' as const, message: 'timeout' },
    { outcome: 'refused' as const, message: 'refused' },
    { outcome: 'bad-status' as const, status: 503, message: '503' },
  ])('is a green task whose work probe says $says', ({ message, ...probe }) => {
    const { status: _, ...bare } = aTaskProbe();
    const probes = [{ ...bare, ...probe }, aTaskProbe(2), aTaskProbe(3), aTaskProbe(4)];
    const finding = only('task-not-working', found({ taskProbes: observed(NOW, probes) }));
    expect(finding).toMatchObject({ subject: 'task-1', strength: 'soft' });
    expect(finding?.message).toBe(`task task-1 passes its health check, but its work probe answered ${message}`);
  });

  it.each<{ why: string; given: Partial<Observation> }>([
    { why: 'is not running any more', given: { tasks: observed(NOW, [aTask(1, { desiredStatus: 'STOPPED' })]) } },
    { why: 'has not started yet', given: { tasks: observed(NOW, [aTask(1, { lastStatus: 'PENDING' })]) } },
    {
      why: 'fails its container health check',
      given: { tasks: observed(NOW, [aTask(1, { healthStatus: 'UNHEALTHY' })]) },
    },
    { why: 'is not known to ECS', given: { tasks: observed(NOW, [aTask(2)]) } },
    { why: 'waits for its first health check', given: withTargets(aTarget(1, { state: 'initial' })) },
    { why: 'fails its health check, which ECS sees', given: withTargets(aTarget(1, { state: 'unhealthy' })) },
    { why: 'is not registered yet', given: withTargets() },
  ])('is not a task that $why', ({ given }) => {
    expect(idsIn({ ...HUNG, ...given })).not.toContain('task-not-working');
  });

  it('asks every target group that holds the task', () => {
    const groups = [
      aTargetGroup({ targets: [aTarget(1)] }),
      aTargetGroup({ targets: [aTarget(1, { state: 'unhealthy' })] }),
    ];
    expect(idsIn({ ...HUNG, targetGroups: observed(NOW, groups) })).not.toContain('task-not-working');
  });

  it.each([
    { seconds: 59, isFound: false },
    { seconds: 60, isFound: true },
    { seconds: 61, isFound: true },
  ])('$seconds s after its start, with 60 s of grace: found $isFound', ({ seconds, isFound }) => {
    const startedAt = NOW - seconds * SECOND;
    const given = { ...HUNG, tasks: observed(NOW, [aTask(1, { startedAt }), aTask(2), aTask(3), aTask(4)]) };
    expect(idsIn(given).includes('task-not-working')).toBe(isFound);
  });

  it('leaves a task alone of which ECS does not say when it started', () => {
    const { startedAt: _, ...task } = aTask(1);
    expect(idsIn({ ...HUNG, tasks: observed(NOW, [task]) })).not.toContain('task-not-working');
  });

  it('is found without a load balancer, and without the service itself being readable', () => {
    expect(idsIn({ ...HUNG, targetGroups: missing('not-configured', '') })).toContain('task-not-working');
    expect(idsIn({ ...HUNG, ecs: missing('throttled', '') })).toContain('task-not-working');
  });
});

describe('target-unhealthy', () => {
  it.each([
    { reason: 'Target.Timeout', isFound: true, message: 'Target.Timeout' },
    { reason: 'Target.FailedHealthChecks', isFound: true, message: 'Target.FailedHealthChecks' },
    { reason: undefined, isFound: true, message: 'no reason given' },
    { reason: 'Elb.InternalError', isFound: false, message: undefined },
  ])(
    'with reason $reason: found $isFound, for the load balancer can be at fault itself',
    ({ reason, isFound, message }) => {
      const target = aTarget(1, { state: 'unhealthy', ...(reason === undefined ? {} : { reason }) });
      const finding = only('target-unhealthy', found(withTargets(target)));
      expect(finding !== undefined).toBe(isFound);
      expect(finding?.message.endsWith(`${message}`)).toBe(isFound ? true : undefined);
    },
  );

  it.each<{ why: string; task: Parameters<typeof aTask>[1] }>([
    { why: 'is in its grace period', task: { startedAt: NOW - 59 * SECOND } },
    { why: 'is being stopped', task: { desiredStatus: 'STOPPED' } },
  ])('is not a task that $why', ({ task }) => {
    const given = { ...withTargets(aTarget(1, { state: 'unhealthy' })), tasks: observed(NOW, [aTask(1, task)]) };
    expect(idsIn(given)).not.toContain('target-unhealthy');
    expect(idsIn({ ...given, ecs: missing('throttled', '') })).toEqual(expect.any(Array));
  });
});

describe('the load balancer as a whole', () => {
  it.each([
    { unhealthy: 3, isFound: false },
    { unhealthy: 4, isFound: true },
  ])('with $unhealthy of 4 targets unhealthy: all-targets-unhealthy found $isFound', ({ unhealthy, isFound }) => {
    const targets = [1, 2, 3, 4].map((n) => aTarget(n, n <= unhealthy ? { state: 'unhealthy' } : {}));
    expect(idsIn({ targetGroups: observed(NOW, [aTargetGroup({ targets })]) }).includes('all-targets-unhealthy')).toBe(
      isFound,
    );
  });

  it.each<{ registered: number; desiredCount: number; groups: number; isFound: boolean }>([
    { registered: 0, desiredCount: 4, groups: 1, isFound: true },
    { registered: 1, desiredCount: 4, groups: 1, isFound: false },
    { registered: 0, desiredCount: 0, groups: 1, isFound: false },
    { registered: 0, desiredCount: 4, groups: 0, isFound: false },
  ])(
    'with $registered targets in $groups groups and $desiredCount tasks wanted: no-targets-registered found $isFound',
    ({ registered, desiredCount, groups, isFound }) => {
      const group = aTargetGroup({ targets: registered === 0 ? [aTarget(1, { state: 'draining' })] : [aTarget(1)] });
      const given = {
        ecs: observed(NOW, aService({ desiredCount })),
        targetGroups: observed(
          NOW,
          Array.from({ length: groups }, () => group),
        ),
      };
      expect(idsIn(given).includes('no-targets-registered')).toBe(isFound);
    },
  );

  it('says nothing about targets that cannot be read, of a service that cannot be read', () => {
    const gone = missing('throttled', '');
    expect(idsIn({ ecs: gone, targetGroups: gone, tasks: gone })).toEqual([
      'essentials-unreadable',
      'essentials-unreadable',
      'essentials-unreadable',
    ]);
  });
});

describe('tasks-missing', () => {
  it.each([
    { atWork: 3, isFound: true },
    { atWork: 4, isFound: false },
    { atWork: 5, isFound: false },
  ])('with $atWork of 4 tasks at work: found $isFound', ({ atWork, isFound }) => {
    const targets = tasks(atWork).map((_, index) => aTarget(index + 1));
    const given = { tasks: observed(NOW, tasks(atWork)), targetGroups: observed(NOW, [aTargetGroup({ targets })]) };
    expect(idsIn(given).includes('tasks-missing')).toBe(isFound);
  });

  it('counts a task that hangs as missing', () => {
    expect(only('tasks-missing', found(HUNG))?.message).toBe('3 of 4 tasks serve');
  });

  it('believes every task to work of which nobody can tell', () => {
    expect(idsIn({ tasks: observed(NOW, tasks(4)), targetGroups: missing('throttled', '') })).not.toContain(
      'tasks-missing',
    );
  });
});

describe('replacement-under-way', () => {
  it.each<{ why: string; given: Partial<Observation>; isFound: boolean }>([
    {
      why: 'a task starts',
      given: { tasks: observed(NOW, [aTask(1, { lastStatus: 'PENDING', createdAt: NOW })]) },
      isFound: true,
    },
    { why: 'a target waits for its first check', given: withTargets(aTarget(1, { state: 'initial' })), isFound: true },
    {
      why: 'a task is stopping',
      given: { tasks: observed(NOW, [aTask(1, { lastStatus: 'STOPPING', desiredStatus: 'STOPPED' })]) },
      isFound: false,
    },
  ])('while $why: found $isFound', ({ given, isFound }) => {
    expect(idsIn(given).includes('replacement-under-way')).toBe(isFound);
  });
});

it('a task that hangs after its grace period is no replacement under way, nor is a young one that works', () => {
  const young = observed(NOW, [aTask(1, { startedAt: NOW - SECOND }), aTask(2), aTask(3), aTask(4)]);
  expect(idsIn(HUNG)).not.toContain('replacement-under-way');
  expect(idsIn({ tasks: young })).not.toContain('replacement-under-way');
  expect(idsIn({ tasks: young, ...HUNG })).toContain('replacement-under-way');
});

describe('tasks-not-starting', () => {
  const starting = (minutesAgo: number, different: Parameters<typeof aTask>[1] = {}) =>
    observed(NOW, [aTask(1), aTask(2, { lastStatus: 'PENDING', createdAt: NOW - minutesAgo * MINUTE, ...different })]);

  it.each([
    { minutesAgo: 9.99, hangs: false },
    { minutesAgo: 10, hangs: true },
    { minutesAgo: 10.01, hangs: true },
  ])('is found when a start has taken $minutesAgo minutes: $hangs, and then it is under way no more', (row) => {
    const ids = idsIn({ tasks: starting(row.minutesAgo) });
    expect(ids.includes('tasks-not-starting')).toBe(row.hangs);
    expect(ids.includes('replacement-under-way')).toBe(!row.hangs);
  });

  it('tells of the oldest, and of none that is to stop', () => {
    const tasks = observed(NOW, [
      aTask(1, { lastStatus: 'PENDING', createdAt: NOW - 12 * MINUTE }),
      aTask(2, { lastStatus: 'PROVISIONING', createdAt: NOW - 25 * MINUTE }),
    ]);
    expect(only('tasks-not-starting', found({ tasks }))).toMatchObject({
      since: NOW - 25 * MINUTE,
      message: '2 tasks not started after 25 minutes: PROVISIONING',
    });
    expect(idsIn({ tasks: starting(25, { desiredStatus: 'STOPPED' }) })).not.toContain('tasks-not-starting');
  });
});

describe('target-group-gone', () => {
  it.each([
    { reason: 'not-found' as const, isFound: true },
    { reason: 'access-denied' as const, isFound: false },
  ])('is found where the target groups are $reason: $isFound', ({ reason, isFound }) => {
    const targetGroups = missing(reason, 'TargetGroupNotFound: One or more target groups not found');
    expect(idsIn({ targetGroups }).includes('target-group-gone')).toBe(isFound);
  });
});

describe('task-crashed', () => {
  it.each([
    { seconds: 599, isFound: true },
    { seconds: 600, isFound: false },
    { seconds: 601, isFound: false },
  ])('$seconds s ago: found $isFound', ({ seconds, isFound }) => {
    const stoppedTasks = observed(NOW, [aStoppedTask({ stoppedAt: NOW - seconds * SECOND })]);
    expect(idsIn({ stoppedTasks }).includes('task-crashed')).toBe(isFound);
  });

  it('tells of the newest of several', () => {
    const stoppedTasks = observed(NOW, [
      aStoppedTask({ stoppedAt: NOW - 3 * MINUTE, stoppedReason: 'the older' }),
      aStoppedTask({ stoppedAt: NOW - MINUTE, stoppedReason: 'the newest' }),
    ]);
    expect(only('task-crashed', found({ stoppedTasks }))?.message).toBe(
      '2 tasks failed in ten minutes, last: the newest',
    );
  });

  it.each([
    { stopCode: 'EssentialContainerExited', exitCode: 1, isFailure: true },
    { stopCode: 'EssentialContainerExited', exitCode: 137, isFailure: true },
    { stopCode: 'EssentialContainerExited', exitCode: 0, isFailure: false },
    { stopCode: 'EssentialContainerExited', exitCode: 143, isFailure: false },
    { stopCode: 'EssentialContainerExited', exitCode: undefined, isFailure: false },
    { stopCode: 'TaskFailedToStart', exitCode: undefined, isFailure: true },
    { stopCode: 'ServiceSchedulerInitiated', exitCode: 1, isFailure: false },
    { stopCode: 'UserInitiated', exitCode: 1, isFailure: false },
    { stopCode: 'SpotInterruption', exitCode: 1, isFailure: false },
    { stopCode: 'TerminationNotice', exitCode: 1, isFailure: false },
    {
      stopCode: 'ServiceSchedulerInitiated',
      reason: 'Task failed ELB health checks in (target-group x)',
      isFailure: true,
    },
    { stopCode: 'ServiceSchedulerInitiated', reason: 'Task failed container health checks', isFailure: true },
    { stopCode: 'ServiceSchedulerInitiated', reason: 'Scaling activity initiated by (deployment x)', isFailure: false },
  ])('$stopCode, exit code $exitCode, "$reason": a failure $isFailure', ({ stopCode, exitCode, reason, isFailure }) => {
    const task = aStoppedTask({
      stopCode,
      stoppedReason: reason ?? 'Essential container in task exited',
      containers: [{ name: 'mlflow', ...(exitCode === undefined ? {} : { exitCode }) }],
    });
    expect(idsIn({ stoppedTasks: observed(NOW, [task]) }).includes('task-crashed')).toBe(isFailure);
  });
});

describe('deployment-in-progress', () => {
  it.each<{ why: string; deployments: Parameters<typeof aService>[0]; isFound: boolean }>([
    { why: 'the rollout is over', deployments: { deployments: [aDeployment()] }, isFound: false },
    {
      why: 'it rolls out',
      deployments: { deployments: [aDeployment({ rolloutState: 'IN_PROGRESS' })] },
      isFound: true,
    },
    {
      why: 'the older one drains',
      deployments: { deployments: [aDeployment(), aDeployment({ status: 'ACTIVE' })] },
      isFound: true,
    },
    {
      why: 'there is no primary one',
      deployments: { deployments: [aDeployment({ status: 'ACTIVE' })] },
      isFound: false,
    },
  ])('while $why: found $isFound', ({ deployments, isFound }) => {
    expect(idsIn({ ecs: observed(NOW, aService(deployments)) }).includes('deployment-in-progress')).toBe(isFound);
  });
});

describe('release-failing-tasks', () => {
  const releasedAt = NOW - 20 * MINUTE;
  const failures = (count: number, different: Parameters<typeof aStoppedTask>[0] = {}) => ({
    stoppedTasks: observed(
      NOW,
      Array.from({ length: count }, () => aStoppedTask(different)),
    ),
  });
  const rolling = (different: Parameters<typeof aDeployment>[0] = {}): Partial<Observation> => ({
    ecs: observed(
      NOW,
      aService({
        deployments: [aDeployment({ createdAt: releasedAt, rolloutState: 'IN_PROGRESS', ...different })],
      }),
    ),
  });
  const completed: Partial<Observation> = rolling({ rolloutState: 'COMPLETED' });
  const short: Partial<Observation> = {
    tasks: observed(NOW, tasks(3)),
    targetGroups: observed(NOW, [aTargetGroup({ targets: [1, 2, 3].map((n) => aTarget(n)) })]),
  };
  const isFound = (given: Partial<Observation>) => idsIn(given).includes('release-failing-tasks');

  it.each([
    { count: 1, expected: false },
    { count: 2, expected: true },
    { count: 3, expected: true },
  ])('while it rolls out and $count tasks failed: found $expected, since one may be chance', ({ count, expected }) => {
    expect(isFound({ ...rolling(), ...failures(count) })).toBe(expected);
    expect(isFound(rolling({ failedTasks: count }))).toBe(expected);
  });

  it('says how many never started, and why the last one ended', () => {
    const given = {
      ...rolling(),
      ...failures(2, { stopCode: 'TaskFailedToStart', stoppedReason: 'CannotPullContainerError' }),
    };
    expect(only('release-failing-tasks', found(given))).toMatchObject({
      strength: 'hard',
      subject: REVISION,
      numbers: { failures: 2, neverStarted: 2 },
      message: '2 tasks of the new revision failed, last: CannotPullContainerError',
    });
    expect(only('release-failing-tasks', found(rolling({ failedTasks: 2 })))?.message).toBe(
      '2 tasks of the new revision failed',
    );
  });

  it.each<{ why: string; given: Partial<Observation> }>([
    { why: 'of another revision', given: failures(3, { taskDefinition: OLDER_REVISION }) },
    { why: 'from before it', given: failures(3, { stoppedAt: releasedAt - 1 }) },
    { why: 'that were stopped in good order', given: failures(3, { stopCode: 'UserInitiated' }) },
  ])('does not blame the release for tasks $why', ({ given }) => {
    expect(isFound({ ...rolling(), ...given })).toBe(false);
  });

  it('looks at the newest failure first, at the very moment of the release as well', () => {
    const stoppedTasks = observed(NOW, [
      aStoppedTask({ stoppedAt: releasedAt }),
      aStoppedTask({ stoppedAt: releasedAt + 1, stoppedReason: 'the newest' }),
    ]);
    expect(only('release-failing-tasks', found({ ...rolling(), stoppedTasks }))?.message).toContain('the newest');
  });

  it('forgives a release its first failures once it has rolled out and all its tasks work', () => {
    expect(isFound({ ...completed, ...failures(3) })).toBe(false);
    expect(isFound({ ...rolling({ rolloutState: 'COMPLETED', failedTasks: 3 }), ...short })).toBe(false);
  });

  it('is not blamed again for them when a healthy task fails one work probe', () => {
    const taskProbes = observed(NOW, [aTaskProbe(1, { outcome: 'bad-status', status: 500 })]);
    expect(isFound({ ...completed, ...failures(3), taskProbes })).toBe(false);
  });

  it.each([
    { minutesAgo: 9, expected: true },
    { minutesAgo: 10, expected: true },
    { minutesAgo: 10.1, expected: false },
  ])(
    'after the rollout, with tasks missing and two failures $minutesAgo minutes ago: found $expected',
    ({ minutesAgo, expected }) => {
      const stoppedAt = NOW - minutesAgo * MINUTE;
      expect(isFound({ ...completed, ...short, ...failures(2, { stoppedAt }) })).toBe(expected);
    },
  );

  it.each([
    { minutes: 59, expected: true },
    { minutes: 60, expected: false },
    { minutes: 61, expected: false },
  ])('suspects a release that is $minutes minutes old: $expected', ({ minutes, expected }) => {
    expect(isFound(rolling({ createdAt: NOW - minutes * MINUTE, failedTasks: 2 }))).toBe(expected);
  });
});

describe('release-not-working', () => {
  const release = aService({
    deployments: [aDeployment({ createdAt: NOW - 5 * MINUTE, rolloutState: 'IN_PROGRESS' })],
  });
  const newTask = (number: number) => aTask(number, { startedAt: NOW - 2 * MINUTE });
  const oldTask = (number: number) => aTask(number, { taskDefinition: OLDER_REVISION });
  const given = (different: Partial<Observation>): Partial<Observation> => ({
    ecs: observed(NOW, release),
    ...different,
  });
  const finding = (different: Partial<Observation>) => only('release-not-working', found(given(different)));

  it('is a release none of whose tasks does its work while the older ones do', () => {
    const mixed = { tasks: observed(NOW, [newTask(1), oldTask(2), oldTask(3), oldTask(4)]), ...HUNG };
    expect(finding(mixed)).toMatchObject({
      subject: REVISION,
      strength: 'soft',
      numbers: { newTasks: 1, olderTasks: 3 },
    });
    expect(finding(mixed)?.message).toContain('the older ones do');
  });

  it('is a release that replaced every task and works nowhere', () => {
    const all = {
      tasks: observed(NOW, [1, 2, 3, 4].map(newTask)),
      taskProbes: observed(
        NOW,
        [1, 2, 3, 4].map((n) => aTaskProbe(n, { outcome: 'timeout' })),
      ),
    };
    expect(finding(all)).toMatchObject({ numbers: { newTasks: 4, olderTasks: 0 } });
  });

  it('is found as long as one of the older tasks does its work', () => {
    const probes = [1, 2].map((n) => aTaskProbe(n, { outcome: 'timeout' }));
    const mixed = { tasks: observed(NOW, [newTask(1), oldTask(2), oldTask(3)]), taskProbes: observed(NOW, probes) };
    expect(finding(mixed)).toBeDefined();
  });

  it.each<{ why: string; different: Partial<Observation> }>([
    {
      why: 'one of its tasks works',
      different: { tasks: observed(NOW, [newTask(1), newTask(2), oldTask(3)]), ...HUNG },
    },
    {
      why: 'the older ones do not work either',
      different: {
        tasks: observed(NOW, [newTask(1), oldTask(2)]),
        taskProbes: observed(NOW, [aTaskProbe(1, { outcome: 'timeout' }), aTaskProbe(2, { outcome: 'timeout' })]),
      },
    },
    {
      why: 'its tasks still have their grace period and are not judged yet',
      different: {
        tasks: observed(NOW, [aTask(1, { startedAt: NOW - 30 * SECOND }), oldTask(2)]),
        ...withTargets(aTarget(1, { state: 'initial' })),
        ...HUNG,
      },
    },
    { why: 'it has no task yet', different: { tasks: observed(NOW, [oldTask(1), oldTask(2)]), ...HUNG } },
    {
      why: 'it is not new',
      different: { ecs: observed(NOW, aService()), tasks: observed(NOW, [aTask(1)]), ...HUNG },
    },
  ])('is not found when $why', ({ different }) => {
    expect(finding(different)).toBeUndefined();
  });
});

describe('errors-above-objective', () => {
  it.each([
    { failed: 4, requests: 10, isFound: false, why: 'four are too few' },
    { failed: 5, requests: 10, isFound: true, why: 'five of ten prove it' },
    { failed: 60, requests: 6_000, isFound: false, why: '1 % is the objective itself' },
    { failed: 72, requests: 6_000, isFound: false, why: '1.2 % may be chance' },
    { failed: 80, requests: 6_000, isFound: true, why: '1.3 % may not' },
    { failed: 11, requests: 10, isFound: false, why: 'more failures than requests cannot be' },
  ])('with $failed of $requests requests failed: found $isFound, for $why', ({ failed, requests, isFound }) => {
    const traffic = observed(NOW, someTraffic({ requests, target5xx: failed }));
    expect(idsIn({ traffic }).includes('errors-above-objective')).toBe(isFound);
  });

  it('counts what the load balancer answered itself', () => {
    const traffic = observed(NOW, someTraffic({ target5xx: 100, elb502: 100, elb504: 100 }));
    expect(only('errors-above-objective', found({ traffic }))?.numbers.failed).toBe(300);
  });
});

describe('latency-above-objective', () => {
  it.each([
    { latencyP95Ms: 499, requests: 6_000, isFound: false },
    { latencyP95Ms: 500, requests: 6_000, isFound: false },
    { latencyP95Ms: 501, requests: 6_000, isFound: true },
    { latencyP95Ms: 501, requests: 199, isFound: false },
    { latencyP95Ms: 501, requests: 200, isFound: true },
    { latencyP95Ms: 501, requests: 201, isFound: true },
  ])('at $latencyP95Ms ms over $requests requests: found $isFound', ({ latencyP95Ms, requests, isFound }) => {
    const traffic = observed(NOW, someTraffic({ latencyP95Ms, requests }));
    expect(idsIn({ traffic }).includes('latency-above-objective')).toBe(isFound);
  });

  it('is not found where none was counted', () => {
    const { latencyP95Ms: _, ...traffic } = someTraffic();
    expect(idsIn({ traffic: observed(NOW, traffic) })).toEqual([]);
  });
});

describe('load-balancer-503', () => {
  it.each([
    { elb503: 0, isFound: false },
    { elb503: 1, isFound: true },
    { elb503: Number.NaN, isFound: false },
  ])('with $elb503 of them: found $isFound', ({ elb503, isFound }) => {
    expect(idsIn({ traffic: observed(NOW, someTraffic({ elb503 })) }).includes('load-balancer-503')).toBe(isFound);
  });
});

describe('dependencies and breakers', () => {
  const probe = (dependency: string, ok: boolean) => ({ dependency, ok, latencyMs: 5, at: NOW });
  const breaker = (state: 'open' | 'half-open' | 'forced-open', name = 'backend') =>
    observed(NOW, [{ name, state, version: 7, failedResets: 0 }]);

  it.each([
    { dependency: 'database', why: 'critical', isFound: true },
    { dependency: 'discovery', why: 'not critical', isFound: false },
    { dependency: 'elsewhere', why: 'nobody named', isFound: false },
  ])('a dependency that is down and $why: found $isFound', ({ dependency, isFound }) => {
    const dependencies = observed(NOW, [probe(dependency, false)]);
    expect(idsIn({ dependencies }).includes('dependency-unreachable')).toBe(isFound);
  });

  it('says what the dependency answered', () => {
    const down = { ...probe('database', false), error: 'ECONNREFUSED' };
    expect(found({ dependencies: observed(NOW, [down]) })[0]?.message).toBe('database does not answer: ECONNREFUSED');
    expect(found({ dependencies: observed(NOW, [probe('database', false)]) })[0]?.message).toContain('no reason given');
  });

  it.each([
    { state: 'open' as const, up: true, ids: ['breaker-open', 'breaker-open-dependency-back'] },
    { state: 'open' as const, up: false, ids: ['dependency-unreachable', 'breaker-open'] },
    { state: 'half-open' as const, up: true, ids: [] },
    { state: 'forced-open' as const, up: true, ids: [] },
  ])('a breaker that is $state with its dependency up $up gives $ids', ({ state, up, ids }) => {
    expect(idsIn({ breakers: breaker(state), dependencies: observed(NOW, [probe('database', up)]) })).toEqual(ids);
  });

  it.each<{ why: string; given: Partial<Observation> }>([
    { why: 'nobody told what it protects', given: { breakers: breaker('open', 'stranger') } },
    { why: 'its dependency was not asked', given: { breakers: breaker('open'), dependencies: observed(NOW, []) } },
  ])('a breaker is not found stuck when $why', ({ given }) => {
    expect(idsIn(given)).toEqual(['breaker-open']);
  });
});

describe('looks in a row', () => {
  const reportBefore = (secondsAgo: number, finding: Partial<Finding> = {}) => {
    const at = NOW - secondsAgo * SECOND;
    return [aReport({ at, findings: [aFinding({ at, since: at, ...finding })] })];
  };
  const hungAgain = (previous: Observation['previous']) => only('task-not-working', found({ ...HUNG, previous }));

  it.each([
    { seconds: 4.4, seen: 1 },
    { seconds: 4.5, seen: 2 },
    { seconds: 4.6, seen: 2 },
  ])('$seconds s apart count as $seen', ({ seconds, seen }) => {
    expect(hungAgain(reportBefore(seconds))?.seen).toBe(seen);
  });

  it('too close together keep the older moment, so that many quick looks add up to a second one', () => {
    const finding = hungAgain(reportBefore(2));
    expect(finding).toMatchObject({ seen: 1, at: NOW - 2 * SECOND, since: NOW - 2 * SECOND });
  });

  it('remember since when, while the newest evidence is now', () => {
    expect(hungAgain(reportBefore(15, { seen: 4, since: NOW - MINUTE }))).toMatchObject({
      seen: 5,
      at: NOW,
      since: NOW - MINUTE,
    });
  });

  it.each([
    { seconds: 119, seen: 2 },
    { seconds: 120, seen: 2 },
    { seconds: 121, seen: 1 },
  ])('are forgotten after two minutes: $seconds s ago makes $seen', ({ seconds, seen }) => {
    expect(hungAgain(reportBefore(seconds))?.seen).toBe(seen);
  });

  it.each<{ why: string; previous: Observation['previous'] }>([
    { why: 'another subject', previous: reportBefore(15, { subject: 'task-2' }) },
    { why: 'another finding', previous: reportBefore(15, { id: 'target-unhealthy' }) },
    { why: 'a look before the last', previous: [aReport({ at: NOW - 5 * SECOND }), ...reportBefore(15)] },
  ])('start anew after $why', ({ previous }) => {
    expect(hungAgain(previous)?.seen).toBe(1);
  });

  it.each([
    { strength: 'soft' as const, seen: 1, confirmed: false },
    { strength: 'soft' as const, seen: 2, confirmed: true },
    { strength: 'hard' as const, seen: 1, confirmed: true },
  ])('a $strength finding seen $seen times is confirmed: $confirmed', ({ confirmed, ...finding }) => {
    expect(isConfirmed(aFinding(finding))).toBe(confirmed);
  });
});

it('there is a test in this folder for every finding that there is', async () => {
  const { readdir, readFile } = await import('node:fs/promises');
  const folder = new URL('./', import.meta.url);
  const tests = (await readdir(folder)).filter((name) => name.endsWith('.test.ts'));
  const sources = await Promise.all(tests.map((name) => readFile(new URL(name, folder), 'utf8')));
  expect(FINDING_IDS.filter((id) => !sources.some((source) => source.includes(`'${id}'`)))).toEqual([]);
});
