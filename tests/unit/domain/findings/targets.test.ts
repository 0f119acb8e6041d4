// Unit layer: findings about target health, its reason codes and anomaly detection.
import type { MeaningId } from '#shared/domain/model/message-meaning.ts';
import type { Target } from '#shared/domain/model/observation.ts';
import { minutesAgo, NOW, OLDER_REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import { aRelease, aTarget, aTargetGroup } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, GRACE_PERIOD, isFound } from './found.ts';

describe('target-refused', () => {
  it.each<Pick<Target, 'reason' | 'state'> & { meaning?: MeaningId }>([
    { reason: 'Elb.InternalError', state: 'unhealthy', meaning: 'load-balancer-error' },
    { reason: 'Target.IpUnusable', state: 'unused', meaning: 'target-unusable' },
    { reason: 'Target.NotInUse', state: 'unused', meaning: 'target-not-used' },
    { reason: 'Target.Timeout', state: 'unhealthy' },
    { reason: 'Elb.InitialHealthChecking', state: 'initial' },
    { reason: 'Target.HealthCheckDisabled', state: 'unavailable' },
  ])('gives a target with $reason the meaning $meaning', ({ meaning, ...target }) => {
    expect(found('target-refused', { target: { 1: target } })[0]?.meaning).toBe(meaning);
  });

  it('quotes the load balancer', () => {
    const target = { state: 'unused', reason: 'Target.IpUnusable', description: 'in use by a load balancer' } as const;
    expect(found('target-refused', { target: { 1: target } })).toMatchObject([
      {
        subject: '10.0.0.1',
        message:
          'target 10.0.0.1: the load balancer cannot use the address of the target (Target.IpUnusable, "in use by a load balancer")',
      },
    ]);
  });

  it("becomes 'failure-unexplained' for a reason that is not in the catalogue", () => {
    const target = { 1: { state: 'unused', reason: 'Target.Moon' } } as const;
    const message = 'target 10.0.0.1 has an unknown reason: Target.Moon';
    expect(found('failure-unexplained', { target })).toMatchObject([{ message }]);
  });
});

/** Both tasks fail their health check, with this reason. */
const bothFail = (reason: string, description?: string): ServiceState => {
  const failing: Partial<Target> = { state: 'unhealthy', reason, ...(description && { description }) };
  return { tasks: 2, target: { 1: failing, 2: failing }, missing: { taskProbes: 'not-configured' } };
};
const bothAnswer = (codes: string): ServiceState =>
  bothFail('Target.ResponseCodeMismatch', `Health checks failed with these codes: [${codes}]`);
const REPLACED = {
  stopCode: 'ServiceSchedulerInitiated',
  stoppedReason: 'Task failed ELB health checks in (target-group x)',
};

const meaningIn = (state: ServiceState) => found('targets-fail-alike', state)[0]?.meaning;

