import { RESOURCE_PREFIX } from '#shared/domain/model/resource-names.ts';
import { type DropReason, type Signal, type Subject, serviceInArn } from '#shared/domain/signal/signal.ts';
import { ExecutionStatusChange, HealthEvent, ScalingActivity } from '../schemas/platform-events.ts';
import { dated, type EventKind, fromEventBridge, harmlessAs } from './kind.ts';

export const PLATFORM_KINDS: readonly EventKind[] = [
  fromEventBridge({
    kind: 'recovery',
    names: { source: 'aws.states', detailTypes: ['Step Functions Execution Status Change'] },
    leadsTo: 'a look when an execution of the recovery workflow failed, timed out or was aborted',
    schema: ExecutionStatusChange,
    signals: (event, kind) => [recoverySignal(kind, event)],
  }),
  fromEventBridge({
    kind: 'scaling',
    names: {
      source: 'aws.application-autoscaling',
      detailTypes: ['Application Auto Scaling Scaling Activity State Change'],
    },
    leadsTo: 'a look when a service was scaled to the most that it may have',
    schema: ScalingActivity,
    signals: (event, kind) => [scalingSignal(kind, event)],
  }),
  fromEventBridge({
    kind: 'health',
    names: { source: 'aws.health', detailTypes: ['AWS Health Event'] },
    leadsTo: 'a look when it is an open issue that names a service; changes to come and notices are announcements',
    schema: HealthEvent,
    signals: (event, kind) => [healthSignal(kind, event)],
  }),
];

const FAILED: ReadonlySet<string> = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);
const isOurWorkflow = (arn: string): boolean =>
  arn.includes(`:stateMachine:${RESOURCE_PREFIX}`) && arn.endsWith('-recovery');
/** An execution has its incident's name, `registry-20261123T100000Z`. */
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
  ...harmlessAs(FAILED.has(status) ? undefined : 'says-nothing-wrong'),
});

const scalingSignal = (kind: string, { id, time, detail }: ScalingActivity): Signal => ({
  kind,
  name: `scaling:${detail.resourceId}`,
  id: `scaling:${id}`,
  ...dated(time),
  about: detail.serviceNamespace === 'ecs' ? [serviceInArn(detail.resourceId)] : [],
  ...harmlessAs(detail.scaledToMax ? undefined : 'says-nothing-wrong'),
});

/** The same communication may come by two regions; a long one comes in pages, each with services of its own. */
const healthSignal = (kind: string, { id, account, time, detail }: HealthEvent): Signal => ({
  kind,
  name: `health:${detail.eventTypeCode}`,
  id: `health:${account}:${detail.communicationId ?? id}:${detail.page ?? ''}`,
  ...dated(time),
  about: (detail.affectedEntities ?? []).flatMap(({ entityValue }) => affectedService(entityValue)),
  ...harmlessAs(whyNoLook(detail)),
});

const whyNoLook = ({ eventTypeCategory, statusCode }: HealthEvent['detail']): DropReason | undefined => {
  if (statusCode === 'closed') return 'says-nothing-wrong';
  return eventTypeCategory === 'issue' ? undefined : 'announced';
};

/** AWS names services by ARN, and for the retirement of tasks as `cluster|service`. */
const affectedService = (entity: string): readonly Subject[] => {
  const [cluster, name] = entity.split('|').map((part) => part.trim());
  if (cluster && name) return [{ kind: 'service', cluster, name }];
  return entity.includes(':service/') ? [serviceInArn(entity)] : [];
};
