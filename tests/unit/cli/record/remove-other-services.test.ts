// Unit: a case contains nothing about the other services of the account.
import type { Call, CallResult } from '#cli/record/calls.ts';
import { removeOtherServices } from '#cli/record/remove-other-services.ts';
import { toIso } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW, TARGET_GROUP_ARN } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { anAlarm } from '#tests/builders/parts.ts';

const withAlarms = (...names: readonly string[]) => given.service({ alarms: names.map((name) => anAlarm({ name })) });

/** A change of a service in the JSON of CloudTrail. */
const aChange = (EventId: string, service = 'mlflow-registry', more: object = {}) => ({
  EventId,
  EventTime: toIso(NOW),
  CloudTrailEvent: JSON.stringify({
    eventSource: 'ecs.amazonaws.com',
    eventName: 'UpdateService',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/ada' },
    requestParameters: { cluster: 'ml-platform', service },
    responseElements: {},
    ...more,
  }),
});

const aCall = (operation: string, result: CallResult): Call => ({ service: 'any', operation, input: {}, result });
const lookup = (...Events: readonly object[]) => aCall('LookupEvents', { output: { Events, NextToken: 'next' } });
const toAlarms = (names: readonly string[]) => names.map((AlarmName) => ({ AlarmName }));
const alarms = (metric: readonly string[], composite: readonly string[] = []) =>
  aCall('DescribeAlarms', { output: { MetricAlarms: toAlarms(metric), CompositeAlarms: toAlarms(composite) } });
const keepOwn = (calls: readonly Call[], observation = withAlarms()) =>
  removeOtherServices(calls, aPolicy(), observation);

describe('a call recorded by CloudTrail', () => {
  it('stays if it changed the service, and the pagination token stays too', () => {
    const own = aChange('own');
    expect(keepOwn([lookup(own, aChange('other', 'tracking'))])).toEqual({
      calls: [lookup(own)],
      leftOut: { 'calls recorded by CloudTrail': 1 },
    });
  });

  it.each([
    ['changed another service', aChange('one', 'tracking')],
    ['was denied', aChange('one', 'mlflow-registry', { errorCode: 'AccessDenied' })],
    ['has an unreadable record', { ...aChange('one'), CloudTrailEvent: 'none' }],
    ['has no record', { EventId: 'one', EventTime: toIso(NOW) }],
  ])('is removed if it %s', (_, event) => {
    expect(keepOwn([lookup(event)]).calls).toEqual([lookup()]);
  });

  it('is counted once if several answers contain it, even without an id', () => {
    const { EventId: _, ...withoutId } = aChange('', 'search');
    const others = lookup(aChange('one', 'tracking'), withoutId);
    expect(keepOwn([others, others]).leftOut).toEqual({ 'calls recorded by CloudTrail': 2 });
  });
});

describe('an alarm', () => {
  it('stays if the observation has it as the service’s own, metric or composite', () => {
    const kept = keepOwn([alarms(['own', 'other'], ['own-any', 'other-any'])], withAlarms('own', 'own-any'));
    expect(kept).toEqual({ calls: [alarms(['own'], ['own-any'])], leftOut: { alarms: 2 } });
  });

  it('is removed if the observation has no alarms', () => {
    const observation = given.service({ missing: { alarms: 'throttled' } });
    expect(keepOwn([alarms(['own'])], observation)).toEqual({ calls: [alarms([])], leftOut: { alarms: 1 } });
  });
});

describe('a listener rule', () => {
  const forwarding = (RuleArn: string, TargetGroupArn: string) => ({
    RuleArn,
    Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight: 1 }] } }],
  });
  const rules = (...Rules: readonly object[]) => aCall('DescribeRules', { output: { Rules } });
  const own = forwarding('own', TARGET_GROUP_ARN);

  it('stays if it sends requests to a target group of the service', () => {
    const others = [forwarding('other', `${TARGET_GROUP_ARN}0`), { RuleArn: 'redirect' }];
    expect(keepOwn([rules(own, ...others)])).toEqual({ calls: [rules(own)], leftOut: { 'listener rules': 2 } });
  });

  it('is removed if the target groups are not known', () => {
    const observation = given.service({ missing: { targetGroups: 'throttled' } });
    expect(keepOwn([rules(own)], observation)).toEqual({ calls: [rules()], leftOut: { 'listener rules': 1 } });
  });
});

it.each([
  ['another operation', 'DescribeServices', { output: { Events: [{ EventId: 'x' }], MetricAlarms: toAlarms(['y']) } }],
  ['an error', 'LookupEvents', { error: { name: 'ThrottlingException', message: 'later' } }],
  ['an answer without the list', 'LookupEvents', { output: {} }],
  ['an empty list', 'DescribeAlarms', { output: { MetricAlarms: [] } }],
] as const)('the result of %s stays unchanged', (_, operation, result) => {
  const calls = [aCall(operation, result)];
  expect(keepOwn(calls)).toEqual({ calls, leftOut: {} });
});
