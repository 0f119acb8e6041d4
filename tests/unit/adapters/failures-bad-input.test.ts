// Unit layer: answers of AWS that cannot be true become missing parts, and never good ones.
import type { DescribeTasksCommandInput, Service, Task } from '@aws-sdk/client-ecs';
import { AwsError } from '#local-aws/operation.ts';
import { ecsReader } from '#shared/adapters/ecs/reader.ts';
import { count, instant, measure, oneOf, text } from '#shared/adapters/transport/checked.ts';
import { AnswerInvalid } from '#shared/adapters/transport/failures.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { clock, NOW, recordedClient, unchecked } from './recorded.ts';

const ARN = 'arn:aws:ecs:us-east-1:123456789012';
const POLICY = { name: 'registry', cluster: 'main', service: 'registry' } as ServicePolicy;

const aService = (given: Partial<Service>): Service => ({
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

const aTask = (id: string): Task => ({
  taskArn: `${ARN}:task/main/${id}`,
  taskDefinitionArn: `${ARN}:task-definition/registry:41`,
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  createdAt: new Date(NOW),
});

const readerOver = (...operations: Parameters<typeof recordedClient>) =>
  ecsReader(recordedClient(...operations).client, clock);

describe('a value that AWS answered', () => {
  it.each<{ what: string; read: () => unknown }>([
    { what: 'no count', read: () => count(undefined, 'n') },
    { what: 'a count of NaN', read: () => count(Number.NaN, 'n') },
    { what: 'a count below zero', read: () => count(-1, 'n') },
    { what: 'half a count', read: () => count(0.5, 'n') },
    { what: 'an endless count', read: () => count(Number.POSITIVE_INFINITY, 'n') },
    { what: 'no measurement', read: () => measure(undefined, 'n') },
    { what: 'a measurement of NaN', read: () => measure(Number.NaN, 'n') },
    { what: 'a measurement below zero', read: () => measure(-0.001, 'n') },
    { what: 'an endless measurement', read: () => measure(Number.POSITIVE_INFINITY, 'n') },
    { what: 'no time', read: () => instant(undefined, 'n') },
    { what: 'a time that is none', read: () => instant(new Date(Number.NaN), 'n') },
    { what: 'no text', read: () => text(undefined, 'n') },
    { what: 'an empty text', read: () => text('', 'n') },
    { what: 'a word that is not one of those', read: () => oneOf(['A', 'B'], 'C', 'n') },
  ])('is refused by name where it cannot be true: $what', ({ read }) => {
    expect(read).toThrow(AnswerInvalid);
    expect(read).toThrow(/^n is /);
  });

  it.each<{ what: string; read: () => unknown; value: unknown }>([
    { what: 'no tasks at all', read: () => count(0, 'n'), value: 0 },
    { what: 'nothing measured', read: () => measure(0, 'n'), value: 0 },
    { what: 'the beginning of time', read: () => instant(new Date(0), 'n'), value: 0 },
  ])('is taken where it can: $what', ({ read, value }) => {
    expect(read()).toBe(value);
  });
});

describe('a service', () => {
  it.each<{ fault: string; given: Partial<Service> }>([
    { fault: 'a grace period below zero', given: { healthCheckGracePeriodSeconds: -1 } },
    { fault: 'a grace period of NaN', given: { healthCheckGracePeriodSeconds: Number.NaN } },
    { fault: 'a share of healthy tasks below zero', given: { deploymentConfiguration: { minimumHealthyPercent: -1 } } },
    { fault: 'a greatest share of NaN', given: { deploymentConfiguration: { maximumPercent: Number.NaN } } },
    { fault: 'fewer than no tasks wanted', given: { desiredCount: -1 } },
  ])('with $fault is missing as invalid', async ({ given }) => {
    const reader = readerOver('ecs', { DescribeServices: () => ({ services: [aService(given)] }) }, unchecked);
    expect((await reader.services([POLICY])).get('registry')).toMatchObject({ state: 'missing', reason: 'invalid' });
  });

  it('that runs more tasks than are wanted is in the middle of a rollout, and fine', async () => {
    const services = [aService({ runningCount: 4 })];
    const reader = readerOver('ecs', { DescribeServices: () => ({ services }) });
    expect((await reader.services([POLICY])).get('registry')).toMatchObject({
      state: 'observed',
      value: { desiredCount: 2, runningCount: 4 },
    });
  });
});

describe('tasks', () => {
  it('that two pages list are there once', async () => {
    const reader = readerOver('ecs', {
      ListTasks: ({ nextToken }: { readonly nextToken?: string }) => ({
        taskArns: ['a', 'b'].map((id) => `${ARN}:task/main/${id}`),
        ...(nextToken === undefined && { nextToken: 'second' }),
      }),
      DescribeTasks: ({ tasks = [] }: DescribeTasksCommandInput) => ({
        tasks: tasks.map((arn) => aTask(arn.slice(-1))),
      }),
    });
    const tasks = (await reader.runningTasks([POLICY])).get('registry');
    expect(tasks && itemsOf(tasks).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('that may not be listed are missing, with the permission that it takes', async () => {
    const reader = readerOver('ecs', {
      ListTasks: () => {
        throw new AwsError(
          'AccessDeniedException',
          'User: arn:aws:sts::123456789012:assumed-role/medic/medic is not authorized to perform: ecs:ListTasks on resource: *',
        );
      },
    });
    expect((await reader.runningTasks([POLICY])).get('registry')).toMatchObject({
      state: 'missing',
      reason: 'access-denied',
      permission: 'ecs:ListTasks',
    });
  });
});
