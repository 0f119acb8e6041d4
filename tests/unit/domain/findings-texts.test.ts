// Unit layer: what the finding rules make of AWS's own words about tasks, targets and the scheduler.

import { findAll } from '#shared/domain/findings/find.ts';
import type { Finding, FindingId } from '#shared/domain/model/finding.ts';
import type { DependencyProbe, Observation, StoppedTask, Target } from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import {
  aDeployment,
  aRelease,
  aService,
  aStoppedTask,
  aTarget,
  aTargetGroup,
  aTask,
  aTaskProbe,
  someTraffic,
  tasks,
} from '#tests/builders/parts.ts';

const found = (id: FindingId, different: Partial<Observation>): readonly Finding[] =>
  findAll({ observation: anObservation(different), policy: aPolicy(), now: NOW }).filter(
    (finding) => finding.id === id,
  );

const NOT_FOUND = 'CannotPullContainerError: registry:42: not found';
const RATE_LIMITED = 'CannotPullContainerError: toomanyrequests: You have reached your pull rate limit';
const OOM = 'OutOfMemoryError: Container killed due to memory usage';

/** Three of four tasks run. */
const SHORT: Partial<Observation> = {
  tasks: observed(NOW, tasks(3)),
  targetGroups: observed(NOW, [aTargetGroup({ targets: [1, 2, 3].map((number) => aTarget(number)) })]),
};

const unstarted = (stoppedReason: string, different: Partial<StoppedTask> = {}): StoppedTask => {
  const { startedAt: _, ...task } = aStoppedTask({ stopCode: 'TaskFailedToStart', stoppedReason, containers: [] });
  return { ...task, ...different };
};
const stopped = (...list: readonly StoppedTask[]): Partial<Observation> => ({ stoppedTasks: observed(NOW, list) });
const times = (count: number, task: StoppedTask): readonly StoppedTask[] => Array.from({ length: count }, () => task);

