import { RESOURCE_PREFIX } from '#shared/domain/model/resource-names.ts';
import { type DropReason, type Signal, type Subject, serviceInArn } from '#shared/domain/signal/signal.ts';
import { ExecutionStatusChange, HealthEvent, ScalingActivity } from '../schemas/platform-events.ts';
import { dated, type EventKind, fromEventBridge, harmlessAs } from './kind.ts';

export const PLATFORM_KINDS: readonly EventKind[] = [
  fromEventBridge({
    kind: 'recovery',
    names: { source: 'aws.states', detailTypes: ['Step Functions Execution Status Change'] },
    leadsTo: 'a check when an execution of the recovery workflow failed, timed out or was aborted',
    schema: ExecutionStatusChange,
    signals: (event, kind) => [recoverySignal(kind, event)],
  }),
  fromEventBridge({
    kind: 'scaling',
    names: {
      source: 'aws.application-autoscaling',
      detailTypes: ['Application Auto Scaling Scaling Activity State Change'],
    },
    leadsTo: 'a check when a service was scaled out to its maximum',
    schema: ScalingActivity,
    signals: (event, kind) => [scalingSignal(kind, event)],
  }),
  fromEventBridge({
    kind: 'health',
    names: { source: 'aws.health', detailTypes: ['AWS Health Event'] },
    leadsTo:
      'a check when it is an open issue that names a service; scheduled changes and notifications are announcements',
    schema: HealthEvent,
    signals: (event, kind) => [healthSignal(kind, event)],
  }),
];

const FAILED: ReadonlySet<string> = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);
const isOurWorkflow = (arn: string): boolean =>
  arn.includes(`:stateMachine:${RESOURCE_PREFIX}`) && arn.endsWith('-recovery');
/** An execution has the name of its incident, `registry-20261123T100000Z`. */
const SINCE = /-\d{8}T\d{6}Z$/;

const recoverySignal = (
  kind: string,
  { time, detail: { executionArn, stateMachineArn, name, status, input } }: ExecutionStatusChange,
): Signal => ({
  kind,
  name: `recovery:${name}`,
  id: `recovery:${executionArn}:${status}`,
  ...dated(time),
  about: isOurWorkflow(stateMachineArn) ? [{ kind: 'watched', name: input?.service ?? name.replace(SINCE, '') }] : [],
  ...harmlessAs(FAILED.has(status) ? undefined : 'reports-no-fault'),
});

const scalingSignal = (kind: string, { id, time, detail }: ScalingActivity): Signal => ({
  kind,
  name: `scaling:${detail.resourceId}`,
  id: `scaling:${id}`,
  ...dated(time),
  about: detail.serviceNamespace === 'ecs' ? [serviceInArn(detail.resourceId)] : [],
  ...harmlessAs(detail.scaledToMax ? undefined : 'reports-no-fault'),
});

/** A communication may arrive from two regions; a long one arrives in pages, each with its own services. */
const healthSignal = (kind: string, { id, account, time, detail }: HealthEvent): Signal => ({
  kind,
  name: `health:${detail.eventTypeCode}`,
  id: `health:${account}:${detail.communicationId ?? id}:${detail.page ?? ''}`,
  ...dated(time),
  about: (detail.affectedEntities ?? []).flatMap(({ entityValue }) => affectedService(entityValue)),
  ...harmlessAs(dropReasonFor(detail)),
});

const dropReasonFor = ({ eventTypeCategory, statusCode }: HealthEvent['detail']): DropReason | undefined => {
  if (statusCode === 'closed') return 'reports-no-fault';
  return eventTypeCategory === 'issue' ? undefined : 'announced';
};

/** AWS Health names services by ARN, and for task retirements as `cluster|service`. */
const affectedService = (entity: string): readonly Subject[] => {
  const [cluster, name] = entity.split('|').map((part) => part.trim());
  if (cluster && name) return [{ kind: 'service', cluster, name }];
  return entity.includes(':service/') ? [serviceInArn(entity)] : [];
};
