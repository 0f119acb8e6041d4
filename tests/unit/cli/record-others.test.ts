// Unit: of what an account's lists tell, `medic record` keeps what is about the service.
import type { Call, CallResult } from '#cli/record/calls.ts';
import { withoutOthers } from '#cli/record/without-others.ts';
import type { Alarm } from '#shared/domain/model/operational-context.ts';
import { observed } from '#shared/domain/model/part.ts';
import { toIso } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';

const anAlarm = (name: string): Alarm => ({ name, since: NOW, reason: 'above 5', dimensions: [] });

const seen = (...alarms: readonly string[]) => anObservation({ alarms: observed(NOW, alarms.map(anAlarm)) });

/** Somebody changes a service, as CloudTrail tells of it and JSON has it. */
const aChange = (EventId: string, service = 'mlflow-registry', more: Readonly<Record<string, unknown>> = {}) => ({
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
const firing = (MetricAlarms: readonly string[], CompositeAlarms: readonly string[] = []) =>
  aCall('DescribeAlarms', {
    output: {
      MetricAlarms: MetricAlarms.map((AlarmName) => ({ AlarmName })),
      CompositeAlarms: CompositeAlarms.map((AlarmName) => ({ AlarmName })),
    },
  });

const own = (calls: readonly Call[], observation = seen()) => withoutOthers(calls, aPolicy(), observation);

describe('of the calls that CloudTrail recorded', () => {
  it('those that changed the service stay, and the page’s mark with them', () => {
    const mine = aChange('mine');
    expect(own([lookup(mine, aChange('theirs', 'tracking'))])).toEqual({
      calls: [lookup(mine)],
      leftOut: { 'calls recorded by CloudTrail': 1 },
    });
  });

  it.each([
    { what: 'of another service', event: aChange('one', 'tracking') },
    { what: 'that was refused', event: aChange('one', 'mlflow-registry', { errorCode: 'AccessDenied' }) },
    { what: 'that is no record', event: { ...aChange('one'), CloudTrailEvent: 'none' } },
    { what: 'without a record', event: { EventId: 'one', EventTime: toIso(NOW) } },
  ])('one $what goes', ({ event }) => {
    expect(own([lookup(event)]).calls).toEqual([lookup()]);
  });

  it('one that several answers tell of counts once, also where it has no id', () => {
    const { EventId: _, ...nameless } = aChange('', 'search');
    const theirs = [aChange('one', 'tracking'), nameless];
    expect(own([lookup(...theirs), lookup(...theirs)]).leftOut).toEqual({ 'calls recorded by CloudTrail': 2 });
  });
});

describe('of the alarms', () => {
  it('those that the observation took for the service’s own stay, metric and composite ones', () => {
    const kept = own([firing(['mine', 'theirs'], ['mine-all', 'theirs-all'])], seen('mine', 'mine-all'));
    expect(kept).toEqual({ calls: [firing(['mine'], ['mine-all'])], leftOut: { alarms: 2 } });
  });

  it('none stays where it is not known which are its own', () => {
    const observation = anObservation({ alarms: { state: 'missing', reason: 'throttled', detail: 'later' } });
    expect(own([firing(['mine'])], observation)).toEqual({ calls: [firing([])], leftOut: { alarms: 1 } });
  });
});

it('all other calls, and answers that are errors or hold no list, stay as they are', () => {
  const calls = [
    aCall('DescribeServices', { output: { Events: [{ EventId: 'x' }], MetricAlarms: [{ AlarmName: 'y' }] } }),
    aCall('LookupEvents', { error: { name: 'ThrottlingException', message: 'later' } }),
    aCall('LookupEvents', { output: {} }),
    aCall('DescribeAlarms', { output: { MetricAlarms: [] } }),
  ];
  expect(own(calls)).toEqual({ calls, leftOut: {} });
});
