// Unit layer: the verdict on every form of alarm that AWS sends.
import { toSignals } from '#events/kinds/catalogue.ts';
import { changed, sampleOf, signalIn, verdictOn } from '../a-sample.ts';

const stateOf = (given: object = {}) => ({ value: 'ALARM', timestamp: '2026-11-23T10:04:52.118+0000', ...given });

it.each([
  { sample: 'alarm-state-change', verdict: 'check' },
  { sample: 'alarm-math', verdict: 'check' },
  { sample: 'alarm-anomaly', verdict: 'check' },
  { sample: 'alarm-composite', verdict: 'check' },
  { sample: 'alarm-log', verdict: 'check' },
  { sample: 'alarm-contributor', verdict: 'check' },
  { sample: 'alarm-hand-set', verdict: 'check' },
  { sample: 'alarm-action', verdict: 'check' },
  { sample: 'alarm-action-after-suppression', verdict: 'check' },
  { sample: 'sns-notification', verdict: 'check' },
  { sample: 'alarm-message', verdict: 'check' },
  { sample: 'alarm-composite-suppressed', verdict: 'suppressed' },
  { sample: 'alarm-muted', verdict: 'suppressed' },
  { sample: 'alarm-actions-disabled', verdict: 'suppressed' },
  { sample: 'alarm-resolved', verdict: 'not-in-alarm' },
])('an alarm as in the sample $sample comes to $verdict', ({ sample, verdict }) => {
  expect(verdictOn(sampleOf(sample))).toBe(verdict);
});

it.each(['OK', 'INSUFFICIENT_DATA', 'RESOLVED', ''])('an alarm in state "%s" comes to no check', (value) => {
  expect(verdictOn(changed('alarm-state-change', { state: stateOf({ value }) }))).toBe('not-in-alarm');
});

it('an alarm that stays in ALARM at the end of a mute comes to a check', () => {
  const previousState = stateOf({ timestamp: '2026-11-23T09:00:00.000+0000' });
  expect(verdictOn(changed('alarm-state-change', { previousState, muteDetail: null }))).toBe('check');
});

it('an alarm has one id in each form of delivery', () => {
  const ways = ['alarm-state-change', 'alarm-action', 'sns-notification'].map((sample) => signalIn(sampleOf(sample)));
  expect(new Set(ways.map(({ id }) => id)).size).toBe(1);
});

it('an alarm has another id for each contributing series', () => {
  const other = changed('alarm-contributor', { alarmContributor: { id: 'another', attributes: {} } });
  expect(signalIn(other).id).not.toBe(signalIn(sampleOf('alarm-contributor')).id);
});

it.each(['not JSON', '{}', '{"triggeringAlarms":7}', ''])(
  'an alarm whose reason data are "%s" comes to a check',
  (reasonData) => {
    expect(verdictOn(changed('alarm-state-change', { state: stateOf({ reasonData }) }))).toBe('check');
  },
);

it.each([
  { sample: 'alarm-log', verdict: 'check' },
  { sample: 'alarm-math', verdict: 'unknown-service' },
])('an alarm without a configuration, as in $sample, is assigned by its name: $verdict', ({ sample, verdict }) => {
  expect(verdictOn(changed(sample, { configuration: undefined }))).toBe(verdict);
});

it('an alarm on a math expression that arrives through SNS is assigned by the metrics of the expression', () => {
  const Dimensions = [{ name: 'LoadBalancer', value: 'app/ml-platform/50dc6c495c0c9188' }];
  const Metrics = [
    { Id: 'e1', Expression: 'm1*1' },
    { Id: 'm1', MetricStat: { Metric: { Dimensions } } },
  ];
  const message = { ...sampleOf('alarm-message'), AlarmName: 'errors' };
  expect(verdictOn({ ...message, Trigger: { Metrics } })).toBe('check');
  expect(verdictOn(message)).toBe('unknown-service');
});

it.each(['date', '', undefined])('an alarm whose time is %j is undated', (timestamp) => {
  expect(verdictOn(changed('alarm-state-change', { state: { value: 'ALARM', timestamp } }))).toBe('undated');
  expect(verdictOn({ ...sampleOf('alarm-message'), StateChangeTime: timestamp })).toBe('undated');
});

it('an alarm is recognised between other messages of one SNS delivery', () => {
  const { Records } = sampleOf('sns-notification') as unknown as { readonly Records: readonly unknown[] };
  const [hello, empty] = ['Hello', '{}'].map((Message) => ({ Sns: { Message } }));
  const signals = toSignals({ Records: [hello, ...Records, empty] });
  expect(signals.map(({ harmless = 'check' }) => harmless)).toEqual(['unknown-shape', 'check', 'unknown-shape']);
});
