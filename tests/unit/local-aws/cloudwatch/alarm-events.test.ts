// Unit layer: the event and the actions of an alarm's change of state.
import { AlarmAction, AlarmNotification, AlarmStateChange } from '#events/schemas/cloudwatch-alarm.ts';
import type { DeployedAlarm } from '#local-aws/stack/deployed-stack.ts';
import { runFor } from '../builders.ts';
import { anAlarmOn, FUNCTION, TOPIC } from './a-metric-alarm.ts';

const raised = async (given: Partial<DeployedAlarm> = {}) => {
  const alarm = anAlarmOn([0, 9, 0], { description: 'errors of the targets', ...given });
  await runFor(alarm.clock, 4 * 60);
  return alarm;
};

it('an alarm’s event fits our own schema, with the previous state and the evaluated datapoints', async () => {
  const { events, alarm } = await raised();
  const event = events[1];
  expect(AlarmStateChange.safeParse(event).success).toBe(true);
  const timestamp = expect.stringMatching(/^2026-11-23T10:0\d:\d\d\.000\+0000$/);
  const { namespace, metricName: name, dimensions } = alarm;
  expect(event).toMatchObject({
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    resources: [alarm.arn],
    detail: {
      alarmName: 'registry-target-5xx',
      state: { value: 'ALARM', timestamp },
      previousState: { value: 'OK', timestamp },
      configuration: {
        description: 'errors of the targets',
        metrics: [
          { metricStat: { metric: { namespace, name, dimensions }, period: 60, stat: 'Sum' }, returnData: true },
        ],
      },
    },
  });
  const { reasonData = '' } = (event?.detail.state ?? {}) as { readonly reasonData?: string };
  expect(JSON.parse(reasonData)).toEqual({
    version: '1.0',
    queryDate: timestamp,
    startDate: '2026-11-23T10:01:00.000+0000',
    statistic: 'Sum',
    period: 60,
    recentDatapoints: [9],
    threshold: 5,
    evaluatedDatapoints: [{ timestamp: '2026-11-23T10:01:00.000+0000', value: 9 }],
  });
});

it('an alarm delivers to the functions and topics of the entered state, each in its own format', async () => {
  const { alarm, delivered } = await raised({ actions: { ALARM: [FUNCTION, TOPIC], OK: [], INSUFFICIENT_DATA: [] } });
  expect(delivered).toMatchObject([
    { targetArn: FUNCTION, principal: 'lambda.alarms.cloudwatch.amazonaws.com', sourceArn: alarm.arn },
    { targetArn: TOPIC, principal: 'cloudwatch.amazonaws.com', sourceArn: alarm.arn },
  ]);
  const [action, notification] = delivered.map(({ payload }) => payload);
  expect(AlarmAction.safeParse(action).success).toBe(true);
  expect(action).toMatchObject({ alarmArn: alarm.arn, alarmData: { state: { value: 'ALARM' } } });
  expect(AlarmNotification.safeParse(notification).success).toBe(true);
  expect(notification).toMatchObject({
    AlarmName: 'registry-target-5xx',
    AlarmDescription: 'errors of the targets',
    NewStateValue: 'ALARM',
    OldStateValue: 'OK',
    Trigger: { Statistic: 'SUM', Dimensions: [{ name: 'LoadBalancer', value: 'app/ml/1' }, expect.anything()] },
  });
});

it('an alarm with disabled actions sends its events only', async () => {
  const actions = { ALARM: [TOPIC], OK: [TOPIC], INSUFFICIENT_DATA: [] };
  const { delivered, states } = await raised({ actionsEnabled: false, actions });
  expect([delivered, states()]).toEqual([[], ['OK', 'ALARM', 'OK']]);
});

it('an alarm without a description notifies its topic with null', async () => {
  const { clock, delivered } = anAlarmOn([9], { actions: { ALARM: [TOPIC], OK: [], INSUFFICIENT_DATA: [] } });
  await runFor(clock, 180);
  expect(delivered[0]?.payload).toMatchObject({ AlarmDescription: null, OldStateValue: 'OK' });
});
