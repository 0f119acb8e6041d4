import type {
  DescribeServiceRevisionsCommandInput,
  DescribeServicesCommandInput,
  DescribeTaskDefinitionCommandInput,
  DescribeTasksCommandInput,
  ListServiceDeploymentsCommandInput,
  ListTasksCommandInput,
} from '@aws-sdk/client-ecs';
import type { Operations } from '#local-aws/operation.ts';
import { DAY, HOUR, type Instant, MINUTE } from '#shared/domain/model/time.ts';
import {
  addressOf,
  clusterArn,
  ecsArn,
  type IsUnhealthy,
  nameIn,
  revisionArn,
  TASKS,
  targetGroupArn,
  taskArn,
} from './fleet-names.ts';

export const ecsOperations = (isUnhealthy: IsUnhealthy, now: Instant): NonNullable<Operations[string]> => ({
  ...serviceOperations((name) => new Date(now - (isUnhealthy(name) ? HOUR : 9 * DAY))),
  ListTasks: ({ serviceName = '', desiredStatus }: ListTasksCommandInput) => {
    const stopped = isUnhealthy(serviceName) ? [taskArn(serviceName, 'stopped')] : [];
    return { taskArns: desiredStatus === 'STOPPED' ? stopped : TASKS.map((task) => taskArn(serviceName, task)) };
  },
  DescribeTasks: ({ tasks = [] }: DescribeTasksCommandInput) => ({ tasks: tasks.map((arn) => describeTask(arn, now)) }),
  DescribeTaskDefinition: ({ taskDefinition }: DescribeTaskDefinitionCommandInput) => ({
    taskDefinition: {
      taskDefinitionArn: taskDefinition,
      containerDefinitions: [
        {
          name: 'web',
          image: 'web:7',
          logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': `/ecs/${nameIn(taskDefinition)}` } },
        },
      ],
    },
  }),
});

const serviceOperations = (releasedAt: (name: string) => Date): NonNullable<Operations[string]> => ({
  DescribeServices: ({ services = [] }: DescribeServicesCommandInput) => ({
    services: services.map((name) => describeService(name, releasedAt(name))),
  }),
  ListServiceDeployments: ({ service }: ListServiceDeploymentsCommandInput) => ({
    serviceDeployments: [
      {
        serviceDeploymentArn: ecsArn('service-deployment', `${nameIn(service)}/1`),
        targetServiceRevisionArn: ecsArn('service-revision', `${nameIn(service)}/1`),
        status: 'SUCCESSFUL',
        createdAt: releasedAt(nameIn(service)),
      },
    ],
  }),
  DescribeServiceRevisions: ({ serviceRevisionArns = [] }: DescribeServiceRevisionsCommandInput) => ({
    serviceRevisions: serviceRevisionArns.map((serviceRevisionArn) => ({
      serviceRevisionArn,
      taskDefinition: revisionArn(nameIn(serviceRevisionArn)),
    })),
  }),
});

const describeService = (name: string, releasedAt: Date) => {
  const running = {
    desiredCount: TASKS.length,
    runningCount: TASKS.length,
    pendingCount: 0,
    taskDefinition: revisionArn(name),
    createdAt: releasedAt,
  };
  return {
    ...running,
    serviceArn: ecsArn('service', name),
    serviceName: name,
    clusterArn,
    status: 'ACTIVE',
    deployments: [{ ...running, id: 'ecs-svc/1', status: 'PRIMARY', rolloutState: 'COMPLETED', updatedAt: releasedAt }],
    loadBalancers: [{ targetGroupArn: targetGroupArn(name) }],
  };
};

const describeTask = (arn: string, now: Instant) => {
  const startedAt = new Date(now - HOUR);
  const task = { taskArn: arn, taskDefinitionArn: revisionArn(nameIn(arn)), createdAt: startedAt, startedAt };
  if (arn.endsWith('-stopped'))
    return {
      ...task,
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      stoppedAt: new Date(now - MINUTE),
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
    };
  return {
    ...task,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    healthStatus: 'HEALTHY',
    availabilityZone: 'us-east-1a',
    attachments: [{ details: [{ name: 'privateIPv4Address', value: addressOf(Number(arn.at(-1))) }] }],
  };
};