describe('tasks-failing-for', () => {
  it('quotes AWS on tasks that cannot start, with what it means and since when', () => {
    const older = unstarted(NOT_FOUND, { stoppedAt: NOW - 20 * MINUTE });
    expect(found('tasks-failing-for', { ...SHORT, ...stopped(older, unstarted(NOT_FOUND)) })).toEqual([
      {
        id: 'tasks-failing-for',
        strength: 'hard',
        subject: REVISION,
        meaning: 'image-missing',
        at: NOW - MINUTE,
        since: NOW - 20 * MINUTE,
        seen: 1,
        numbers: { failed: 2 },
        message: `2 tasks failed: the image or its tag does not exist: "${NOT_FOUND}"`,
      },
    ]);
  });

  it('is one for each meaning, the newest first', () => {
    const secret = "ResourceInitializationError: Secrets Manager can't find the specified secret";
    const list = [unstarted(secret, { stoppedAt: NOW - 2 * MINUTE }), unstarted(NOT_FOUND)];
    const meanings = found('tasks-failing-for', { ...SHORT, ...stopped(...list) }).map(({ meaning }) => meaning);
    expect(meanings).toEqual(['image-missing', 'secret-unusable']);
  });

  it('is about no revision when those of several fail alike', () => {
    const ecs = observed(
      NOW,
      aService({ deployments: [aDeployment(), aDeployment({ status: 'ACTIVE', taskDefinition: OLDER_REVISION })] }),
    );
    const list = stopped(unstarted(NOT_FOUND), unstarted(NOT_FOUND, { taskDefinition: OLDER_REVISION }));
    const [finding] = found('tasks-failing-for', { ecs, ...list });
    expect(finding).toMatchObject({ meaning: 'image-missing', numbers: { failed: 2 } });
    expect(finding?.subject).toBeUndefined();
  });

  it.each([
    { minutes: 29, isFound: true },
    { minutes: 30, isFound: false },
    { minutes: 31, isFound: false },
  ])('counts a failed start of $minutes minutes ago: $isFound', ({ minutes, isFound }) => {
    const list = stopped(unstarted(NOT_FOUND, { stoppedAt: NOW - minutes * MINUTE }));
    expect(found('tasks-failing-for', { ...SHORT, ...list }).length > 0).toBe(isFound);
  });

  it.each([
    { count: 1, isFound: false },
    { count: 2, isFound: true },
    { count: 3, isFound: true },
  ])('what another try may cure has to fail again: $count times, found $isFound', ({ count, isFound }) => {
    expect(
      found('tasks-failing-for', { ...SHORT, ...stopped(...times(count, unstarted(RATE_LIMITED))) }).length > 0,
    ).toBe(isFound);
  });

  it.each<{ why: string; given: Partial<Observation> }>([
    { why: 'all wanted tasks serve', given: {} },
    { why: 'the service cannot be read', given: { ...SHORT, ecs: missing('throttled', '') } },
    {
      why: 'a task of the revision has started since',
      given: { ...SHORT, tasks: observed(NOW, [aTask(1, { startedAt: NOW - SECOND }), aTask(2), aTask(3)]) },
    },
    {
      why: 'only a revision fails that is on its way out',
      given: {
        ecs: observed(
          NOW,
          aService({
            deployments: [aDeployment({ taskDefinition: OLDER_REVISION }), aDeployment({ status: 'ACTIVE' })],
          }),
        ),
      },
    },
    {
      why: 'there is no primary deployment',
      given: { ...SHORT, ecs: observed(NOW, aService({ deployments: [aDeployment({ status: 'ACTIVE' })] })) },
    },
    {
      why: 'the revision is not deployed any more',
      given: {
        ...SHORT,
        ecs: observed(NOW, aService({ deployments: [aDeployment({ taskDefinition: OLDER_REVISION })] })),
      },
    },
  ])('is not found of failed starts when $why', ({ given }) => {
    expect(found('tasks-failing-for', { ...stopped(unstarted(NOT_FOUND)), ...given })).toEqual([]);
  });

  it('is not put off by a task of which ECS does not say when it started', () => {
    const { startedAt: _, ...starting } = aTask(4, { lastStatus: 'PENDING' });
    const given = { ...SHORT, tasks: observed(NOW, [...tasks(3), starting]), ...stopped(unstarted(NOT_FOUND)) };
    expect(found('tasks-failing-for', given)).toHaveLength(1);
  });

  it.each([
    { count: 1, minutes: 1, isFound: false },
    { count: 2, minutes: 9, isFound: true },
    { count: 2, minutes: 10, isFound: false },
    { count: 3, minutes: 1, isFound: true },
  ])(
    '$count tasks killed for their memory $minutes minutes ago: found $isFound, however many work',
    ({ count, minutes, isFound }) => {
      const killed = aStoppedTask({
        stoppedAt: NOW - minutes * MINUTE,
        containers: [{ name: 'mlflow', exitCode: 137, reason: OOM }],
      });
      const [finding] = found('tasks-failing-for', stopped(...times(count, killed)));
      expect(finding?.meaning).toBe(isFound ? 'out-of-memory' : undefined);
    },
  );

  it.each([
    { count: 2, given: SHORT, isFound: false },
    { count: 3, given: SHORT, isFound: true },
    { count: 4, given: SHORT, isFound: true },
    { count: 4, given: {}, isFound: false },
  ])('$count crashes: a loop $isFound, as long as tasks are missing', ({ count, given, isFound }) => {
    const [finding] = found('tasks-failing-for', { ...given, ...stopped(...times(count, aStoppedTask())) });
    expect(finding?.meaning).toBe(isFound ? 'ended-with-error' : undefined);
  });

  it.each<{ why: string; task: Partial<StoppedTask>; given?: Partial<Observation>; meaning: string | undefined }>([
    {
      why: 'AWS retires hosts',
      task: {
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'ECS is performing maintenance on the underlying infrastructure hosting the task',
      },
      meaning: 'maintenance',
    },
    { why: 'Spot takes tasks', task: { stopCode: 'SpotInterruption' }, meaning: 'spot-reclaimed' },
    {
      why: 'Spot took a task and none is missing',
      task: { stopCode: 'SpotInterruption' },
      given: {},
      meaning: undefined,
    },
    { why: 'a person stops tasks', task: { stopCode: 'UserInitiated' }, meaning: undefined },
    {
      why: 'ECS scales in',
      task: { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Scaling activity initiated by (deployment x)' },
      meaning: undefined,
    },
    {
      why: 'ECS takes a task for its health checks',
      task: { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' },
      meaning: undefined,
    },
  ])('when $why: $meaning', ({ task, given = SHORT, meaning }) => {
    expect(found('tasks-failing-for', { ...given, ...stopped(aStoppedTask(task)) })[0]?.meaning).toBe(meaning);
  });
});

describe('failure-unexplained', () => {
  it('quotes why a task failed when no row knows the text', () => {
    const [finding] = found('failure-unexplained', { ...SHORT, ...stopped(unstarted('the moon')) });
    expect(finding).toMatchObject({ strength: 'hard', message: '1 task failed for an unknown reason: "the moon"' });
    expect(finding?.meaning).toBeUndefined();
  });

  it('quotes the scheduler and the load balancer likewise', () => {
    const ecs = observed(NOW, aService({ events: [{ at: NOW, message: 'the moon' }] }));
    expect(found('failure-unexplained', { ...SHORT, ecs })).toMatchObject([
      { strength: 'soft', message: 'the scheduler gives no reason: "the moon"' },
    ]);
    expect(found('failure-unexplained', targets(aTarget(1, { state: 'unused', reason: 'Target.Moon' })))).toMatchObject(
      [{ message: 'target 10.0.0.1 has an unknown reason: Target.Moon' }],
    );
  });
});

describe('scheduler-message', () => {
  const NO_ROOM =
    '(service registry) was unable to place a task because no container instance met all of its requirements.';
  const THROTTLED = '(service registry) operations are being throttled. Will try again later.';
  const said = (...events: readonly (readonly [minutesAgo: number, message: string])[]): Partial<Observation> => ({
    ...SHORT,
    ecs: observed(
      NOW,
      aService({ events: events.map(([minutes, message]) => ({ at: NOW - minutes * MINUTE, message })) }),
    ),
  });
  const meaningIn = (given: Partial<Observation>) => found('scheduler-message', given)[0]?.meaning;

  it('quotes the newest trouble, with how often and since when', () => {
    expect(found('scheduler-message', said([1, NO_ROOM], [5, NO_ROOM]))).toMatchObject([
      {
        strength: 'hard',
        meaning: 'capacity-missing',
        at: NOW - MINUTE,
        since: NOW - 5 * MINUTE,
        numbers: { times: 2 },
        message: `there is no capacity for the task: "${NO_ROOM}"`,
      },
    ]);
  });

  it.each([
    { minutes: 29, meaning: 'capacity-missing' },
    { minutes: 30, meaning: undefined },
    { minutes: 31, meaning: undefined },
  ])('what was said $minutes minutes ago means $meaning', ({ minutes, meaning }) => {
    expect(meaningIn(said([minutes, NO_ROOM]))).toBe(meaning);
  });

  it.each<{ why: string; given: Partial<Observation>; meaning: string | undefined }>([
    {
      why: 'the service came to rest since',
      given: said([1, 'has reached a steady state.'], [2, NO_ROOM]),
      meaning: undefined,
    },
    {
      why: 'the service was at rest before',
      given: said([1, NO_ROOM], [2, 'has reached a steady state.']),
      meaning: 'capacity-missing',
    },
    {
      why: 'a task was placed since',
      given: said([1, 'has started 1 tasks: (task 1).'], [2, NO_ROOM]),
      meaning: undefined,
    },
    {
      why: 'ECS rolled back since',
      given: said([1, 'rolling back to deployment x'], [2, NO_ROOM]),
      meaning: undefined,
    },
    {
      why: 'tasks stopped since',
      given: said([1, 'has stopped 1 running tasks'], [2, NO_ROOM]),
      meaning: 'capacity-missing',
    },
    { why: 'calls were throttled once', given: said([1, THROTTLED]), meaning: undefined },
    { why: 'calls were throttled twice', given: said([1, THROTTLED], [2, THROTTLED]), meaning: 'operations-throttled' },
    {
      why: 'all wanted tasks work',
      given: { ecs: said([1, NO_ROOM]).ecs ?? missing('no-data', '') },
      meaning: undefined,
    },
    { why: 'the service cannot be read', given: { ...SHORT, ecs: missing('throttled', '') }, meaning: undefined },
    {
      why: 'it only says that starts fail',
      given: said([1, 'is unable to consistently start tasks successfully']),
      meaning: undefined,
    },
    {
      why: 'a start failed and another was begun',
      given: said([1, 'has started 1 tasks: (task 2).'], [2, `was unable to place a task. Reason: ${NOT_FOUND}`]),
      meaning: 'image-missing',
    },
  ])('when $why: $meaning', ({ given, meaning }) => {
    expect(meaningIn(given)).toBe(meaning);
  });
});

it('what the scheduler says of failing starts is quoted only where it says nothing better', () => {
  const said = (...messages: readonly string[]) => ({
    ...SHORT,
    ecs: observed(NOW, aService({ events: messages.map((message, index) => ({ at: NOW - index, message })) })),
  });
  const vague = '(service registry) is unable to consistently start tasks successfully.';
  expect(found('failure-unexplained', said(vague, 'the moon'))).toMatchObject([
    { strength: 'hard', message: `the scheduler gives no reason: "${vague}"` },
  ]);
  expect(found('failure-unexplained', said(vague, `was unable to place a task. Reason: ${NOT_FOUND}`))).toEqual([]);
});

describe('what the scheduler said', () => {
  const NO_PLACE = '(service registry) was unable to place a task. Reason: Internal error.';
  const events = [{ at: NOW - 2 * MINUTE, message: NO_PLACE }];

  it.each([
    { why: 'in this deployment', deployment: aDeployment({ createdAt: NOW - 3 * MINUTE }), isFound: true },
    { why: 'in the one before', deployment: aDeployment({ createdAt: NOW - MINUTE }), isFound: false },
    { why: 'while none is primary', deployment: aDeployment({ status: 'ACTIVE' }), isFound: true },
  ])('$why counts: $isFound', ({ deployment, isFound }) => {
    const ecs = observed(NOW, aService({ events, deployments: [deployment] }));
    expect(found('scheduler-message', { ...SHORT, ecs }).length > 0).toBe(isFound);
  });
});

function targets(...list: readonly Target[]): Partial<Observation> {
  return { targetGroups: observed(NOW, [aTargetGroup({ targets: list })]) };
}

describe('target-refused', () => {
  it.each([
    { reason: 'Elb.InternalError', state: 'unhealthy' as const, meaning: 'load-balancer-error' },
    { reason: 'Target.IpUnusable', state: 'unused' as const, meaning: 'target-unusable' },
    { reason: 'Target.NotInUse', state: 'unused' as const, meaning: 'target-not-used' },
    { reason: 'Target.Timeout', state: 'unhealthy' as const, meaning: undefined },
    { reason: 'Elb.InitialHealthChecking', state: 'initial' as const, meaning: undefined },
    { reason: 'Target.HealthCheckDisabled', state: 'unavailable' as const, meaning: undefined },
  ])('of a target with $reason means $meaning', ({ meaning, ...target }) => {
    const [finding] = found('target-refused', targets(aTarget(1, target), aTarget(2)));
    expect(finding?.meaning).toBe(meaning);
  });

  it('quotes the load balancer', () => {
    const target = aTarget(1, {
      state: 'unused',
      reason: 'Target.IpUnusable',
      description: 'in use by a load balancer',
    });
    expect(found('target-refused', targets(target))).toMatchObject([
      {
        subject: '10.0.0.1',
        message:
          'target 10.0.0.1: the load balancer cannot use the address of the target (Target.IpUnusable, "in use by a load balancer")',
      },
    ]);
  });
});

describe('targets-fail-alike', () => {
  const failing = (reason: string, description?: string) =>
    [1, 2].map((number) => aTarget(number, { state: 'unhealthy', reason, ...(description && { description }) }));
  const codes = (list: string) =>
    failing('Target.ResponseCodeMismatch', `Health checks failed with these codes: [${list}]`);
  const twoTasks = (healthStatus: 'HEALTHY' | 'UNKNOWN'): Partial<Observation> => ({
    tasks: observed(NOW, [aTask(1, { healthStatus }), aTask(2, { healthStatus })]),
    taskProbes: missing('not-configured', ''),
  });
  const meaningIn = (given: Partial<Observation>) => found('targets-fail-alike', given)[0]?.meaning;

  it.each([
    { list: '404', meaning: 'check-answered-otherwise' },
    { list: '302', meaning: 'check-answered-otherwise' },
    { list: '301,404', meaning: 'check-answered-otherwise' },
    { list: '503', meaning: undefined },
    { list: '404,503', meaning: undefined },
  ])('all answer the check with $list: $meaning', ({ list, meaning }) => {
    expect(meaningIn({ ...twoTasks('UNKNOWN'), ...targets(...codes(list)) })).toBe(meaning);
  });

  it.each([
    { reason: 'Target.FailedHealthChecks', healthStatus: 'HEALTHY' as const, meaning: 'check-refused' },
    { reason: 'Target.FailedHealthChecks', healthStatus: 'UNKNOWN' as const, meaning: undefined },
    { reason: 'Target.Timeout', healthStatus: 'HEALTHY' as const, meaning: 'check-unanswered' },
    { reason: 'Target.Timeout', healthStatus: 'UNKNOWN' as const, meaning: undefined },
    { reason: 'Elb.InternalError', healthStatus: 'HEALTHY' as const, meaning: undefined },
    { reason: 'Target.ResponseCodeMismatch', healthStatus: 'HEALTHY' as const, meaning: undefined },
  ])('all with $reason, while ECS holds them to be $healthStatus: $meaning', ({ reason, healthStatus, meaning }) => {
    expect(meaningIn({ ...twoTasks(healthStatus), ...targets(...failing(reason)) })).toBe(meaning);
  });

  it.each([
    { outcome: 'ok' as const, meaning: 'check-unanswered' },
    { outcome: 'timeout' as const, meaning: undefined },
  ])('believes the work probe before the check of the container: $outcome', ({ outcome, meaning }) => {
    const taskProbes = observed(NOW, [aTaskProbe(1, { outcome }), aTaskProbe(2, { outcome })]);
    expect(meaningIn({ ...twoTasks('HEALTHY'), taskProbes, ...targets(...failing('Target.Timeout')) })).toBe(meaning);
  });

  it.each([
    { replaced: 0, isFound: false },
    { replaced: 1, isFound: true },
    { replaced: 2, isFound: true },
  ])('one target, with $replaced replaced before: found $isFound', ({ replaced, isFound }) => {
    const task = aStoppedTask({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Task failed ELB health checks in (target-group x)',
    });
    const given = {
      ...twoTasks('UNKNOWN'),
      ...targets(...codes('404').slice(0, 1)),
      ...stopped(...times(replaced, task)),
    };
    expect(meaningIn(given) !== undefined).toBe(isFound);
  });

  it.each([
    { seconds: 59, isFound: false },
    { seconds: 60, isFound: true },
    { seconds: 61, isFound: true },
  ])('tasks $seconds s after their start, with 60 s of grace: found $isFound', ({ seconds, isFound }) => {
    const young = [1, 2].map((number) => aTask(number, { startedAt: NOW - seconds * SECOND }));
    const given = { ...twoTasks('UNKNOWN'), tasks: observed(NOW, young), ...targets(...codes('404')) };
    expect(meaningIn(given) !== undefined).toBe(isFound);
  });

  it('is not found of targets whose tasks are gone', () => {
    const replaced = aStoppedTask({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Task failed ELB health checks in (target-group x)',
    });
    const gone = { tasks: observed(NOW, []), ...stopped(...times(2, replaced)) };
    expect(meaningIn({ ...gone, ...targets(...failing('Target.FailedHealthChecks')) })).toBeUndefined();
  });

  it('is found of a service that cannot be read as well', () => {
    const given = { ...twoTasks('UNKNOWN'), ecs: missing('throttled', ''), ...targets(...codes('404')) };
    expect(meaningIn(given)).toBe('check-answered-otherwise');
  });

  it('says how all fail', () => {
    const [finding] = found('targets-fail-alike', { ...twoTasks('UNKNOWN'), ...targets(...codes('404')) });
    expect(finding?.message).toContain(
      'all 2 targets Target.ResponseCodeMismatch, "Health checks failed with these codes: [404]"',
    );
  });

  it.each<{ why: string; list: readonly Target[] }>([
    { why: 'one is healthy', list: [...codes('404'), aTarget(3)] },
    { why: 'their reasons differ', list: [...codes('404'), ...failing('Target.Timeout')] },
    { why: 'none was judged yet', list: [aTarget(1, { state: 'initial' })] },
    { why: 'they give no reason', list: [aTarget(1, { state: 'unhealthy' }), aTarget(2, { state: 'unhealthy' })] },
  ])('is not found when $why', ({ list }) => {
    expect(meaningIn({ ...twoTasks('UNKNOWN'), ...targets(...list) })).toBeUndefined();
  });

  const young = aDeployment({ createdAt: NOW - 20 * MINUTE });
  it.each<{ why: string; given: Partial<Observation>; isFound: boolean }>([
    { why: 'is the first there is', given: { releases: observed(NOW, [aRelease()]) }, isFound: true },
    { why: 'came after another', given: {}, isFound: false },
    { why: 'came after one that nobody can tell of', given: { releases: missing('throttled', '') }, isFound: false },
    {
      why: 'still replaces another',
      given: {
        releases: observed(NOW, []),
        ecs: observed(
          NOW,
          aService({ deployments: [young, aDeployment({ status: 'ACTIVE', taskDefinition: OLDER_REVISION })] }),
        ),
      },
      isFound: false,
    },
  ])('of a young release that $why: found $isFound', ({ given, isFound }) => {
    const ecs = observed(NOW, aService({ deployments: [young] }));
    expect(meaningIn({ ...twoTasks('UNKNOWN'), ecs, ...targets(...codes('404')), ...given }) !== undefined).toBe(
      isFound,
    );
  });
});

describe('gateway-errors', () => {
  const traffic = (elb502: number, target5xx = 0) => ({ traffic: observed(NOW, someTraffic({ elb502, target5xx })) });
  const isFound = (given: Partial<Observation>) => found('gateway-errors', given).length > 0;

  it.each([
    { elb502: 80, target5xx: 0, expected: true },
    { elb502: 90, target5xx: 10, expected: true },
    { elb502: 89, target5xx: 11, expected: false },
    { elb502: 60, target5xx: 0, expected: false },
  ])('with $elb502 of 6000 requests cut and $target5xx failed: found $expected', ({ elb502, target5xx, expected }) => {
    expect(isFound(traffic(elb502, target5xx))).toBe(expected);
  });

  it.each([
    { minutes: 14, expected: false },
    { minutes: 15, expected: true },
    { minutes: 16, expected: true },
  ])('when the last task stopped or started $minutes minutes ago: found $expected', ({ minutes, expected }) => {
    const at = NOW - minutes * MINUTE;
    expect(isFound({ ...traffic(100), ...stopped(aStoppedTask({ stoppedAt: at })) })).toBe(expected);
    expect(isFound({ ...traffic(100), tasks: observed(NOW, [aTask(1, { createdAt: at })]) })).toBe(expected);
  });

  it.each<{ why: string; given: Partial<Observation> }>([
    { why: 'a target is not healthy', given: targets(aTarget(1), aTarget(2, { state: 'unhealthy' })) },
    { why: 'there is no target', given: targets() },
    { why: 'nobody knows what stopped', given: { stoppedTasks: missing('throttled', '') } },
    { why: 'there is no traffic to tell', given: { traffic: missing('no-data', '') } },
    {
      why: 'a release is new',
      given: { ecs: observed(NOW, aService({ deployments: [aDeployment({ createdAt: NOW - 30 * MINUTE })] })) },
    },
    {
      why: 'a dependency fails',
      given: { dependencies: observed(NOW, [{ dependency: 'discovery', ok: false, latencyMs: 1, at: NOW }]) },
    },
  ])('is not found when $why', ({ given }) => {
    expect(isFound({ ...traffic(100), ...given })).toBe(false);
  });
});

describe('a dependency that others have missed before', () => {
  const probe = { dependency: 'database', ok: false, latencyMs: 1_000, error: 'ETIMEDOUT', at: NOW };
  const dependencies = observed(NOW, [probe]);
  const openedAt = NOW - 5 * MINUTE;
  const breaker = { name: 'backend', state: 'open' as const, openedAt, version: 7, failedResets: 0 };
  const { openedAt: _, ...undated } = breaker;
  const traffic = observed(NOW - MINUTE, someTraffic({ target5xx: 3_000 }));

  it.each<{ why: string; given: Partial<Observation>; strength: string; since: number }>([
    { why: 'nothing else speaks for it', given: {}, strength: 'soft', since: NOW },
    { why: 'its breaker is open', given: { breakers: observed(NOW, [breaker]) }, strength: 'hard', since: openedAt },
    {
      why: 'its breaker does not say since when',
      given: { breakers: observed(NOW, [undated]) },
      strength: 'soft',
      since: NOW,
    },
    {
      why: 'its breaker is half-open',
      given: { breakers: observed(NOW, [{ ...breaker, state: 'half-open' }]) },
      strength: 'soft',
      since: NOW,
    },
    {
      why: 'the breaker is of another',
      given: { breakers: observed(NOW, [{ ...breaker, name: 'other' }]) },
      strength: 'soft',
      since: NOW,
    },
    { why: 'users get errors', given: { traffic }, strength: 'hard', since: NOW - MINUTE },
  ])('is $strength evidence when $why', ({ given, strength, since }) => {
    expect(found('dependency-unreachable', { dependencies, ...given })).toMatchObject([{ strength, since }]);
  });

  it('keeps the earlier moment of what was seen before and what the evidence itself tells', () => {
    const seenBefore = (since: number) => [
      aReport({
        at: NOW - 15 * SECOND,
        findings: [aFinding({ id: 'dependency-unreachable', subject: 'database', at: NOW - 15 * SECOND, since })],
      }),
    ];
    const breakers = observed(NOW, [breaker]);
    expect(
      found('dependency-unreachable', { dependencies, breakers, previous: seenBefore(NOW - MINUTE) })[0]?.since,
    ).toBe(openedAt);
    expect(found('dependency-unreachable', { dependencies, previous: seenBefore(NOW - MINUTE) })[0]?.since).toBe(
      NOW - MINUTE,
    );
  });
});

describe('names-unresolved', () => {
  const unresolved = (dependency: string) => ({
    dependency,
    ok: false,
    latencyMs: 5,
    error: 'getaddrinfo ENOTFOUND db',
    at: NOW,
  });
  const names = (...list: readonly string[]) => ({ dependencies: observed(NOW, list.map(unresolved)) });
  const { error: _, ...silent } = unresolved('discovery');

  it.each([
    { list: ['database'], isFound: false },
    { list: ['database', 'discovery'], isFound: true },
    { list: ['database', 'discovery', 'artifacts'], isFound: true },
  ])('when none of $list resolves: found $isFound', ({ list, isFound }) => {
    expect(found('names-unresolved', names(...list)).length > 0).toBe(isFound);
  });

  it.each<{ why: string; other: DependencyProbe }>([
    { why: 'one answers', other: { ...unresolved('discovery'), ok: true } },
    { why: 'one resolves and is refused', other: { ...unresolved('discovery'), error: 'ECONNREFUSED' } },
    { why: 'one says nothing', other: silent },
  ])('is not found when $why', ({ other }) => {
    expect(found('names-unresolved', { dependencies: observed(NOW, [unresolved('database'), other]) })).toEqual([]);
  });

  it('is hard once users get errors', () => {
    const traffic = observed(NOW, someTraffic({ target5xx: 3_000 }));
    expect(found('names-unresolved', names('database', 'discovery'))).toMatchObject([{ strength: 'soft' }]);
    expect(found('names-unresolved', { ...names('database', 'discovery'), traffic })).toMatchObject([
      {
        strength: 'hard',
        meaning: 'names-unresolved',
        message: 'the names of the dependencies do not resolve: database, discovery',
      },
    ]);
  });
});
