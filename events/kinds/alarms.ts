import type { DropReason, Signal } from '#shared/domain/signal/signal.ts';
import type { AlarmDetail, AlarmNotification } from '../schemas/cloudwatch-alarm.ts';
import { AlarmAction, AlarmStateChange, ContributorStateChange } from '../schemas/cloudwatch-alarm.ts';
import { SnsNotification } from '../schemas/sns-notification.ts';
import { dated, type EventKind, fromEventBridge, harmlessAs, recognised } from './kind.ts';
import { unknownSignal } from './unknown.ts';

const CHECKS_ALARM = 'a check while it is in ALARM, unless its actions are muted, suppressed or disabled';

export const ALARM_KINDS: readonly EventKind[] = [
  fromEventBridge({
    kind: 'alarm',
    names: { source: 'aws.cloudwatch', detailTypes: ['CloudWatch Alarm State Change'] },
    leadsTo: `${CHECKS_ALARM}; metric, math, anomaly, composite and log alarms alike`,
    schema: AlarmStateChange,
    signals: ({ detail }, kind) => [alarmSignal(kind, detail)],
  }),
  fromEventBridge({
    kind: 'alarm-contributor',
    names: { source: 'aws.cloudwatch', detailTypes: ['CloudWatch Alarm Contributor State Change'] },
    leadsTo: `${CHECKS_ALARM}; it concerns one time series of an alarm on several`,
    schema: ContributorStateChange,
    signals: ({ detail }, kind) => [alarmSignal(kind, detail)],
  }),
  recognised({
    kind: 'alarm-action',
    arrives: 'Lambda action of an alarm',
    leadsTo: `${CHECKS_ALARM}; also from ALARM to ALARM, which CloudWatch sends when a suppression ends`,
    schema: AlarmAction,
    signals: ({ alarmData }, kind) => [alarmSignal(kind, alarmData)],
  }),
  recognised({
    kind: 'alarm-notification',
    arrives: 'SNS, from an alarm, or the text of its message alone',
    leadsTo: 'a check while it is in ALARM; any other message has an unknown shape',
    schema: SnsNotification,
    signals: (messages, kind) =>
      messages.map((message) => (message ? notificationSignal(kind, message) : unknownSignal(kind))),
  }),
];

const alarmSignal = (kind: string, alarm: AlarmDetail): Signal => {
  const { alarmName, alarmContributor, state, configuration } = alarm;
  return {
    kind,
    ...changeOf(alarmName, state.timestamp, alarmContributor?.id),
    about: [
      {
        kind: 'alarm',
        names: [alarmName, ...(state.reasonData?.triggeringAlarms ?? []).map(({ arn }) => alarmInArn(arn))],
        dimensions: [
          alarmContributor?.attributes ?? {},
          ...(configuration?.metrics ?? []).map(({ metricStat }) => metricStat?.metric.dimensions ?? {}),
        ],
      },
    ],
    ...harmlessAs(dropReasonFor(state.value, isSuppressed(alarm))),
  };
};

const notificationSignal = (kind: string, { AlarmName, StateChangeTime, ...message }: AlarmNotification): Signal => {
  const { Dimensions, Metrics } = message.Trigger ?? {};
  const lists = [Dimensions ?? [], ...(Metrics ?? []).map(({ MetricStat }) => MetricStat?.Metric.Dimensions ?? [])];
  return {
    kind,
    ...changeOf(AlarmName, StateChangeTime),
    about: [
      {
        kind: 'alarm',
        names: [AlarmName],
        dimensions: lists.map((list) => Object.fromEntries(list.map(({ name, value }) => [name, value]))),
      },
    ],
    ...harmlessAs(dropReasonFor(message.NewStateValue, false)),
  };
};

/** One change of an alarm has the same id on each path by which it arrives. */
const changeOf = (alarm: string, at: number | undefined, series?: string): Pick<Signal, 'name' | 'id' | 'at'> => ({
  name: `alarm:${alarm}`,
  id: `alarm:${alarm}:${series === undefined ? '' : `${series}:`}${at ?? ''}`,
  ...dated(at),
});

const dropReasonFor = (state: string, isSuppressed: boolean): DropReason | undefined => {
  if (state !== 'ALARM') return 'not-in-alarm';
  return isSuppressed ? 'suppressed' : undefined;
};

/**
 * EventBridge receives the event even while a mute rule is active:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
 */
const isSuppressed = ({ state, muteDetail, configuration }: AlarmDetail): boolean =>
  Boolean(state.actionsSuppressedBy) || Boolean(muteDetail) || configuration?.actionsEnabled === false;

/** Answers `registry-any` for `arn:aws:cloudwatch:us-east-1:123456789012:alarm:registry-any`. */
const alarmInArn = (arn: string): string => arn.split(':').slice(6).join(':');
