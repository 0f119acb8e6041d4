// Unit layer: which alarms of the account measure a service.
import { relatedAlarms } from '#shared/domain/evidence/related-alarms.ts';
import type { Alarm } from '#shared/domain/model/operational-context.ts';
import { itemsOf, missing, observed } from '#shared/domain/model/part.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anAlarm, aTargetGroup } from '#tests/builders/parts.ts';

const registry = aPolicy({ cluster: 'ml-platform', service: 'mlflow-registry' });
const GROUP = 'targetgroup/registry/73e2d6bc24d8a067';
const BALANCER = 'app/registry/50dc6c495c0c9188';
const group = aTargetGroup({
  arn: `arn:aws:elasticloadbalancing:us-east-1:123456789012:${GROUP}`,
  loadBalancerNames: ['app/internal/0123456789abcdef', BALANCER],
});

const related = (alarm: Alarm, groups = [group]): readonly Alarm[] =>
  itemsOf(relatedAlarms(registry, groups, observed(NOW, [alarm])));
const on = (...dimensions: Alarm['dimensions']): Alarm => anAlarm({ dimensions });

it.each([
  { what: 'the service', dimensions: { ClusterName: 'ml-platform', ServiceName: 'mlflow-registry' }, is: true },
  { what: 'the service in any cluster', dimensions: { ServiceName: 'mlflow-registry' }, is: true },
  { what: 'a namesake', dimensions: { ClusterName: 'staging', ServiceName: 'mlflow-registry' }, is: false },
  { what: 'another service', dimensions: { ClusterName: 'ml-platform', ServiceName: 'mlflow-registry-2' }, is: false },
  { what: 'the whole cluster', dimensions: { ClusterName: 'ml-platform' }, is: false },
  { what: 'its target group', dimensions: { LoadBalancer: BALANCER, TargetGroup: GROUP }, is: true },
  { what: 'another target group', dimensions: { LoadBalancer: BALANCER, TargetGroup: 'x/1' }, is: false },
  { what: 'the end of a target group name', dimensions: { TargetGroup: 'registry/73e2d6bc24d8a067' }, is: false },
  { what: 'one of its load balancers', dimensions: { LoadBalancer: BALANCER }, is: true },
  { what: 'another load balancer', dimensions: { LoadBalancer: 'app/other/1' }, is: false },
  { what: 'a queue', dimensions: { QueueName: 'mlflow-registry' }, is: false },
  { what: 'no dimension', dimensions: {}, is: false },
])('an alarm on $what is related: $is', ({ dimensions, is }) => {
  const alarm = on(dimensions);
  expect(related(alarm)).toEqual(is ? [alarm] : []);
});

it('an alarm on several metrics is related when one of them measures the service', () => {
  const alarm = on({ ServiceName: 'other' }, { ServiceName: 'mlflow-registry' });
  expect(related(alarm)).toEqual([alarm]);
});

it('a composite alarm is not related', () => {
  expect(related(on())).toEqual([]);
});

it.each([
  { name: 'TargetTracking-service/ml-platform/mlflow-registry-AlarmLow-4f1c', is: false },
  { name: 'registry-TargetTracking-of-ours', is: true },
])('an alarm named $name, which may steer the scaling only, is related: $is', ({ name, is }) => {
  expect(related({ ...on({ ServiceName: 'mlflow-registry' }), name })).toHaveLength(is ? 1 : 0);
});

it.each([
  { dimensions: { ServiceName: 'mlflow-registry' }, is: true },
  { dimensions: { LoadBalancer: BALANCER, TargetGroup: GROUP }, is: false },
  { dimensions: { LoadBalancer: BALANCER }, is: false },
])('an alarm on $dimensions is related while the target groups are not known: $is', ({ dimensions, is }) => {
  expect(related(on(dimensions), [])).toHaveLength(is ? 1 : 0);
});

it('the alarms of a service are missing when those of the account are', () => {
  const denied = missing('access-denied', 'AccessDenied: not allowed');
  expect(relatedAlarms(registry, [group], denied)).toBe(denied);
});
