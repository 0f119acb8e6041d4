import { lastSegment } from '#shared/domain/model/arn.ts';
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { type DropReason, type Signal, type Subject, serviceInArn } from '#shared/domain/signal/signal.ts';
import { DeploymentStateChange, ServiceAction, type ServiceNotice, TaskStateChange } from '../schemas/ecs-events.ts';
import { dated, type EventKind, fromEventBridge, harmlessAs } from './kind.ts';

const source = 'aws.ecs';

export const ECS_KINDS: readonly EventKind[] = [
  fromEventBridge({
    kind: 'task',
    names: { source, detailTypes: ['ECS Task State Change'] },
    leadsTo:
      'a check when a task of a service has stopped, unless scale-in, a deployment or the medic stopped it; every stopped task is stored; a Spot warning is an announcement',
    schema: TaskStateChange,
    signals: (event, kind) => [taskSignal(kind, event)],
  }),
  fromEventBridge({
    kind: 'service-action',
    names: { source, detailTypes: ['ECS Service Action'] },
    leadsTo: 'a check, unless its event type is INFO',
    schema: ServiceAction,
    signals: (event, kind) => [noticeSignal(kind, event, event.detail.eventType === 'INFO')],
  }),
  fromEventBridge({
    kind: 'deployment',
    names: { source, detailTypes: ['ECS Deployment State Change'] },
    leadsTo: 'a check when the deployment failed or rolls back',
    schema: DeploymentStateChange,
    signals: (event, kind) => [noticeSignal(kind, event, event.detail.eventType === 'INFO' && !rollsBack(event))],
  }),
];

const taskSignal = (kind: string, { time, detail }: TaskStateChange): Signal => {
  const stoppedTask = stoppedTaskIn(detail, time);
  return {
    kind,
    name: `task:${lastSegment(detail.taskArn)}`,
    id: `task:${detail.taskArn}`,
    version: detail.version,
    ...dated(time),
    about: serviceOfTask(detail),
    ...harmlessAs(dropReasonFor(detail)),
    ...(stoppedTask && { stoppedTask }),
  };
};

/** Answers the stopped task as ECS would list it; undefined unless it has stopped with a known revision and time. */
const stoppedTaskIn = (detail: TaskStateChange['detail'], time: Instant | undefined): StoppedTask | undefined => {
  const { taskArn, taskDefinitionArn, lastStatus, stoppedAt = time } = detail;
  if (lastStatus !== 'STOPPED' || !taskDefinitionArn || stoppedAt === undefined) return undefined;
  return {
    id: lastSegment(taskArn),
    arn: taskArn,
    taskDefinition: taskDefinitionArn,
    ...placeAndTimesIn(detail),
    stoppedAt,
    stopCode: detail.stopCode ?? '',
    stoppedReason: detail.stoppedReason ?? '',
    containers: detail.containers.map(({ name, exitCode, reason }) => ({
      name,
      ...(exitCode !== undefined && { exitCode }),
      ...(reason !== undefined && { reason }),
    })),
  };
};

/** Answers where the task ran, and when it was created and started, as far as the event says so. */
const placeAndTimesIn = ({
  availabilityZone,
  containerInstanceArn: containerInstance,
  createdAt,
  startedAt,
}: TaskStateChange['detail']): Partial<StoppedTask> => ({
  ...(availabilityZone !== undefined && { availabilityZone }),
  ...(containerInstance !== undefined && { containerInstance }),
  ...(createdAt !== undefined && { createdAt }),
  ...(startedAt !== undefined && { startedAt }),
});

const SERVICE_GROUP = 'service:';

const serviceOfTask = ({ group, clusterArn }: TaskStateChange['detail']): readonly Subject[] =>
  group?.startsWith(SERVICE_GROUP)
    ? [{ kind: 'service', cluster: lastSegment(clusterArn), name: group.slice(SERVICE_GROUP.length) }]
    : [];

/** The marker of the medic's own calls in the reason that ECS shows. */
const OWN_MARK = 'ecs-medic';
/**
 * ECS uses these messages for a task that scale-in or a deployment stopped:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
const SCALED_IN = 'Scaling activity initiated by';
/**
 * Fargate Spot sends a warning two minutes ahead, while the task still runs:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
 */
const NOTICES: ReadonlySet<unknown> = new Set(['SpotInterruption', 'TerminationNotice']);

const dropReasonFor = ({ lastStatus, stopCode, stoppedReason }: TaskStateChange['detail']): DropReason | undefined => {
  if (stoppedReason?.startsWith(OWN_MARK)) return 'own-echo';
  if (stoppedReason?.startsWith(SCALED_IN)) return 'reports-no-fault';
  if (lastStatus === 'STOPPED') return undefined;
  return NOTICES.has(stopCode) ? 'announced' : 'reports-no-fault';
};

/**
 * Only the message identifies a deployment that rolls back:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 */
const rollsBack = ({ detail }: ServiceNotice): boolean => /rolling back/i.test(detail.reason ?? '');

/** These events have no version; their subject, name and time identify them. */
const noticeSignal = (kind: string, { id, time, resources, detail }: ServiceNotice, isHealthy: boolean): Signal => {
  const { eventName, clusterArn, createdAt, updatedAt } = detail;
  const [arn] = resources;
  return {
    kind,
    name: `${kind}:${eventName}`,
    id: `${kind}:${arn}:${eventName}:${updatedAt ?? createdAt ?? id}`,
    ...dated(time),
    about: [{ ...serviceInArn(arn), ...(clusterArn && { cluster: lastSegment(clusterArn) }) }],
    ...harmlessAs(isHealthy ? 'reports-no-fault' : undefined),
  };
};
