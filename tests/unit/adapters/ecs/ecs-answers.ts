// Unit layer: the ECS reader over hand-written answers.
import type { Deployment, Service, ServiceDeploymentBrief, Task } from '@aws-sdk/client-ecs';
import type { Operation } from '#local-aws/operation.ts';
import { ecsReader } from '#shared/adapters/ecs/reader.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { clock, NOW, recordedClient, type unchecked } from '../recorded-client.ts';

export const ARN = 'arn:aws:ecs:us-east-1:123456789012';

export const policyFor = (service: string, cluster = 'main'): ServicePolicy =>
  ({ name: `my-${service}`, service, cluster }) as ServicePolicy;
export const registry = policyFor('registry');

export const aService = (given: Partial<Service> = {}): Service => ({
  serviceArn: `${ARN}:service/main/registry`,
  serviceName: 'registry',
  clusterArn: `${ARN}:cluster/main`,
  status: 'ACTIVE',
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
  createdAt: new Date(NOW),
  ...given,
});

export const aDeployment = (given: Partial<Deployment> = {}): Deployment => ({
  id: 'ecs-svc/1',
  status: 'PRIMARY',
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
  createdAt: new Date(NOW),
  updatedAt: new Date(NOW),
  ...given,
});

export const taskArn = (id: string): string => `${ARN}:task/main/${id}`;

export const aTask = (id: string, given: Partial<Task> = {}): Task => ({
  taskArn: taskArn(id),
  taskDefinitionArn: `${ARN}:task-definition/registry:41`,
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  createdAt: new Date(NOW),
  ...given,
});

/** The higher the number, the older the release. */
export const aRelease = (number: number): ServiceDeploymentBrief => ({
  serviceDeploymentArn: `${ARN}:service-deployment/main/registry/${number}`,
  targetServiceRevisionArn: `${ARN}:service-revision/main/registry/${number}`,
  createdAt: new Date(NOW - number),
  status: 'SUCCESSFUL',
});

export const readerOver = (operations: Readonly<Record<string, Operation>>, check?: typeof unchecked) => {
  const recorded = recordedClient('ecs', operations, check);
  return { ...recorded, reader: ecsReader(recorded.client, clock) };
};
