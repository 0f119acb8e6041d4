// Unit layer: findings about target health, its reason codes and anomaly detection.
import type { MeaningId } from '#shared/domain/model/message-meaning.ts';
import type { Target } from '#shared/domain/model/observation.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import { aTarget, aTargetGroup } from '#tests/builders/parts.ts';
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
