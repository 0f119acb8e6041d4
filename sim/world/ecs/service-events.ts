import { HOUR, toIso } from '#shared/domain/model/time.ts';
import { emitEcsEvent } from '../events.ts';
import type { Deployment, ServiceState, Task, WorldState } from '../state.ts';

/** Messages of a service's event list. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html */
export const SERVICE_EVENT_MESSAGES = {
  steadyState: () => 'has reached a steady state.',
  started: (tasks: readonly Task[]) => `has started ${tasks.length} tasks: ${listed(tasks)}.`,
  stopped: (tasks: readonly Task[]) => `has stopped ${tasks.length} running tasks: ${listed(tasks)}.`,
  draining: (count: number) => `has begun draining connections on ${count} tasks.`,
  deregistered: (count: number, targetGroupArn: string) =>
    `deregistered ${count} targets in (target-group ${targetGroupArn})`,
  registered: (count: number, targetGroupArn: string) =>
    `registered ${count} targets in (target-group ${targetGroupArn})`,
  unhealthy: (task: Task, port: number, targetGroupArn: string, reason: string) =>
    `(task ${task.id}) (port ${port}) is unhealthy in (target-group ${targetGroupArn}) due to (reason ${reason}).`,
  startImpaired: () =>
    'is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
  unplaceable: (reason: string) => `was unable to place a task. Reason: ${reason}.`,
  deploymentCompleted: (deployment: Deployment) => `(deployment ${deployment.id}) deployment completed.`,
  deploymentFailed: (deployment: Deployment) =>
    `(deployment ${deployment.id}) deployment failed: tasks failed to start.`,
} as const;

const listed = (tasks: readonly Task[]): string => tasks.map(({ id }) => `(task ${id})`).join(' ');

/** Adds a message to the service's event list and drops the oldest one above the limit. */
export const logServiceEvent = (world: WorldState, service: ServiceState, message: string): void => {
  const { events, name } = service;
  events.unshift({ id: world.ids.uuid(), createdAt: world.clock.now(), message: `(service ${name}) ${message}` });
  if (events.length > world.constants.serviceEventsRetained) events.pop();
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html */
export const emitServiceAction = (
  world: WorldState,
  service: ServiceState,
  { eventType, eventName }: { eventType: 'INFO' | 'WARN' | 'ERROR'; eventName: string },
): void =>
  emitEcsEvent(world, 'ECS Service Action', {
    resource: service.arn,
    detail: { eventType, eventName, clusterArn: world.cluster.arn, createdAt: toIso(world.clock.now()) },
  });

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html */
export const emitDeploymentChange = (world: WorldState, service: ServiceState, deployment: Deployment): void => {
  const failed = deployment.rolloutState === 'FAILED';
  emitEcsEvent(world, 'ECS Deployment State Change', {
    resource: service.arn,
    detail: {
      eventType: failed ? 'ERROR' : 'INFO',
      eventName: `SERVICE_DEPLOYMENT_${deployment.rolloutState}`,
      deploymentId: deployment.id,
      updatedAt: toIso(deployment.updatedAt),
      reason: deployment.rolloutStateReason,
    },
  });
};

/** Logs that the service has reached a steady state, and repeats it every few hours while it stays in one. */
export const logSteadyState = (world: WorldState, service: ServiceState, isSteady: boolean): void => {
  if (!isSteady) {
    service.steadySince = undefined;
    return;
  }
  const now = world.clock.now();
  const isDue =
    service.steadySince === undefined || now - service.steadyLoggedAt >= world.constants.steadyStateRepeatHours * HOUR;
  service.steadySince ??= now;
  if (!isDue) return;
  service.steadyLoggedAt = now;
  logServiceEvent(world, service, SERVICE_EVENT_MESSAGES.steadyState());
  emitServiceAction(world, service, { eventType: 'INFO', eventName: 'SERVICE_STEADY_STATE' });
};
