// Unit layer: CloudWatch alarms over the world's metrics, and what they send out.
import { AlarmAction, AlarmNotification, AlarmStateChange } from '#events/schemas/cloudwatch-alarm.ts';
import { LATENCIES } from '#local-aws/clock/latencies.ts';
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { createAlarms } from '#local-aws/cloudwatch/alarms.ts';
import type { Delivery } from '#local-aws/eventbridge/event-bus.ts';
import { createEnvelopeMaker, type EventEnvelope } from '#local-aws/eventbridge/event-envelope.ts';
import type { DeployedAlarm } from '#local-aws/stack/deployed-stack.ts';
import { createMetricStore, measured } from '#sim/world/metrics/metric-store.ts';
import { runFor, START, someIds } from './parts.ts';

const MINUTE = 60_000;
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:receive-signal';
const DIMENSIONS = { LoadBalancer: 'app/ml/1', TargetGroup: 'targetgroup/registry/2' };

const anAlarm = (given: Partial<DeployedAlarm> = {}): DeployedAlarm => ({
  name: 'registry-target-5xx',
  arn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:registry-target-5xx',
  namespace: 'AWS/ApplicationELB',
  metricName: 'HTTPCode_Target_5XX_Count',
  dimensions: DIMENSIONS,
  stat: 'Sum',
  periodSeconds: 60,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  threshold: 5,
  comparison: 'GreaterThanOrEqualToThreshold',
  treatMissingData: 'notBreaching',
  actionsEnabled: true,
  actions: { ALARM: [], OK: [], INSUFFICIENT_DATA: [] },
  ...given,
});

/** An alarm that sees one value a minute: the first for the minute that begins at 10:00. */
const watching = (values: readonly (number | undefined)[], given: Partial<DeployedAlarm> = {}) => {
  const clock = createVirtualClock(START);
  const store = createMetricStore(3_600);
  const alarm = anAlarm(given);
  values.forEach((value, index) => {
    if (value === undefined) return;
    const at = START + index * MINUTE;
    const metric = { namespace: alarm.namespace, name: alarm.metricName, dimensions: alarm.dimensions };
    store.put(metric, measured(value), { at, availableAt: at + MINUTE + 30_000 });
  });
  const events: EventEnvelope[] = [];
  const delivered: Delivery[] = [];
  const envelope = createEnvelopeMaker(clock, someIds());
  const alarms = createAlarms({
    alarms: [alarm],
    clock,
    query: (query) => store.query({ ...query, stat: 'Sum', asOf: clock.now() }),
    emit: (contents) => events.push(envelope(contents)),
    deliver: (delivery) => delivered.push(delivery),
  });
  alarms.start();
  return { clock, alarms, events, delivered, stateIn: () => alarms.all()[0]?.status };
};

const statesIn = (events: readonly EventEnvelope[]): readonly string[] =>
  events.map(({ detail }) => (detail as { state: { value: string } }).state.value);

const reasonDataOf = (event: EventEnvelope | undefined): string =>
  (event as { readonly detail: { readonly state: { readonly reasonData: string } } }).detail.state.reasonData;

