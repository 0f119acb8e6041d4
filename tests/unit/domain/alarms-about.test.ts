// Unit layer: which of the account's alarms are about a service.
import { relatedAlarms } from '#shared/domain/evidence/related-alarms.ts';
import type { Alarm } from '#shared/domain/model/operational-context.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { aTargetGroup } from '#tests/builders/parts.ts';

const registry = aPolicy({ cluster: 'ml-platform', service: 'mlflow-registry' });
const GROUP = 'targetgroup/registry/73e2d6bc24d8a067';
const BALANCER = 'app/registry/50dc6c495c0c9188';
const group = {
  ...aTargetGroup(),
  arn: `arn:aws:elasticloadbalancing:us-east-1:123456789012:${GROUP}`,
  loadBalancerNames: ['app/internal/0123456789abcdef', BALANCER],
};

const anAlarm = (...dimensions: Alarm['dimensions']): Alarm => ({ name: 'alarm', since: NOW, reason: '', dimensions });

const about = (alarm: Alarm, groups = [group]) => relatedAlarms(registry, groups, observed(NOW, [alarm]));

describe('an alarm', () => {
  it.each([
    { on: 'the service', dimensions: { ClusterName: 'ml-platform', ServiceName: 'mlflow-registry' }, is: true },
    { on: 'the service in any cluster', dimensions: { ServiceName: 'mlflow-registry' }, is: true },
    { on: 'its namesake', dimensions: { ClusterName: 'staging', ServiceName: 'mlflow-registry' }, is: false },
    { on: 'a neighbour', dimensions: { ClusterName: 'ml-platform', ServiceName: 'mlflow-registry-2' }, is: false },
    { on: 'the whole cluster', dimensions: { ClusterName: 'ml-platform' }, is: false },
    { on: 'its target group', dimensions: { LoadBalancer: BALANCER, TargetGroup: GROUP }, is: true },
    { on: 'another group of its load balancer', dimensions: { LoadBalancer: BALANCER, TargetGroup: 'x/1' }, is: false },
    { on: 'the end of its group’s name', dimensions: { TargetGroup: 'registry/73e2d6bc24d8a067' }, is: false },
    { on: 'one of its load balancers', dimensions: { LoadBalancer: BALANCER }, is: true },
    { on: 'another load balancer', dimensions: { LoadBalancer: 'app/other/1' }, is: false },
    { on: 'something else', dimensions: { QueueName: 'mlflow-registry' }, is: false },
    { on: 'nothing that is named', dimensions: {}, is: false },
  ])('on $on is about it: $is', ({ dimensions, is }) => {
    const alarm = anAlarm(dimensions);
    expect(about(alarm)).toEqual(observed(NOW, is ? [alarm] : []));
  });

  it('on several metrics is about a service that one of them measures', () => {
    const alarm = anAlarm({ ServiceName: 'other' }, { ServiceName: 'mlflow-registry' });
    expect(about(alarm)).toEqual(observed(NOW, [alarm]));
  });

  it.each([
    { name: 'TargetTracking-service/ml-platform/mlflow-registry-AlarmLow-4f1c', is: false },
    { name: 'registry-TargetTracking-of-ours', is: true },
  ])('$name, which may only steer the scaling, is about its health: $is', ({ name, is }) => {
    const alarm = { ...anAlarm({ ServiceName: 'mlflow-registry' }), name };
    expect(about(alarm)).toEqual(observed(NOW, is ? [alarm] : []));
  });

  it('made of others is about no service', () => {
    expect(about(anAlarm())).toEqual(observed(NOW, []));
  });

  it.each([
    { dimensions: { ServiceName: 'mlflow-registry' }, is: true },
    { dimensions: { LoadBalancer: BALANCER, TargetGroup: GROUP }, is: false },
    { dimensions: { LoadBalancer: BALANCER }, is: false },
  ])('on $dimensions is about a service whose target groups are not known: $is', ({ dimensions, is }) => {
    const alarm = anAlarm(dimensions);
    expect(about(alarm, [])).toEqual(observed(NOW, is ? [alarm] : []));
  });
});

it('lacks the alarms of a service when those of the account are missing', () => {
  const denied = missing('access-denied', 'AccessDenied: not allowed');
  expect(relatedAlarms(registry, [group], denied)).toBe(denied);
});
