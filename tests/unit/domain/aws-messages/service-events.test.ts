// Unit layer: the meaning of every published service event message of the ECS scheduler.
import { readServiceEvent, SERVICE_EVENTS } from '#shared/domain/aws-messages/service-events.ts';
import { itKnows, type Published } from './published.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html */
const PUBLISHED: Published = {
  none: {
    steady: [
      '(service registry) has reached a steady state.',
      '(service registry) (deployment ecs-svc/1) deployment completed.',
    ],
    balanced: '(service registry) is AZ balanced with 2 tasks in us-east-1a and 2 tasks in us-east-1b.',
  },
  'in-transition': {
    moving: [
      '(service registry) has started 1 tasks: (task 1).',
      '(service registry) has stopped 1 running tasks: (task 1).',
      '(service registry) has begun draining connections on 1 tasks.',
      '(service registry) deregistered 1 targets in (target-group x)',
      '(service registry) registered 1 targets in (target-group x)',
      '(service registry, taskSet ecs-svc/1) updated state to STEADY_STATE.',
      '(service registry, taskSet ecs-svc/1) updated computedDesiredCount to 4.',
      '(service registry) (deployment ecs-svc/1) deployment in progress.',
    ],
    rebalancing: [
      '(service registry) is not AZ balanced with 3 tasks in us-east-1a and 1 in us-east-1b. AZ Rebalancing in progress.',
      '(service registry) has started 1 tasks in us-east-1b to AZ Rebalance: (task 1).',
      '(service registry) has stopped 1 running tasks in us-east-1a due to AZ rebalancing: (task 2).',
    ],
    'rolling-back': '(service registry) rolling back to deployment ecs-svc/1.',
  },
  'initialization-failure': {
    'role-refused':
      "(service registry) failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::111122223333:role/registry-task' that was provided for this task.).",
  },
  'capacity-shortage': {
    'capacity-missing': [
      'service registry was unable to place a task because no container instance met all of its requirements.',
      '(service registry) is unable to place a task in us-east-1b.',
      '(service registry) is unable to place a task in us-east-1b because no container instance met all of its requirements.',
      '(service registry) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) has insufficient CPU units available.',
      '(service registry) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) is already using a port required by your task.',
      '(service registry) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) encountered error "RESOURCE:ENI".',
      '(service registry) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.',
      '(service registry) was unable to reach steady state. Reason: No Container Instances were found in your capacity provider.',
      '(service registry) was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded.',
    ],
    'agent-disconnected': [
      '(service registry) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) encountered error "AGENT".',
      "(service registry) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) doesn't have the agent connected.",
      '(service registry) Timed out waiting for Amazon ECS Agent to start. Please check logs at /var/log/ecs/ecs-agent.log',
    ],
    'quota-reached': [
      "(service registry) was unable to place a task. Reason: You've reached the limit on the number of tasks you can run concurrently",
      '(service registry) was unable to place a task. Reason: You’ve reached the limit on the number of vCPUs you can run concurrently',
      '(service registry) was unable to place a task. Reason: The requested CPU configuration is above your limit.',
      '(service registry) was unable to place a task. Reason: The requested MEMORY configuration is above your limit.',
    ],
    'placement-failed': '(service registry) was unable to place a task. Reason: Internal error.',
    'operations-throttled': '(service registry) operations are being throttled. Will try again later.',
    'configuration-blocks':
      '(service registry) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.',
  },
  intended: {
    'protected-from-scale-in':
      '(service registry) was unable to reach steady state because task set (taskSet-1) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks.',
  },
  unknown: {
    'starts-failing': [
      '(service registry) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section.',
      '(service registry) (deployment ecs-svc/1) deployment failed: tasks failed to start.',
    ],
  },
  'target-misconfiguration': {
    'target-group-missing': [
      '(service registry) task set (taskSet-1) is not healthy in (target-group x) due to (reason TARGET GROUP IS NOT FOUND)',
      '(service registry) task set (taskSet-1) is not healthy in (target-group x) due to (reason TARGET IS NOT FOUND)',
    ],
  },
  'instance-unhealthy': {
    'health-check-failed': [
      '(service registry) (task 1) (port 5000) is unhealthy in (target-group x) due to (reason Health checks failed with these codes: [404]).',
      '(service registry) (instance i-1) (port 5000) is unhealthy in (target-group x) due to (reason Request timed out)',
      '(service registry) (task 1) (instance i-1) (port 32768) is unhealthy in (target-group x) due to (reason Health checks failed)',
      '(service registry) (task 1) failed container health checks.',
    ],
  },
  'image-unavailable': {
    'image-missing':
      '(service registry) was unable to place a task. Reason: CannotPullContainerError: 123456789012.dkr.ecr.us-east-1.amazonaws.com/registry:2.41.0: not found.',
  },
};

describe('a service event message', () => {
  itKnows(PUBLISHED, SERVICE_EVENTS, readServiceEvent);

  it('with a stop reason that is not in the catalogue is quoted as a whole', () => {
    const text = '(service registry) was unable to place a task. Reason: the moon.';
    expect(readServiceEvent(text)).toEqual({ kind: 'unknown', text });
  });
});
