// Unit layer: how the ECS reader converts task definitions, and what it makes of refusals and invalid values.
import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import { taskDefinitionReader } from '#shared/adapters/ecs/task-definitions.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { NOW, only, recordedClient } from '../recorded-client.ts';
import { readerOver } from './ecs-answers.ts';

const ARN = 'arn:aws:ecs:us-east-1:123456789012:task-definition/registry:41';
const REGISTERED = Date.parse('2026-11-20T08:00:00Z');

const aContainer = (given: Partial<ContainerDefinition> = {}): ContainerDefinition => ({
  name: 'web',
  image: 'registry:2.41.0',
  ...given,
});

const aDefinition = (given: Partial<TaskDefinition> = {}): TaskDefinition => ({
  taskDefinitionArn: ARN,
  containerDefinitions: [aContainer()],
  ...given,
});

const read = async (taskDefinition?: TaskDefinition) => {
  const { reader } = readerOver({ DescribeTaskDefinition: () => ({ taskDefinition }) });
  return only(await reader.taskDefinitions([ARN]));
};

const readContainer = async (given: Partial<ContainerDefinition>) =>
  valueIn(await read(aDefinition({ containerDefinitions: [aContainer(given)] })))?.containers[0];

it('a task definition is read without environment, secrets and command', async () => {
  const part = await read(
    aDefinition({
      cpu: '512',
      memory: '1024',
      registeredAt: new Date(REGISTERED),
      containerDefinitions: [
        aContainer({
          cpu: 256,
          memory: 900,
          memoryReservation: 800,
          essential: false,
          stopTimeout: 60,
          portMappings: [{ containerPort: 5000 }, { containerPort: 5001 }],
          healthCheck: { command: ['CMD', 'up'], interval: 15, timeout: 4, retries: 2, startPeriod: 60 },
          logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/registry' } },
          environment: [{ name: 'URI', value: 'confidential' }],
          secrets: [{ name: 'PASSWORD', valueFrom: 'confidential' }],
          command: ['confidential'],
        }),
      ],
    }),
  );
  expect(part).toEqual({
    state: 'observed',
    at: NOW,
    value: {
      arn: ARN,
      cpuUnits: 512,
      memoryMiB: 1024,
      registeredAt: REGISTERED,
      containers: [
        {
          name: 'web',
          image: 'registry:2.41.0',
          essential: false,
          cpuUnits: 256,
          memoryMiB: 900,
          memoryReservationMiB: 800,
          stopTimeoutSeconds: 60,
          healthCheck: { intervalSeconds: 15, timeoutSeconds: 4, retries: 2, startPeriodSeconds: 60 },
          logGroup: '/ecs/registry',
          ports: [5000, 5001],
        },
      ],
    },
  });
  expect(JSON.stringify(part)).not.toContain('confidential');
});

it('a task definition without settings has no limits, and its containers are essential', async () => {
  expect(valueIn(await read(aDefinition()))).toEqual({
    arn: ARN,
    containers: [{ name: 'web', image: 'registry:2.41.0', essential: true, ports: [] }],
  });
  expect(valueIn(await read({ taskDefinitionArn: ARN }))).toEqual({ arn: ARN, containers: [] });
});

it.each([
  { answer: 'nothing', definition: undefined },
  { answer: 'another revision', definition: aDefinition({ taskDefinitionArn: `${ARN}2` }) },
])('a task definition is not found when ECS answers with $answer', async ({ definition }) => {
  expect(await read(definition)).toMatchObject({ state: 'missing', reason: 'not-found' });
});

it.each(['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS'] as const)(
  'a task definition has the status %s',
  async (status) => {
    expect(valueIn(await read(aDefinition({ status })))).toHaveProperty('status', status);
  },
);

it('a task definition with an unknown status has none', async () => {
  expect(valueIn(await read(aDefinition({ status: 'RETIRED' as 'ACTIVE' })))).not.toHaveProperty('status');
});

it.each([
  { seconds: 299, status: 'ACTIVE' },
  { seconds: 300, status: 'INACTIVE' },
  { seconds: 301, status: 'INACTIVE' },
])(
  'a task definition that is deregistered meanwhile is $status when it is read again after $seconds s',
  async ({ seconds, status }) => {
    let now = NOW;
    const statuses = ['ACTIVE', 'INACTIVE'] as const;
    let calls = 0;
    const { client } = recordedClient('ecs', {
      DescribeTaskDefinition: () => ({ taskDefinition: aDefinition({ status: statuses[calls++] }) }),
    });
    const readDefinitions = taskDefinitionReader(client, { now: () => now });
    await readDefinitions([ARN]);
    now += seconds * SECOND;
    expect(valueIn(only(await readDefinitions([ARN])))).toHaveProperty('status', status);
  },
);

it.each([
  { fault: 'CPU that is no number', definition: { cpu: 'much' } },
  { fault: 'negative memory', definition: { memory: '-1' } },
  { fault: 'a container without a name', definition: { containerDefinitions: [{ image: 'a' }] } },
  { fault: 'a container without an image', definition: { containerDefinitions: [{ name: 'a' }] } },
])('a task definition with $fault is missing as invalid', async ({ definition }) => {
  expect(await read(aDefinition(definition))).toMatchObject({ state: 'missing', reason: 'invalid' });
});

it.each<{ setting: string; given: Partial<ContainerDefinition>; property: string; value: unknown }>([
  {
    setting: 'a health check without settings',
    given: { healthCheck: { command: ['CMD', 'up'] } },
    property: 'healthCheck',
    value: { intervalSeconds: 30, timeoutSeconds: 5, retries: 3, startPeriodSeconds: 0 },
  },
  { setting: 'one CPU unit', given: { cpu: 1 }, property: 'cpuUnits', value: 1 },
  { setting: 'no time to stop', given: { stopTimeout: 0 }, property: 'stopTimeoutSeconds', value: 0 },
  {
    setting: 'a range of ports',
    given: { portMappings: [{ containerPortRange: '8000-8010' }] },
    property: 'ports',
    value: [],
  },
])('a container with $setting has $property $value', async ({ given, property, value }) => {
  expect(await readContainer(given)).toHaveProperty(property, value);
});

it.each<{ setting: string; given: Partial<ContainerDefinition>; property: string }>([
  { setting: 'a CPU setting of 0', given: { cpu: 0 }, property: 'cpuUnits' },
  {
    setting: 'another log driver',
    given: { logConfiguration: { logDriver: 'awsfirelens', options: { 'awslogs-group': 'x' } } },
    property: 'logGroup',
  },
  { setting: 'awslogs without options', given: { logConfiguration: { logDriver: 'awslogs' } }, property: 'logGroup' },
])('a container with $setting has no $property', async ({ given, property }) => {
  expect(await readContainer(given)).not.toHaveProperty(property);
});
