import type { ServiceEvent as SdkServiceEvent, Service } from '@aws-sdk/client-ecs';
import type { EcsService, ServiceEvent } from '#shared/domain/model/observation.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import type { ByArn } from '#shared/ports/observing.ts';
import { count, instant, oneOf, optionalText, text } from '../transport/checked.ts';
import { taskCounts, toDeployment } from './deployment.ts';
import { isManagedByEcs, revisionsOf } from './revision-target-groups.ts';
import { targetGroupsOfService } from './target-group-arns.ts';
import { toDeployments } from './task-set.ts';

/**
 * ECS applies these defaults:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
const MINIMUM_HEALTHY_PERCENT = 100;
const MAXIMUM_PERCENT = 200;
/** ECS lists up to 100 events. The current failures are among the newest. (engineering judgement) */
const EVENTS_READ = 30;

/**
 * Converts a service with the target groups of its revisions. Throws AnswerInvalid where ECS's answer cannot be true.
 */
export const toService = (service: Service, inRevisions: ByArn<readonly string[]>): EcsService => {
  const { deploymentConfiguration: deploying, deploymentController: controller } = service;
  const deployments = deploymentsOf(service);
  return {
    arn: text(service.serviceArn, 'serviceArn'),
    clusterArn: text(service.clusterArn, 'clusterArn'),
    status: text(service.status, 'status'),
    ...taskCounts(service),
    taskDefinition: optionalText(service.taskDefinition, 'taskDefinition') || deployments[0]?.taskDefinition || '',
    controller: oneOf(['ECS', 'CODE_DEPLOY', 'EXTERNAL'], controller?.type ?? 'ECS', 'deploymentController.type'),
    scheduling: oneOf(['REPLICA', 'DAEMON'], service.schedulingStrategy ?? 'REPLICA', 'schedulingStrategy'),
    strategy: oneOf(
      ['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'],
      deploying?.strategy ?? 'ROLLING',
      'deploymentConfiguration.strategy',
    ),
    minimumHealthyPercent: count(deploying?.minimumHealthyPercent ?? MINIMUM_HEALTHY_PERCENT, 'minimumHealthyPercent'),
    maximumPercent: count(deploying?.maximumPercent ?? MAXIMUM_PERCENT, 'maximumPercent'),
    rollsBackByItself: rollsBackByItself(service),
    ...earlySuccessOf(deploying),
    rebalancesZones: service.availabilityZoneRebalancing === 'ENABLED',
    healthCheckGracePeriodSeconds: count(service.healthCheckGracePeriodSeconds ?? 0, 'healthCheckGracePeriodSeconds'),
    deployments,
    ...targetGroupsOf(service, inRevisions),
    events: newestFirst((service.events ?? []).flatMap(toServiceEvent)).slice(0, EVENTS_READ),
    createdAt: instant(service.createdAt, 'createdAt'),
  };
};

/** ECS lists the primary deployment first. A service has either deployments or task sets. */
const deploymentsOf = ({ deployments, taskSets }: Service): EcsService['deployments'] => [
  ...(deployments ?? []).map(toDeployment),
  ...toDeployments(taskSets ?? []),
];

/** Without an answer about its revisions, the target groups of a service with a managed load balancer are unread, not absent. */
const targetGroupsOf = (
  service: Service,
  inRevisions: ByArn<readonly string[]>,
): Pick<EcsService, 'targetGroupArns' | 'targetGroupsUnread'> => {
  const read = revisionsOf(service).flatMap((arn) => inRevisions.get(arn) ?? []);
  const targetGroupArns = [...new Set([...targetGroupsOfService(service), ...read.flatMap(itemsOf)])];
  const unread = read.find((groups) => groups.state === 'missing');
  const isUnread = unread?.state === 'missing' && isManagedByEcs(service) && targetGroupArns.length === 0;
  return { targetGroupArns, ...(isUnread && { targetGroupsUnread: unread }) };
};

/** Skips an event without a time or a message. */
const toServiceEvent = ({ createdAt, ...event }: SdkServiceEvent): readonly ServiceEvent[] => {
  const message = optionalText(event.message, 'event.message');
  return createdAt === undefined || message === undefined
    ? []
    : [{ at: instant(createdAt, 'event.createdAt'), message }];
};

const newestFirst = (events: readonly ServiceEvent[]): readonly ServiceEvent[] =>
  events.toSorted((a, b) => b.at - a.at);

/** Only rolling deployments have early success criteria. ECS requires the percentage where they are enabled. */
const earlySuccessOf = (deploying: Service['deploymentConfiguration']): Pick<EcsService, 'earlySuccess'> => {
  const criteria = deploying?.earlySuccessCriteria;
  if (criteria?.enable !== true) return {};
  const healthyPercent = count(criteria.healthyPercent, 'earlySuccessCriteria.healthyPercent');
  return { earlySuccess: { healthyPercent, isCleanupDeferred: criteria.sourceServiceRevisionCleanup === 'DEFERRED' } };
};

const rollsBackByItself = ({ deploymentConfiguration }: Service): boolean => {
  const { deploymentCircuitBreaker: circuitBreaker, alarms } = deploymentConfiguration ?? {};
  const byCircuitBreaker = circuitBreaker?.enable === true && circuitBreaker.rollback === true;
  const byAlarm = alarms?.enable === true && alarms.rollback === true;
  return byCircuitBreaker || byAlarm;
};