describe('an alarm', () => {
  it('begins without data, unchecked', () => {
    const { alarms } = watching([]);
    expect(alarms.all()).toEqual([
      {
        alarm: anAlarm(),
        status: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', since: START },
      },
    ]);
  });

  it('changes its state by what each minute brought, and says so only when it changes', async () => {
    const { clock, events } = watching([0, 9, 9, 9, 0, 0, 9, 0]);
    await runFor(clock, 10 * 60);
    expect(statesIn(events)).toEqual(['OK', 'ALARM', 'OK', 'ALARM', 'OK']);
  });

  it.each([...'abcdefghijklmnopqrstuvwxyz'])(
    'called %s takes between 37 and 68 s after a period to change, each its own time',
    async (name) => {
      const { low, high } = LATENCIES.alarmDelaySeconds;
      const { clock, stateIn } = watching([0, 0, 9, 0], { name });
      await runFor(clock, 3 * 60 + low - 1);
      expect(stateIn()?.value).toBe('OK');
      await runFor(clock, high - low + 1);
      expect(stateIn()?.value).toBe('ALARM');
      const delaySeconds = ((stateIn()?.since ?? 0) - START) / 1000 - 3 * 60;
      expect(delaySeconds).toBeGreaterThanOrEqual(low);
      expect(delaySeconds).toBeLessThanOrEqual(high);
    },
  );

  it.each([
    { values: [0, 9, 0, 0], states: ['OK'] },
    { values: [0, 9, 0, 9], states: ['OK', 'ALARM'] },
    { values: [0, 9, 9, 0], states: ['OK', 'ALARM'] },
  ])('on two of three datapoints that sees $values is in turn $states', async ({ values, states }) => {
    const { clock, events } = watching(values, { evaluationPeriods: 3, datapointsToAlarm: 2 });
    await runFor(clock, 5 * 60 + 30);
    expect(statesIn(events).slice(0, 2)).toEqual(states);
  });

  it('stays as it is where missing data is ignored', async () => {
    const { clock, events } = watching([9], { treatMissingData: 'ignore' });
    await runFor(clock, 20 * 60);
    expect(statesIn(events)).toEqual(['ALARM']);
  });

  it('falls back to having no data where missing data stays missing', async () => {
    const { clock, events } = watching([0], { treatMissingData: 'missing' });
    await runFor(clock, 20 * 60);
    expect(statesIn(events)).toEqual(['OK', 'INSUFFICIENT_DATA']);
  });

  it('tells nobody when it is set by hand to the state that it is in', async () => {
    const { clock, alarms, events, delivered, stateIn } = watching([9, 9, 9, 9], {
      actions: { ALARM: [TOPIC], OK: [], INSUFFICIENT_DATA: [] },
    });
    await runFor(clock, 150);
    alarms.set('registry-target-5xx', { value: 'ALARM', reason: 'a drill' });
    expect(stateIn()?.reason).toBe('a drill');
    expect(statesIn(events)).toEqual(['OK', 'ALARM']);
    expect(delivered).toHaveLength(1);
  });

  it('can be set by hand until the next evaluation', async () => {
    const { clock, alarms, events, stateIn } = watching([0, 0, 0, 0]);
    await runFor(clock, 150);
    expect(alarms.set('registry-target-5xx', { value: 'ALARM', reason: 'a drill' })).toBe(true);
    expect(stateIn()).toEqual({ value: 'ALARM', reason: 'a drill', since: START + 150_000 });
    await runFor(clock, 60);
    expect(statesIn(events)).toEqual(['OK', 'ALARM', 'OK']);
    expect(alarms.set('other', { value: 'ALARM', reason: 'a drill' })).toBe(false);
  });
});

