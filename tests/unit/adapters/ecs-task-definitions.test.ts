// Unit layer: what the reader makes of task definitions, of refusals and of nonsense, and how often it asks.
import type { ContainerDefinition, DescribeTaskDefinitionCommandInput, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Operation } from '#local-aws/operation.ts';
import { taskDefinitionReader } from '#shared/adapters/ecs/task-definitions.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { clock, counting, NOW, recordedClient, refusing } from './recorded.ts';

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

const answering =
  (definition: TaskDefinition): Operation =>
  () => ({ taskDefinition: definition });

const readOne = async (operation: Operation) => {
  const { client } = recordedClient('ecs', { DescribeTaskDefinition: operation });
  return (await taskDefinitionReader(client, clock)([ARN])).get(ARN);
};

const containerFrom = async (given: Partial<ContainerDefinition>) => {
  const part = await readOne(answering(aDefinition({ containerDefinitions: [aContainer(given)] })));
  return part && valueIn(part)?.containers[0];
};

describe('a task definition', () => {
  it('is read with its limits, ports, health check and log group, and without environment, secrets and command', async () => {
    const part = await readOne(
      answering(
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
              environment: [{ name: 'URI', value: 'kept-out' }],
              secrets: [{ name: 'PASSWORD', valueFrom: 'kept-out' }],
              command: ['kept-out'],
            }),
          ],
        }),
      ),
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
    expect(JSON.stringify(part)).not.toContain('kept-out');
  });

  it('of which nothing more is said has no limits, and containers that are essential', async () => {
    expect(await readOne(answering(aDefinition()))).toEqual({
      state: 'observed',
      at: NOW,
      value: { arn: ARN, containers: [{ name: 'web', image: 'registry:2.41.0', essential: true, ports: [] }] },
    });
    expect(await readOne(answering({ taskDefinitionArn: ARN }))).toMatchObject({ value: { containers: [] } });
  });

  it.each([
    { name: 'AccessDeniedException', reason: 'access-denied' },
    { name: 'ThrottlingException', reason: 'throttled' },
    { name: 'ServerException', reason: 'unavailable' },
  ])('is missing as $reason when the call is refused with $name', async ({ name, reason }) => {
    expect(await readOne(refusing(name))).toMatchObject({ state: 'missing', reason });
  });

  it.each([
    { answered: 'nothing', answer: {} },
    { answered: 'another revision', answer: { taskDefinition: aDefinition({ taskDefinitionArn: `${ARN}2` }) } },
  ])('is not found when ECS answers $answered', async ({ answer }) => {
    expect(await readOne(() => answer)).toMatchObject({ state: 'missing', reason: 'not-found' });
  });

  it.each([
    { fault: 'CPU that is no number', definition: { cpu: 'much' } },
    { fault: 'memory below nothing', definition: { memory: '-1' } },
    { fault: 'a container without a name', definition: { containerDefinitions: [{ image: 'a' }] } },
    { fault: 'a container without an image', definition: { containerDefinitions: [{ name: 'a' }] } },
  ])('with $fault is missing as invalid', async ({ definition }) => {
    expect(await readOne(answering(aDefinition(definition)))).toMatchObject({ state: 'missing', reason: 'invalid' });
  });
});

describe('a container', () => {
  it('has the health check settings that ECS takes where none are given', async () => {
    expect(await containerFrom({ healthCheck: { command: ['CMD', 'up'] } })).toMatchObject({
      healthCheck: { intervalSeconds: 30, timeoutSeconds: 5, retries: 3, startPeriodSeconds: 0 },
    });
  });

  it('has no CPU of its own when ECS gives 0', async () => {
    expect(await containerFrom({ cpu: 0 })).not.toHaveProperty('cpuUnits');
    expect(await containerFrom({ cpu: 1 })).toHaveProperty('cpuUnits', 1);
  });

  it('may be given no time to stop', async () => {
    expect(await containerFrom({ stopTimeout: 0 })).toHaveProperty('stopTimeoutSeconds', 0);
  });

  it('that opens a range of ports opens no port that is known', async () => {
    expect(await containerFrom({ portMappings: [{ containerPortRange: '8000-8010' }] })).toHaveProperty('ports', []);
  });

  it.each([
    {
      driver: 'awsfirelens',
      logConfiguration: { logDriver: 'awsfirelens' as const, options: { 'awslogs-group': 'x' } },
    },
    { driver: 'awslogs, without options,', logConfiguration: { logDriver: 'awslogs' as const } },
  ])('that logs by $driver has no log group', async ({ logConfiguration }) => {
    expect(await containerFrom({ logConfiguration })).not.toHaveProperty('logGroup');
  });
});

describe('the calls', () => {
  const wellNamed: Operation = ({ taskDefinition = '' }: DescribeTaskDefinitionCommandInput) => ({
    taskDefinition: aDefinition({ taskDefinitionArn: taskDefinition }),
  });

  it('are none for a revision that is known, however long ago it was read', async () => {
    let now = NOW;
    const { client, calls } = recordedClient('ecs', { DescribeTaskDefinition: wellNamed });
    const read = taskDefinitionReader(client, { now: () => now });
    await read([ARN]);
    now += 1;
    const again = await read([ARN, `${ARN}2`]);
    expect(again.get(ARN)).toMatchObject({ state: 'observed', at: NOW + 1 });
    expect(calls.map(({ input }) => input)).toEqual([{ taskDefinition: ARN }, { taskDefinition: `${ARN}2` }]);
  });

  it('are made again for what could not be read', async () => {
    let isRefused = true;
    const { client } = recordedClient('ecs', {
      DescribeTaskDefinition: (input, caller) =>
        (isRefused ? refusing('ThrottlingException') : wellNamed)(input, caller),
    });
    const read = taskDefinitionReader(client, clock);
    expect((await read([ARN])).get(ARN)?.state).toBe('missing');
    isRefused = false;
    expect((await read([ARN])).get(ARN)?.state).toBe('observed');
  });

  it('are made five at a time, once for a revision that is named twice, and one that fails spoils no other', async () => {
    const { seen, during } = counting();
    const { client, calls } = recordedClient('ecs', {
      DescribeTaskDefinition: (input: DescribeTaskDefinitionCommandInput, caller) =>
        during(() => (input.taskDefinition === ARN ? refusing('ServerException') : wellNamed)(input as never, caller)),
    });
    const others = Array.from({ length: 19 }, (_, index) => `${ARN}${index}`);
    const parts = await taskDefinitionReader(client, clock)([ARN, ...others, ...others]);
    expect(calls).toHaveLength(20);
    expect(seen.most).toBe(5);
    expect(parts.get(ARN)?.state).toBe('missing');
    expect(others.map((arn) => parts.get(arn)?.state)).toEqual(others.map(() => 'observed'));
  });
});
