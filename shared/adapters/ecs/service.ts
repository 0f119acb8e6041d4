import type { Deployment as SdkDeployment, ServiceEvent as SdkServiceEvent, Service } from '@aws-sdk/client-ecs';
import type { Deployment, EcsService, ServiceEvent } from '#shared/domain/model/observation.ts';
import { count, instant, oneOf, text } from '../transport/checked.ts';

/** What ECS takes when nothing was said: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html */
const MINIMUM_HEALTHY_PERCENT = 100;
const MAXIMUM_PERCENT = 200;
/** ECS lists up to a hundred; what the scheduler says of its trouble stands among the newest. */
const EVENTS_KEPT = 30;

/** Throws AnswerInvalid where ECS's answer cannot be true. */
export const toService = (service: Service): EcsService => {
  const { deploymentConfiguration } = service;
  return {
    arn: text(service.serviceArn, 'serviceArn'),
    clusterArn: text(service.clusterArn, 'clusterArn'),
    status: text(service.status, 'status'),
    ...counts(service),
    taskDefinition: service.taskDefinition ?? '',
    controller: oneOf(
      ['ECS', 'CODE_DEPLOY', 'EXTERNAL'],
      service.deploymentController?.type ?? 'ECS',
      'deploymentController.type',
    ),
    strategy: oneOf(
      ['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'],
      deploymentConfiguration?.strategy ?? 'ROLLING',
      'deploymentConfiguration.strategy',
    ),
    minimumHealthyPercent: count(
      deploymentConfiguration?.minimumHealthyPercent ?? MINIMUM_HEALTHY_PERCENT,
      'minimumHealthyPercent',
    ),
    maximumPercent: count(deploymentConfiguration?.maximumPercent ?? MAXIMUM_PERCENT, 'maximumPercent'),
    rollsBackByItself: rollsBackByItself(service),
    healthCheckGracePeriodSeconds: count(service.healthCheckGracePeriodSeconds ?? 0, 'healthCheckGracePeriodSeconds'),
    deployments: (service.deployments ?? []).map(toDeployment),
    targetGroupArns: (service.loadBalancers ?? []).flatMap(({ targetGroupArn, advancedConfiguration }) => [
      ...(targetGroupArn ? [targetGroupArn] : []),
      ...(advancedConfiguration?.alternateTargetGroupArn ? [advancedConfiguration.alternateTargetGroupArn] : []),
    ]),
    events: newestFirst((service.events ?? []).flatMap(toServiceEvent)).slice(0, EVENTS_KEPT),
    createdAt: instant(service.createdAt, 'createdAt'),
  };
};

/** An event without a time or a message tells nothing. */
const toServiceEvent = ({ createdAt, message }: SdkServiceEvent): readonly ServiceEvent[] =>
  createdAt === undefined || message === undefined ? [] : [{ at: instant(createdAt, 'event.createdAt'), message }];

const newestFirst = (events: readonly ServiceEvent[]): readonly ServiceEvent[] =>
  [...events].sort((a, b) => b.at - a.at);

const counts = (of: Service | SdkDeployment) => ({
  desiredCount: count(of.desiredCount, 'desiredCount'),
  runningCount: count(of.runningCount, 'runningCount'),
  pendingCount: count(of.pendingCount, 'pendingCount'),
});

const rollsBackByItself = ({ deploymentConfiguration }: Service): boolean => {
  const { deploymentCircuitBreaker: circuitBreaker, alarms } = deploymentConfiguration ?? {};
  const byCircuitBreaker = circuitBreaker?.enable === true && circuitBreaker.rollback === true;
  const byAlarm = alarms?.enable === true && alarms.rollback === true;
  return byCircuitBreaker || byAlarm;
};

const toDeployment = (deployment: SdkDeployment): Deployment => ({
  id: text(deployment.id, 'deployment.id'),
  status: oneOf(['PRIMARY', 'ACTIVE', 'INACTIVE'], deployment.status, 'deployment.status'),
  taskDefinition: deployment.taskDefinition ?? '',
  ...counts(deployment),
  failedTasks: count(deployment.failedTasks ?? 0, 'failedTasks'),
  rolloutState: rolloutState(deployment),
  rolloutStateReason: deployment.rolloutStateReason ?? '',
  createdAt: instant(deployment.createdAt, 'deployment.createdAt'),
  updatedAt: instant(deployment.updatedAt, 'deployment.updatedAt'),
});

/**
 * ECS leaves the state out behind a Classic Load Balancer and for other controllers than its own; then a deployment
 * that runs all its tasks counts as complete. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */
const rolloutState = (deployment: SdkDeployment): Deployment['rolloutState'] => {
  if (deployment.rolloutState !== undefined) {
    return oneOf(['IN_PROGRESS', 'COMPLETED', 'FAILED'], deployment.rolloutState, 'rolloutState');
  }
  const { desiredCount, runningCount } = counts(deployment);
  return runningCount >= desiredCount ? 'COMPLETED' : 'IN_PROGRESS';
};
