import type { Alarm as AlarmDetail, AlarmNotification } from '#events/schemas/cloudwatch-alarm.ts';
import type { DeploymentStateChange, ServiceAction, TaskStateChange } from '#events/schemas/ecs-events.ts';
import type { InboundEvent } from '#events/schemas/inbound-event.ts';
import {
  type Alarm,
  lastOfArn,
  type ServiceNotice,
  type Signal,
  serviceOfArn,
  type TaskChange,
} from '#shared/domain/signal.ts';

/** What an event says, in the medic's own words: one signal, except that SNS may deliver several at once. */
export const toSignals = (event: InboundEvent): readonly Signal[] => {
  if ('unrecognised' in event) return [{ kind: 'unrecognised' }];
  if ('Records' in event)
    return event.Records.map(({ Sns }) => (Sns.Message ? ofNotification(Sns.Message) : { kind: 'unrecognised' }));
  if ('alarmData' in event) return [ofAlarm(event.alarmData)];
  if (!('detail' in event)) return [{ kind: 'unwatched', name: event['detail-type'] }];
  switch (event['detail-type']) {
    case 'CloudWatch Alarm State Change':
      return [ofAlarm(event.detail)];
    case 'ECS Task State Change':
      return [ofTask(event)];
    case 'ECS Service Action':
      return [ofServiceAction(event)];
    case 'ECS Deployment State Change':
      return [ofDeployment(event)];
  }
};

/** The same change of an alarm has the same id on each of the three ways that it may come. */
const alarmId = (name: string, at: number): string => `alarm:${name}:${at}`;

const ofAlarm = ({ alarmName, state, configuration }: AlarmDetail): Alarm => ({
  kind: 'alarm',
  id: alarmId(alarmName, state.timestamp),
  at: state.timestamp,
  name: alarmName,
  state: state.value,
  suppressed: state.actionsSuppressedBy !== undefined,
  dimensions: (configuration?.metrics ?? []).flatMap(({ metricStat }) => {
    const watched = metricStat?.metric.dimensions;
    return watched ? [watched] : [];
  }),
});

const ofNotification = ({ AlarmName, StateChangeTime, NewStateValue, Trigger }: AlarmNotification): Alarm => ({
  kind: 'alarm',
  id: alarmId(AlarmName, StateChangeTime),
  at: StateChangeTime,
  name: AlarmName,
  state: NewStateValue,
  suppressed: false,
  dimensions: dimensionListsIn(Trigger).map((list) => Object.fromEntries(list.map((each) => [each.name, each.value]))),
});

const dimensionListsIn = ({ Dimensions, Metrics = [] }: NonNullable<AlarmNotification['Trigger']> = {}) => [
  ...(Dimensions ? [Dimensions] : []),
  ...Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric.Dimensions] : [])),
];

const SERVICE_GROUP = 'service:';

/** A task's change is named by its version, which a second delivery repeats. */
const ofTask = ({ time, detail }: TaskStateChange): TaskChange => ({
  kind: 'task',
  id: `task:${detail.taskArn}:${detail.version}`,
  at: time,
  task: lastOfArn(detail.taskArn),
  ...(detail.group?.startsWith(SERVICE_GROUP) && {
    service: { cluster: lastOfArn(detail.clusterArn), name: detail.group.slice(SERVICE_GROUP.length) },
  }),
  lastStatus: detail.lastStatus,
  stoppedReason: detail.stoppedReason ?? '',
});

const ofServiceAction = ({ id, time, resources, detail }: ServiceAction): ServiceNotice => ({
  kind: 'service-action',
  id: `event:${id}`,
  at: time,
  service: {
    ...serviceOfArn(resources[0] ?? ''),
    ...(detail.clusterArn !== undefined && { cluster: lastOfArn(detail.clusterArn) }),
  },
  name: detail.eventName,
  severity: detail.eventType,
});

const ofDeployment = ({ id, time, resources, detail }: DeploymentStateChange): ServiceNotice => ({
  kind: 'deployment',
  id: `event:${id}`,
  at: time,
  service: serviceOfArn(resources[0] ?? ''),
  name: detail.eventName,
  severity: detail.eventType,
});
