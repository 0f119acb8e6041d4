// Unit layer: findings about tasks, and about their targets as a whole.
import { observed } from '#shared/domain/model/part.ts';
import { minutesAgo, NOW, REVISION, secondsAgo, TARGET_GROUP_ARN } from '#tests/builders/constants.ts';
import { aTarget, aTargetGroup, aTask, aTaskProbe } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, GRACE_PERIOD, idsFound, isFound } from './found.ts';

const HUNG: ServiceState = { hung: [1] };
const { startedAt: _, ...undated } = aTask(1);

describe('essentials-unreadable', () => {
  it.each(['ecs', 'tasks', 'targetGroups'] as const)('names the part that could not be read: %s', (part) => {
    const findings = found('essentials-unreadable', { missing: { [part]: 'access-denied' } });
    expect(findings).toMatchObject([{ subject: part, strength: 'hard' }]);
  });

  it('is not found for a service without a load balancer', () => {
    expect(idsFound({ missing: { targetGroups: 'not-configured' } })).toEqual([]);
  });

  it('is all that is found while ECS and the load balancer cannot be read', () => {
    const missing = { ecs: 'throttled', targetGroups: 'throttled', tasks: 'throttled' } as const;
    expect(new Set(idsFound({ missing }))).toEqual(new Set(['essentials-unreadable']));
  });
});

describe('task-not-working', () => {
  it.each([
    { outcome: 'timeout' as const, answer: 'timeout', numbers: { latencyMs: 40 } },
    { outcome: 'refused' as const, answer: 'refused', numbers: { latencyMs: 40 } },
    { outcome: 'bad-status' as const, status: 503, answer: '503', numbers: { latencyMs: 40, status: 503 } },
  ])('names a task that passes its health check and answers its work probe with $answer', (row) => {
    const { answer, numbers, ...probe } = row;
    const message = `task task-1 passes its health check, but its work probe answered ${answer}`;
    const [finding] = found('task-not-working', { probe: { 1: probe } });
    expect(finding).toMatchObject({ subject: 'task-1', strength: 'soft', message });
    expect(finding?.numbers).toStrictEqual(numbers);
  });

  it('names the port of a task that is probed on several ones', () => {
    const message = 'task task-1 passes its health check, but its work probe on port 9090 answered timeout';
    const state = { probe: { 1: { outcome: 'timeout', port: 9090 } } } as const;
    expect(found('task-not-working', state)).toMatchObject([{ subject: 'task-1', message }]);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'is stopping', state: { task: { 1: { desiredStatus: 'STOPPED' } } } },
    { why: 'has not started yet', state: { task: { 1: { lastStatus: 'PENDING' } } } },
    { why: 'fails its container health check', state: { task: { 1: { healthStatus: 'UNHEALTHY' } } } },
    { why: 'ECS does not list', state: { tasks: [2], probes: [aTaskProbe(1, { outcome: 'timeout' })] } },
    { why: 'waits for its first health check', state: { initial: [1] } },
    { why: 'fails its target health check, which ECS sees', state: { unhealthy: [1] } },
    { why: 'is not registered yet', state: { targets: [2, 3, 4].map((number) => aTarget(number)) } },
    { why: 'has no known start', state: { parts: { tasks: observed(NOW, [undated]) } } },
    {
      why: 'is unhealthy in one of its target groups',
      state: {
        targetGroups: [
          aTargetGroup({ targets: [aTarget(1)] }),
          aTargetGroup({ targets: [aTarget(1, { state: 'unhealthy' })] }),
        ],
      },
    },
  ])('is not found for a task that $why', ({ state }) => {
    expect(isFound('task-not-working', { ...HUNG, ...state })).toBe(false);
  });

  it.each(GRACE_PERIOD)('is found for a task that started $seconds s ago: $isOver', ({ seconds, isOver }) => {
    expect(isFound('task-not-working', { ...HUNG, task: { 1: { startedAt: secondsAgo(seconds) } } })).toBe(isOver);
  });

  it.each([{ targetGroups: 'not-configured' as const }, { ecs: 'throttled' as const }])(
    'is found while %j is missing',
    (missing) => {
      expect(isFound('task-not-working', { ...HUNG, missing })).toBe(true);
    },
  );

  it.each([
    { othersMs: 499, isSlowAlone: true },
    { othersMs: 500, isSlowAlone: true },
    { othersMs: 501, isSlowAlone: false },
  ])('is found for a timeout after 1,000 ms while the others take $othersMs ms: $isSlowAlone', (row) => {
    const others = { latencyMs: row.othersMs };
    expect(isFound('task-not-working', { ...HUNG, probe: { 2: others, 3: others, 4: others } })).toBe(row.isSlowAlone);
  });

  it('is found for a wrong answer, however slow the other tasks are', () => {
    const slow = { latencyMs: 900 };
    const probe = { 1: { outcome: 'bad-status', status: 500 }, 2: slow, 3: slow, 4: slow } as const;
    expect(isFound('task-not-working', { probe })).toBe(true);
  });
});

