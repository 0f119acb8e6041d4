// Unit: what of a recorded answer a request gets, of scaling limits, alarms and task definitions.
import { pick } from '#cli/replay/pick.ts';

const target = (ResourceId: string, given: object = {}) => ({
  ServiceNamespace: 'ecs',
  ResourceId,
  ScalableDimension: 'ecs:service:DesiredCount',
  ...given,
});

describe('recorded scalable targets', () => {
  const one = target('service/ml-platform/one');
  const two = target('service/ml-platform/two');
  const reads = target('table/one', {
    ServiceNamespace: 'dynamodb',
    ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
  });
  const recorded = { ScalableTargets: [one, two, reads], NextToken: 'more' };

  it.each([
    { request: {}, picked: [one, two, reads] },
    { request: { ServiceNamespace: 'ecs' }, picked: [one, two] },
    { request: { ServiceNamespace: 'ecs', ResourceIds: ['service/ml-platform/two'] }, picked: [two] },
    { request: { ResourceIds: ['service/ml-platform/one', 'service/ml-platform/two'] }, picked: [one, two] },
    { request: { ResourceIds: ['service/staging/one'] }, picked: [] },
    { request: { ScalableDimension: 'dynamodb:table:ReadCapacityUnits' }, picked: [reads] },
  ])('are picked by $request', ({ request, picked }) => {
    expect(pick('application-autoscaling DescribeScalableTargets', recorded, request)).toEqual({
      ScalableTargets: picked,
    });
  });
});

describe('recorded alarms', () => {
  const fine = { AlarmName: 'fine', StateValue: 'OK' };
  const loud = { AlarmName: 'loud', StateValue: 'ALARM' };
  const both = { AlarmName: 'both', StateValue: 'ALARM' };
  const recorded = { MetricAlarms: [fine, loud], CompositeAlarms: [both] };

  it.each([
    { request: {}, MetricAlarms: [fine, loud], CompositeAlarms: [both] },
    { request: { StateValue: 'ALARM' }, MetricAlarms: [loud], CompositeAlarms: [both] },
    { request: { StateValue: 'OK' }, MetricAlarms: [fine], CompositeAlarms: [] },
    { request: { AlarmTypes: ['MetricAlarm'] }, MetricAlarms: [fine, loud], CompositeAlarms: [] },
    { request: { AlarmTypes: ['CompositeAlarm'] }, MetricAlarms: [], CompositeAlarms: [both] },
    {
      request: { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], StateValue: 'ALARM' },
      MetricAlarms: [loud],
      CompositeAlarms: [both],
    },
    { request: { AlarmNames: ['fine', 'both'] }, MetricAlarms: [fine], CompositeAlarms: [both] },
  ])('are picked by $request', ({ request, ...picked }) => {
    expect(pick('cloudwatch DescribeAlarms', recorded, request)).toEqual(picked);
  });

  it('of one kind only stay of that kind', () => {
    const request = { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] };
    expect(pick('cloudwatch DescribeAlarms', { MetricAlarms: [loud] }, request)).toEqual({ MetricAlarms: [loud] });
  });
});

it('a recorded task definition is given whole', () => {
  const recorded = { taskDefinition: { taskDefinitionArn: 'one' }, tags: [] };
  expect(pick('ecs DescribeTaskDefinition', recorded, { taskDefinition: 'one' })).toEqual(recorded);
});
