// Unit: a recorded answer is reduced to what a request asks for, as AWS would do.
import { filterAnswer } from '#cli/replay/filter-answer.ts';

const target = (ResourceId: string, given: object = {}) => ({
  ...{ ServiceNamespace: 'ecs', ResourceId, ScalableDimension: 'ecs:service:DesiredCount' },
  ...given,
});

describe('recorded scalable targets', () => {
  const one = target('service/ml-platform/one');
  const two = target('service/ml-platform/two');
  const dimension = 'dynamodb:table:ReadCapacityUnits';
  const table = target('table/one', { ServiceNamespace: 'dynamodb', ScalableDimension: dimension });
  const recorded = { ScalableTargets: [one, two, table], NextToken: 'more' };

  it.each([
    [{}, [one, two, table]],
    [{ ServiceNamespace: 'ecs' }, [one, two]],
    [{ ServiceNamespace: 'ecs', ResourceIds: ['service/ml-platform/two'] }, [two]],
    [{ ResourceIds: ['service/ml-platform/one', 'service/ml-platform/two'] }, [one, two]],
    [{ ResourceIds: ['service/staging/one'] }, []],
    [{ ScalableDimension: dimension }, [table]],
  ])('are filtered by %j', (request, ScalableTargets) => {
    const answer = filterAnswer('application-autoscaling DescribeScalableTargets', recorded, request);
    expect(answer).toEqual({ ScalableTargets });
  });
});

describe('recorded scaling activities', () => {
  const one = target('service/ml-platform/one', { ActivityId: '1' });
  const two = target('service/ml-platform/two', { ActivityId: '2' });
  const dimension = 'dynamodb:table:ReadCapacityUnits';
  const table = target('table/one', { ServiceNamespace: 'dynamodb', ScalableDimension: dimension });

  it.each([
    [{}, [one, two, table]],
    [{ ServiceNamespace: 'ecs' }, [one, two]],
    [{ ResourceId: 'service/ml-platform/two' }, [two]],
    [{ ScalableDimension: dimension }, [table]],
  ])('are filtered by %j', (request, ScalingActivities) => {
    const recorded = { ScalingActivities: [one, two, table] };
    const answer = filterAnswer('application-autoscaling DescribeScalingActivities', recorded, request);
    expect(answer).toEqual({ ScalingActivities });
  });
});

describe('recorded listeners', () => {
  const one = { ListenerArn: 'arn:listener/app/one/1/1', LoadBalancerArn: 'arn:loadbalancer/app/one/1' };
  const two = { ListenerArn: 'arn:listener/app/two/2/2', LoadBalancerArn: 'arn:loadbalancer/app/two/2' };

  it.each([
    [{}, [one, two]],
    [{ LoadBalancerArn: two.LoadBalancerArn }, [two]],
    [{ ListenerArns: [one.ListenerArn] }, [one]],
  ])('are filtered by %j', (request, Listeners) => {
    const recorded = { Listeners: [one, two], NextMarker: 'more' };
    expect(filterAnswer('elbv2 DescribeListeners', recorded, request)).toEqual({ Listeners });
  });
});

describe('recorded alarms', () => {
  const [ok, alarm] = [
    { AlarmName: 'ok', StateValue: 'OK' },
    { AlarmName: 'alarm', StateValue: 'ALARM' },
  ];
  const any = { AlarmName: 'any', StateValue: 'ALARM' };
  const recorded = { MetricAlarms: [ok, alarm], CompositeAlarms: [any] };

  it.each([
    [{}, [ok, alarm], [any]],
    [{ StateValue: 'ALARM' }, [alarm], [any]],
    [{ StateValue: 'OK' }, [ok], []],
    [{ AlarmTypes: ['MetricAlarm'] }, [ok, alarm], []],
    [{ AlarmTypes: ['CompositeAlarm'] }, [], [any]],
    [{ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], StateValue: 'ALARM' }, [alarm], [any]],
    [{ AlarmNames: ['ok', 'any'] }, [ok], [any]],
  ])('are filtered by %j', (request, MetricAlarms, CompositeAlarms) => {
    const answer = filterAnswer('cloudwatch DescribeAlarms', recorded, request);
    expect(answer).toEqual({ MetricAlarms, CompositeAlarms });
  });

  it('of one type get no list of the other', () => {
    const request = { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] };
    expect(filterAnswer('cloudwatch DescribeAlarms', { MetricAlarms: [alarm] }, request)).toEqual({
      MetricAlarms: [alarm],
    });
  });
});

describe('recorded services', () => {
  const service = (name: string) => ({ serviceArn: `arn:aws:ecs:us-east-1:1:service/ml-platform/${name}` });
  const recorded = { services: [service('registry'), service('registry-canary')], failures: [] };

  it.each([
    [['registry'], [service('registry')]],
    [[service('registry').serviceArn], [service('registry')]],
    [['canary'], []],
    [undefined, recorded.services],
  ])('are filtered by the names or ARNs %j', (services, expected) => {
    expect(filterAnswer('ecs DescribeServices', recorded, { services })).toEqual({ services: expected, failures: [] });
  });
});

it('recorded deployments are filtered by status', () => {
  const [done, running, stopped] = ['SUCCESSFUL', 'IN_PROGRESS', 'STOPPED'].map((status) => ({ status }));
  const recorded = { serviceDeployments: [done, running, stopped] };
  const request = { status: ['IN_PROGRESS', 'STOPPED'] };
  expect(filterAnswer('ecs ListServiceDeployments', recorded, request).serviceDeployments).toEqual([running, stopped]);
});

it('recorded container instances are filtered by ARN or id', () => {
  const [one, two] = ['1', '2'].map((id) => ({ containerInstanceArn: `arn:aws:ecs:r:1:container-instance/ml/${id}` }));
  const recorded = { containerInstances: [one, two], failures: [] };
  const asked = (containerInstances: readonly unknown[]) =>
    filterAnswer('ecs DescribeContainerInstances', recorded, { containerInstances }).containerInstances;
  expect([asked([one?.containerInstanceArn]), asked(['2']), asked(['3'])]).toEqual([[one], [two], []]);
});

it('recorded target groups are filtered by load balancer', () => {
  const groups = [{ LoadBalancerArns: ['one', 'two'] }, { LoadBalancerArns: ['three'] }, {}, 'no group'];
  const answer = filterAnswer('elbv2 DescribeTargetGroups', { TargetGroups: groups }, { LoadBalancerArn: 'two' });
  expect(answer).toEqual({ TargetGroups: [groups[0]] });
});

it('an operation without a filter answers in full', () => {
  const recorded = { taskDefinition: { taskDefinitionArn: 'one' }, tags: [] };
  expect(filterAnswer('ecs DescribeTaskDefinition', recorded, { taskDefinition: 'one' })).toEqual(recorded);
});
