import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { createAlarms } from '#local-aws/cloudwatch/alarms.ts';
import { createEnvelopeMaker, type EventEnvelope } from '#local-aws/eventbridge/event-envelope.ts';
import type { Delivery } from '#local-aws/service.ts';
import { arnOf, functionArn } from '#local-aws/stack/account.ts';
import type { DeployedAlarm } from '#local-aws/stack/deployed-stack.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { createMetricStore, measured } from '#sim/world/metrics/metric-store.ts';
import { START, someIds } from '../builders.ts';

export const TOPIC = arnOf('sns', 'alerts');
export const FUNCTION = functionArn('receive-signal');

export const anAlarm = (given: Partial<DeployedAlarm> = {}): DeployedAlarm => ({
  name: 'registry-target-5xx',
  arn: arnOf('cloudwatch', 'alarm:registry-target-5xx'),
  namespace: 'AWS/ApplicationELB',
  metricName: 'HTTPCode_Target_5XX_Count',
  dimensions: { LoadBalancer: 'app/ml/1', TargetGroup: 'targetgroup/registry/2' },
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

/** An alarm on a metric with one value a minute, the first for the minute that begins at {@link START}. */
export const anAlarmOn = (values: readonly (number | undefined)[], given: Partial<DeployedAlarm> = {}) => {
  const clock = createVirtualClock(START);
  const alarm = anAlarm(given);
  const store = createMetricStore(3_600);
  const metric = { namespace: alarm.namespace, name: alarm.metricName, dimensions: alarm.dimensions };
  values.forEach((value, index) => {
    const at = START + index * MINUTE;
    if (value !== undefined) store.put(metric, measured(value), { at, availableAt: at + MINUTE + 30 * SECOND });
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
  const states = (): readonly string[] =>
    events.map(({ detail }) => (detail as { readonly state: { readonly value: string } }).state.value);
  return { clock, alarm, alarms, events, delivered, states, status: () => alarms.all()[0]?.status };
};