describe('what CloudWatch says why', () => {
  it.each([
    {
      sees: [9],
      given: {},
      reason:
        'Threshold Crossed: 1 out of the last 1 datapoints [9.0 (23/11/26 10:00:00)] was greater than or equal to the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).',
    },
    {
      sees: [0.25],
      given: { treatMissingData: 'missing' },
      reason:
        'Threshold Crossed: 1 out of the last 1 datapoints [0.25 (23/11/26 10:00:00)] was not greater than or equal to the threshold (5.0) (minimum 1 datapoint for INSUFFICIENT_DATA -> OK transition).',
    },
    {
      sees: [9, 7],
      given: { evaluationPeriods: 2, datapointsToAlarm: 2, threshold: 5.5, treatMissingData: 'ignore' },
      reason:
        'Threshold Crossed: 2 out of the last 2 datapoints [9.0 (23/11/26 10:00:00), 7.0 (23/11/26 10:01:00)] were greater than or equal to the threshold (5.5) (minimum 2 datapoints for INSUFFICIENT_DATA -> ALARM transition).',
    },
    {
      sees: [],
      given: {},
      reason:
        'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    },
    {
      sees: [],
      given: { treatMissingData: 'breaching', evaluationPeriods: 2, datapointsToAlarm: 2 },
      reason:
        'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
    },
  ] as const)('when it sees $sees: $reason', async ({ sees, given, reason }) => {
    const { clock, stateIn } = watching(sees, given);
    await runFor(clock, 180);
    expect(stateIn()?.reason).toBe(reason);
  });

  it.each([
    { evaluationPeriods: 1, reason: 'Insufficient Data: 1 datapoint was unknown.' },
    { evaluationPeriods: 2, reason: 'Insufficient Data: 2 datapoints were unknown.' },
  ])('when the data of $evaluationPeriods periods has gone: $reason', async ({ evaluationPeriods, reason }) => {
    const { clock, stateIn } = watching([0, 0], { treatMissingData: 'missing', evaluationPeriods });
    await runFor(clock, 20 * 60);
    expect(stateIn()?.reason).toBe(reason);
  });
});

describe('what an alarm sends out', () => {
  const raised = async (given: Partial<DeployedAlarm>) => {
    const watched = watching([0, 9, 0], { description: 'errors of the targets', ...given });
    await runFor(watched.clock, 4 * 60);
    return watched;
  };

  it('is an event that our own schema takes, with the state that it left and the figures that it saw', async () => {
    const { events } = await raised({});
    const event = events[1];
    expect(AlarmStateChange.safeParse(event).success).toBe(true);
    const timestamp = expect.stringMatching(/^2026-11-23T10:0\d:\d\d\.000\+0000$/);
    expect(event).toMatchObject({
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      resources: [anAlarm().arn],
      detail: {
        alarmName: 'registry-target-5xx',
        state: { value: 'ALARM', timestamp },
        previousState: { value: 'OK', timestamp },
        configuration: {
          description: 'errors of the targets',
          metrics: [
            {
              metricStat: {
                metric: { namespace: 'AWS/ApplicationELB', name: 'HTTPCode_Target_5XX_Count', dimensions: DIMENSIONS },
                period: 60,
                stat: 'Sum',
              },
              returnData: true,
            },
          ],
        },
      },
    });
    expect(JSON.parse(reasonDataOf(event))).toEqual({
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

  it('reaches the functions and topics of the state that it entered, in the shape that each expects', async () => {
    const { delivered } = await raised({ actions: { ALARM: [FUNCTION, TOPIC], OK: [], INSUFFICIENT_DATA: [] } });
    expect(delivered.map(({ targetArn, principal, sourceArn }) => ({ targetArn, principal, sourceArn }))).toEqual([
      { targetArn: FUNCTION, principal: 'lambda.alarms.cloudwatch.amazonaws.com', sourceArn: anAlarm().arn },
      { targetArn: TOPIC, principal: 'cloudwatch.amazonaws.com', sourceArn: anAlarm().arn },
    ]);
    const [action, notification] = delivered.map(({ payload }) => payload);
    expect(AlarmAction.safeParse(action).success).toBe(true);
    expect(action).toMatchObject({ alarmArn: anAlarm().arn, alarmData: { state: { value: 'ALARM' } } });
    expect(AlarmNotification.safeParse(notification).success).toBe(true);
    expect(notification).toMatchObject({
      AlarmName: 'registry-target-5xx',
      AlarmDescription: 'errors of the targets',
      NewStateValue: 'ALARM',
      OldStateValue: 'OK',
      Trigger: { Statistic: 'SUM', Dimensions: [{ name: 'LoadBalancer', value: 'app/ml/1' }, expect.anything()] },
    });
  });

  it('is the event alone where its actions are switched off', async () => {
    const { delivered, events } = await raised({
      actionsEnabled: false,
      actions: { ALARM: [TOPIC], OK: [TOPIC], INSUFFICIENT_DATA: [] },
    });
    expect(delivered).toEqual([]);
    expect(statesIn(events)).toEqual(['OK', 'ALARM', 'OK']);
  });

  it('says null where the alarm has no description', async () => {
    const { clock, delivered } = watching([9], { actions: { ALARM: [TOPIC], OK: [], INSUFFICIENT_DATA: [] } });
    await runFor(clock, 180);
    expect(delivered[0]?.payload).toMatchObject({ AlarmDescription: null, OldStateValue: 'OK' });
  });
});
