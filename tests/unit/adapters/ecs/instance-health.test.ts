// Unit layer: how the ECS reader converts the health of container instances.
import type { ContainerInstance, DescribeContainerInstancesCommandInput } from '@aws-sdk/client-ecs';
import type { Operation } from '#local-aws/operation.ts';
import { NOW, only, range, refusing, unchecked } from '../recorded-client.ts';
import { ARN, policyFor, readerOver, registry } from './ecs-answers.ts';

const instanceArn = (number: number): string => `${ARN}:container-instance/main/${number}`;
const read = async (given: Partial<ContainerInstance>) => {
  const DescribeContainerInstances = () => ({
    containerInstances: [{ containerInstanceArn: instanceArn(1), ...given }],
  });
  const { reader, inputsOf } = readerOver({ DescribeContainerInstances }, unchecked);
  const part = only(await reader.containerInstances([{ policy: registry, arns: [instanceArn(1)] }]));
  return { part, asked: inputsOf<DescribeContainerInstancesCommandInput>('DescribeContainerInstances') };
};

it('container instances are read with their health', async () => {
  const lastStatusChange = new Date(NOW - 1);
  const { part, asked } = await read({
    status: 'DRAINING',
    agentConnected: false,
    healthStatus: {
      overallStatus: 'IMPAIRED',
      details: [
        { type: 'CONTAINER_RUNTIME', status: 'IMPAIRED', statusReason: 'docker does not answer', lastStatusChange },
        { type: 'DAEMON', status: 'OK' },
        { status: 'IMPAIRED' },
      ],
    },
  });
  expect(part).toEqual({
    state: 'observed',
    at: NOW,
    value: [
      {
        arn: instanceArn(1),
        status: 'DRAINING',
        health: 'IMPAIRED',
        isAgentConnected: false,
        failedChecks: [{ type: 'CONTAINER_RUNTIME', reason: 'docker does not answer', since: NOW - 1 }, { type: '' }],
      },
    ],
  });
  expect(asked).toEqual([
    {
      cluster: registry.cluster,
      containerInstances: [instanceArn(1)],
      include: ['CONTAINER_INSTANCE_HEALTH'],
    },
  ]);
});

it.each([{ overallStatus: undefined }, { overallStatus: 'WEARY' as 'OK' }])(
  'a health of $overallStatus is unknown',
  async ({ overallStatus }) => {
    const { part } = await read({ healthStatus: { overallStatus } });
    expect(part).toMatchObject({ value: [{ arn: instanceArn(1), status: '', failedChecks: [] }] });
    expect(part).not.toHaveProperty('value.0.health');
  },
);

it('an instance without an agent state has none', async () => {
  expect((await read({ status: 'ACTIVE' })).part).not.toHaveProperty('value.0.isAgentConnected');
});

it('an instance that is gone is left out', async () => {
  const { reader } = readerOver({ DescribeContainerInstances: () => ({ containerInstances: [] }) }, unchecked);
  const parts = await reader.containerInstances([{ policy: registry, arns: [instanceArn(1)] }]);
  expect(only(parts)).toMatchObject({ state: 'observed', value: [] });
});

it('a refused call makes the instances missing', async () => {
  const { reader } = readerOver(
    { DescribeContainerInstances: refusing('AccessDeniedException') as Operation },
    unchecked,
  );
  const parts = await reader.containerInstances([{ policy: registry, arns: [instanceArn(1)] }]);
  expect(only(parts)).toMatchObject({ state: 'missing', reason: 'access-denied' });
});

it('the instances of a cluster are described a hundred at once, and each service gets its own', async () => {
  const { reader, inputsOf } = readerOver(
    {
      DescribeContainerInstances: ({ containerInstances = [] }: DescribeContainerInstancesCommandInput) => ({
        containerInstances: containerInstances.map((containerInstanceArn) => ({ containerInstanceArn })),
      }),
    },
    unchecked,
  );
  const all = range(101).map(instanceArn);
  const parts = await reader.containerInstances([
    { policy: policyFor('one'), arns: all },
    { policy: policyFor('two'), arns: [instanceArn(1)] },
    { policy: policyFor('three', 'other'), arns: [instanceArn(500)] },
  ]);
  const sizes = inputsOf<DescribeContainerInstancesCommandInput>('DescribeContainerInstances').map(
    ({ cluster, containerInstances }) => `${cluster} ${containerInstances?.length}`,
  );
  expect(sizes.sort()).toEqual(['main 1', 'main 100', 'other 1']);
  expect(parts.get('my-two')).toMatchObject({ value: [{ arn: instanceArn(1) }] });
  expect(parts.get('my-one')).toMatchObject({ value: { length: 101 } });
});