describe('target-unhealthy', () => {
  it.each([
    { target: { reason: 'Target.Timeout' }, quoted: 'Target.Timeout' },
    { target: { reason: 'Target.FailedHealthChecks' }, quoted: 'Target.FailedHealthChecks' },
    { target: {}, quoted: 'no reason given' },
  ])('quotes the reason: $quoted', ({ target, quoted }) => {
    const message = `task task-1 fails its load-balancer health check: ${quoted}`;
    expect(found('target-unhealthy', { target: { 1: { state: 'unhealthy', ...target } } })).toMatchObject([
      { subject: 'task-1', strength: 'hard', message },
    ]);
  });

  it.each(GRACE_PERIOD)('is found for a task that started $seconds s ago: $isOver', ({ seconds, isOver }) => {
    const task = { 1: { startedAt: secondsAgo(seconds) } };
    expect(isFound('target-unhealthy', { unhealthy: [1], task })).toBe(isOver);
  });

  it.each<{ why: string; state: ServiceState; expected: boolean }>([
    { why: 'the task is stopping', state: { task: { 1: { desiredStatus: 'STOPPED' } } }, expected: false },
    {
      why: 'the load balancer is at fault',
      state: { target: { 1: { reason: 'Elb.InternalError' } } },
      expected: false,
    },
    {
      why: 'the task is young and the grace period unknown',
      state: { task: { 1: { startedAt: NOW } }, missing: { ecs: 'throttled' } },
      expected: true,
    },
  ])('is found when $why: $expected', ({ state, expected }) => {
    expect(isFound('target-unhealthy', { unhealthy: [1], ...state })).toBe(expected);
  });

  const reported = (minutes: number, task: string) => ({
    at: minutesAgo(minutes),
    message: `(service mlflow-registry) (task ${task}) (port 5000) is unhealthy in (target-group ${TARGET_GROUP_ARN}) due to (reason Request timed out).`,
  });

  it.each([
    { events: [reported(11, 'task-2')], since: minutesAgo(11), what: 'that it is' },
    { events: [reported(11, 'task-3')], since: NOW, what: 'that another task is' },
    { events: [reported(1, 'task-2'), reported(11, 'task-2')], since: NOW, what: 'twice that it is' },
    { events: [], since: NOW, what: 'nothing' },
  ])('begins with the service event when ECS reports $what', ({ events, since }) => {
    expect(found('target-unhealthy', { unhealthy: [2], events })).toMatchObject([{ since }]);
  });
});

describe('no-targets-registered', () => {
  const draining = aTarget(1, { state: 'draining' });

  it.each<{ why: string; state: ServiceState; expected: boolean }>([
    { why: 'the only target drains', state: { targets: [draining] }, expected: true },
    { why: 'one target is registered', state: { targets: [aTarget(1)] }, expected: false },
    { why: 'no task is desired', state: { targets: [draining], desired: 0 }, expected: false },
    { why: 'there is no target group', state: { targetGroups: [] }, expected: false },
  ])('is found when $why: $expected', ({ state, expected }) => {
    expect(isFound('no-targets-registered', state)).toBe(expected);
  });
});

describe('tasks-not-starting', () => {
  const starting = (minutes: number): ServiceState => ({
    starting: [5],
    task: { 5: { createdAt: minutesAgo(minutes) } },
  });

  it.each([
    { minutes: 9.99, hangs: false },
    { minutes: 10, hangs: true },
    { minutes: 10.01, hangs: true },
  ])('is found in place of replacement-under-way when a start takes $minutes minutes: $hangs', ({ minutes, hangs }) => {
    expect(isFound('tasks-not-starting', starting(minutes))).toBe(hangs);
    expect(isFound('replacement-under-way', starting(minutes))).toBe(!hangs);
  });

  it('names the oldest of several starts', () => {
    const task = { 5: { createdAt: minutesAgo(12) }, 6: { createdAt: minutesAgo(25), lastStatus: 'PROVISIONING' } };
    const message = '2 tasks not started after 25 minutes: PROVISIONING';
    expect(found('tasks-not-starting', { starting: [5, 6], task })).toMatchObject([
      { strength: 'hard', subject: REVISION, since: minutesAgo(25), message },
    ]);
  });

  it('is not found for a task that is to stop', () => {
    const task = { 5: { createdAt: minutesAgo(25), desiredStatus: 'STOPPED' } };
    expect(isFound('tasks-not-starting', { starting: [5], task })).toBe(false);
  });
});

describe('task-crashed', () => {
  it.each([
    { seconds: 599, expected: true },
    { seconds: 600, expected: false },
    { seconds: 601, expected: false },
  ])('is found for a failure $seconds s ago: $expected', ({ seconds, expected }) => {
    expect(isFound('task-crashed', { stopped: [{ stoppedAt: secondsAgo(seconds) }] })).toBe(expected);
  });

  it('quotes the newest of several failures', () => {
    const stopped = [
      { stoppedAt: minutesAgo(3), stoppedReason: 'the older' },
      { stoppedAt: minutesAgo(1), stoppedReason: 'the newest' },
    ];
    expect(found('task-crashed', { stopped })).toMatchObject([
      {
        strength: 'soft',
        message: '2 tasks failed in ten minutes, last task-0-1 with exit code 1 of container web: the newest',
      },
    ]);
  });
});
