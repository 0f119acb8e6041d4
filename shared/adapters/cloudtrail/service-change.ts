import type { Event } from '@aws-sdk/client-cloudtrail';
import { lastSegment } from '#shared/domain/model/arn.ts';
import type { Change } from '#shared/domain/model/operational-context.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { RESOURCE_PREFIX } from '#shared/domain/model/resource-names.ts';
import { shortText } from '#shared/domain/model/short-text.ts';
import { instant, optionalText } from '../transport/checked.ts';
import { type CallRecord, parseCallRecord, type UserIdentity } from './call-record.ts';

interface ChangedService {
  readonly cluster: string;
  readonly service: string;
}

export interface ServiceChange extends ChangedService {
  readonly change: Change;
}

/**
 * These calls change a running service. One lookup takes one attribute, and a lookup of all ECS calls would return
 * mostly reads.
 */
export const CHANGE_OPERATIONS = ['UpdateService', 'StopTask', 'StopServiceDeployment', 'DeleteService'] as const;

/** Finds the change that an event describes; undefined for a malformed event and for a call by AWS or the medic. */
export const changeIn = ({ CloudTrailEvent = '', EventTime, Username }: Event): ServiceChange | undefined => {
  const record = parseCallRecord(CloudTrailEvent);
  if (!EventTime || !record || !isChange(record)) return undefined;
  const { operation, identity } = record;
  const changed = changedService(record);
  if (!changed || isOfAws(identity) || isOfMedic(identity)) return undefined;
  const by = identity.arn ?? identity.principalId ?? optionalText(Username, 'Username') ?? 'an unknown principal';
  return { ...changed, change: { at: instant(EventTime, 'EventTime'), what: operation, by: shortText(by) } };
};

export const isChangeTo =
  ({ cluster, service }: ServicePolicy) =>
  (changed: ChangedService): boolean =>
    changed.cluster === cluster && changed.service === service;

/** Other AWS services have an UpdateService as well. */
const isChange = ({ source, operation, hasFailed }: CallRecord): boolean =>
  source === 'ecs.amazonaws.com' && !hasFailed && CHANGE_OPERATIONS.some((name) => name === operation);

/**
 * True for AWS acting on its own: as a service, through a service-linked role, or to scale. CloudFormation and
 * CodePipeline are `invokedBy` as well, but carry out the change of an operator.
 */
const isOfAws = ({ type, arn = '', invokedBy, issuerArn }: UserIdentity): boolean =>
  type === 'AWSService' ||
  invokedBy.endsWith('autoscaling.amazonaws.com') ||
  [arn, issuerArn].some((each) => /\/(aws-service-role\/|AWSServiceRoleFor)/.test(each));

const isOfMedic = ({ arn = '' }: UserIdentity): boolean => arn.includes(`:assumed-role/${RESOURCE_PREFIX}`);

const changedService = (record: CallRecord): ChangedService | undefined => {
  const { operation, cluster = 'default', service, serviceDeploymentArn } = record;
  if (operation === 'StopTask') return serviceOfTask(record);
  if (serviceDeploymentArn !== undefined) {
    const [, clusterName = '', name = ''] = serviceDeploymentArn.split('/');
    return { cluster: clusterName, service: name };
  }
  return service === undefined ? undefined : { cluster: lastSegment(cluster), service: lastSegment(service) };
};

/** Undefined for a standalone task. */
const serviceOfTask = ({
  cluster = 'default',
  taskGroup = '',
  taskClusterArn = cluster,
}: CallRecord): ChangedService | undefined => {
  const [, service] = /^service:(.+)$/.exec(taskGroup) ?? [];
  return service === undefined ? undefined : { cluster: lastSegment(taskClusterArn), service };
};