describe('targets-fail-alike', () => {
  it.each([
    { codes: '404', meaning: 'check-answered-otherwise' },
    { codes: '302', meaning: 'check-answered-otherwise' },
    { codes: '301,404', meaning: 'check-answered-otherwise' },
    { codes: '503', meaning: undefined },
    { codes: '404,503', meaning: undefined },
  ])('means $meaning when all targets answer with $codes', ({ codes, meaning }) => {
    expect(meaningIn(bothAnswer(codes))).toBe(meaning);
  });

  it.each([
    { reason: 'Target.FailedHealthChecks', healthStatus: 'HEALTHY' as const, meaning: 'check-refused' },
    { reason: 'Target.FailedHealthChecks', healthStatus: 'UNKNOWN' as const, meaning: undefined },
    { reason: 'Target.Timeout', healthStatus: 'HEALTHY' as const, meaning: 'check-unanswered' },
    { reason: 'Target.Timeout', healthStatus: 'UNKNOWN' as const, meaning: undefined },
    { reason: 'Elb.InternalError', healthStatus: 'HEALTHY' as const, meaning: undefined },
    { reason: 'Target.ResponseCodeMismatch', healthStatus: 'HEALTHY' as const, meaning: undefined },
  ])('means $meaning when all have $reason and containers are $healthStatus', ({ reason, healthStatus, meaning }) => {
    const task = { 1: { healthStatus }, 2: { healthStatus } };
    expect(meaningIn({ ...bothFail(reason), task })).toBe(meaning);
  });

  it.each([
    { why: 'the work probes are answered', hung: [], meaning: 'check-unanswered' },
    { why: 'the work probes time out', hung: [1, 2], meaning: undefined },
  ])('means $meaning when the containers are healthy and $why', ({ hung, meaning }) => {
    const task = { 1: { healthStatus: 'HEALTHY' }, 2: { healthStatus: 'HEALTHY' } } as const;
    expect(meaningIn({ ...bothFail('Target.Timeout'), task, hung, missing: {} })).toBe(meaning);
  });

  it('is not found for timeouts while the CPU is saturated', () => {
    const task = { 1: { healthStatus: 'HEALTHY' }, 2: { healthStatus: 'HEALTHY' } } as const;
    expect(meaningIn({ ...bothFail('Target.Timeout'), task, metrics: { cpu: level(5, 0.95) } })).toBeUndefined();
  });

  it.each([
    { replaced: 0, expected: false },
    { replaced: 1, expected: true },
    { replaced: 2, expected: true },
  ])('is found for one target with $replaced tasks replaced before: $expected', ({ replaced, expected }) => {
    const stopped = Array.from({ length: replaced }, () => REPLACED);
    expect(isFound('targets-fail-alike', { ...bothAnswer('404'), tasks: 1, stopped })).toBe(expected);
  });

  it.each(GRACE_PERIOD)('is found for tasks that started $seconds s ago: $isOver', ({ seconds, isOver }) => {
    const started = { startedAt: secondsAgo(seconds) };
    expect(isFound('targets-fail-alike', { ...bothAnswer('404'), task: { 1: started, 2: started } })).toBe(isOver);
  });

  it('is not found for targets without tasks', () => {
    const targets = [1, 2].map((n) => aTarget(n, { state: 'unhealthy', reason: 'Target.FailedHealthChecks' }));
    expect(isFound('targets-fail-alike', { tasks: 0, targets, stopped: [REPLACED, REPLACED] })).toBe(false);
  });

  it('is found while the service cannot be read', () => {
    expect(isFound('targets-fail-alike', { ...bothAnswer('404'), missing: { ecs: 'throttled' } })).toBe(true);
  });

  it('quotes the reason and description', () => {
    expect(found('targets-fail-alike', bothAnswer('404'))[0]?.message).toContain(
      'all 2 targets Target.ResponseCodeMismatch, "Health checks failed with these codes: [404]"',
    );
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'one target is healthy', state: { ...bothAnswer('404'), tasks: 3 } },
    {
      why: 'the reasons differ',
      state: {
        ...bothAnswer('404'),
        tasks: 3,
        target: { ...bothAnswer('404').target, 3: { state: 'unhealthy', reason: 'Target.Timeout' } },
      },
    },
    { why: 'no target has been checked yet', state: { tasks: 1, initial: [1] } },
    {
      why: 'they give no reason',
      state: { tasks: 2, target: { 1: { state: 'unhealthy' }, 2: { state: 'unhealthy' } } },
    },
  ])('is not found when $why', ({ state }) => {
    expect(isFound('targets-fail-alike', state)).toBe(false);
  });

  const young = { createdAt: minutesAgo(20) };
  it.each<{ why: string; state: ServiceState; expected: boolean }>([
    { why: 'is the first release', state: { releases: [aRelease()] }, expected: true },
    { why: 'follows another release', state: {}, expected: false },
    { why: 'may follow another release', state: { missing: { releases: 'throttled' } }, expected: false },
    {
      why: 'still replaces another release',
      state: { releases: [], deployments: [young, { status: 'ACTIVE', taskDefinition: OLDER_REVISION }] },
      expected: false,
    },
  ])('is found for a young release that $why: $expected', ({ state, expected }) => {
    const failing = { ...bothAnswer('404'), deployments: [young], ...state };
    expect(isFound('targets-fail-alike', failing)).toBe(expected);
  });
});

describe('target-anomalous', () => {
  const ANOMALOUS: ServiceState = { target: { 1: { isAnomalous: true } } };

  it('softly names the task', () => {
    expect(found('target-anomalous', ANOMALOUS)).toMatchObject([
      {
        strength: 'soft',
        subject: 'task-1',
        message:
          'task task-1 passes its health check, but the load balancer finds that it fails more requests than its peers',
      },
    ]);
  });

  it('is found in any target group', () => {
    const targetGroups = [aTargetGroup(), aTargetGroup({ targets: [aTarget(1, { isAnomalous: true }), aTarget(2)] })];
    expect(isFound('target-anomalous', { targetGroups })).toBe(true);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'the load balancer finds the target normal', state: { target: { 1: { isAnomalous: false } } } },
    { why: 'the load balancer does not detect anomalies', state: { target: {} } },
    { why: 'the target is unhealthy', state: { unhealthy: [1] } },
    { why: 'the task is stopping', state: { task: { 1: { desiredStatus: 'STOPPED' } } } },
    { why: 'no task has the address', state: { task: { 1: { address: '10.9.9.9' } } } },
    { why: 'the targets cannot be read', state: { missing: { targetGroups: 'throttled' } } },
  ])('is not found when $why', ({ state }) => {
    expect(isFound('target-anomalous', { ...ANOMALOUS, ...state })).toBe(false);
  });

  it.each(GRACE_PERIOD)('is found for a task that started $seconds s ago: $isOver', ({ seconds, isOver }) => {
    expect(isFound('target-anomalous', { ...ANOMALOUS, task: { 1: { startedAt: secondsAgo(seconds) } } })).toBe(isOver);
  });

  it('grants no grace period while the service cannot be read', () => {
    const young = { ...ANOMALOUS, task: { 1: { startedAt: NOW } } };
    expect(isFound('target-anomalous', { ...young, missing: { ecs: 'throttled' } })).toBe(true);
  });
});

describe('target-group-gone', () => {
  it.each([
    { reason: 'not-found' as const, expected: true },
    { reason: 'access-denied' as const, expected: false },
  ])('is found when the target groups are missing as $reason: $expected', ({ reason, expected }) => {
    expect(isFound('target-group-gone', { missing: { targetGroups: reason } })).toBe(expected);
  });
});
