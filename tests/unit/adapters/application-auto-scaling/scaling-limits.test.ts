// Unit layer: how the scaling reader converts scalable targets and batches its calls.
import type { DescribeScalableTargetsCommandInput, ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import type { Operation } from '#local-aws/operation.ts';
import { scalingReader } from '#shared/adapters/application-auto-scaling/scaling-limits.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { clock, NOW, only, range, recordedClient, refusing, unchecked } from '../recorded-client.ts';

type Input = DescribeScalableTargetsCommandInput;

const registry = aPolicy();
const RESOURCE = 'service/ml-platform/mlflow-registry';

const aTarget = (given: Partial<ScalableTarget> = {}): ScalableTarget => ({
  ServiceNamespace: 'ecs',
  ResourceId: RESOURCE,
  ScalableDimension: 'ecs:service:DesiredCount',
  MinCapacity: 2,
  MaxCapacity: 12,
  RoleARN: 'arn:aws:iam::123456789012:role/scaling',
  CreationTime: new Date(NOW),
  ...given,
});

const allScaled = ({ ResourceIds = [] }: Input) => ({
  ScalableTargets: ResourceIds.map((ResourceId) => aTarget({ ResourceId })),
});

const readerOver = (DescribeScalableTargets: Operation, check?: typeof unchecked) => {
  const recorded = recordedClient('application-autoscaling', { DescribeScalableTargets }, check);
  const inputs = () => recorded.inputsOf<Input>('DescribeScalableTargets');
  return { reader: scalingReader(recorded.client, clock), inputs };
};

const readWith = async (targets: readonly ScalableTarget[], check?: typeof unchecked) =>
  only(await readerOver(() => ({ ScalableTargets: [...targets] }), check).reader.limits([registry]));

const policies = (count: number) =>
  range(count).map((number) => aPolicy({ name: `policy-${number}`, service: `service-${number}` }));

it.each([
  { SuspendedState: undefined, scaleOutSuspended: false },
  { SuspendedState: {}, scaleOutSuspended: false },
  { SuspendedState: { DynamicScalingOutSuspended: false }, scaleOutSuspended: false },
  { SuspendedState: { DynamicScalingOutSuspended: true }, scaleOutSuspended: true },
  { SuspendedState: { DynamicScalingInSuspended: true, ScheduledScalingSuspended: true }, scaleOutSuspended: false },
])('a target with the suspended state $SuspendedState has scaleOutSuspended $scaleOutSuspended', async (row) => {
  expect(await readWith([aTarget({ SuspendedState: row.SuspendedState })])).toEqual({
    state: 'observed',
    at: NOW,
    value: { minimum: 2, maximum: 12, scaleOutSuspended: row.scaleOutSuspended },
  });
});

it.each([
  { answer: 'no target', targets: [] },
  { answer: 'the target of another service', targets: [aTarget({ ResourceId: 'service/a/b' })] },
])('the limits are not configured when AWS answers with $answer', async ({ targets }) => {
  expect(await readWith(targets)).toEqual({
    state: 'missing',
    reason: 'not-configured',
    detail: 'nothing scales the service',
  });
});

it('invalid limits of one service leave the limits of others alone', async () => {
  const { reader } = readerOver(
    ({ ResourceIds = [] }: Input) => ({
      ScalableTargets: ResourceIds.map((ResourceId, index) => aTarget({ ResourceId, MaxCapacity: index - 1 })),
    }),
    unchecked,
  );
  expect([...(await reader.limits(policies(2))).values()]).toMatchObject([
    { state: 'missing', reason: 'invalid' },
    { state: 'observed', value: { maximum: 0 } },
  ]);
});

it('the call asks for the desired count of the services by name, although a policy may give ARNs', async () => {
  const { reader, inputs } = readerOver(allScaled);
  const byArn = aPolicy({
    name: 'gateway',
    cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/ml-platform',
    service: 'arn:aws:ecs:us-east-1:123456789012:service/ml-platform/gateway',
  });
  await reader.limits([registry, byArn]);
  expect(inputs()).toEqual([
    {
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
      ResourceIds: [RESOURCE, 'service/ml-platform/gateway'],
      MaxResults: 50,
    },
  ]);
});

it.each([
  { services: 0, calls: 0 },
  { services: 49, calls: 1 },
  { services: 50, calls: 1 },
  { services: 51, calls: 2 },
])('$services services take $calls calls', async ({ services, calls }) => {
  const { reader, inputs } = readerOver(allScaled);
  const limits = await reader.limits(policies(services));
  expect(inputs()).toHaveLength(calls);
  expect([...limits.values()].map(({ state }) => state)).toEqual(Array(services).fill('observed'));
});

it('a refused call makes only its own services missing, and the next read repeats it for these', async () => {
  let isRefused = true;
  const { reader, inputs } = readerOver((input: Input, caller) =>
    isRefused && input.ResourceIds?.includes('service/ml-platform/service-0')
      ? refusing('ThrottlingException')(input as never, caller)
      : allScaled(input),
  );
  const states = async () => [...(await reader.limits(policies(60))).values()].map(({ state }) => state);
  expect((await states()).toSorted()).toEqual([...Array(50).fill('missing'), ...Array(10).fill('observed')]);
  isRefused = false;
  expect(await states()).toEqual(Array(60).fill('observed'));
  expect(inputs().map(({ ResourceIds }) => ResourceIds?.length)).toEqual([50, 10, 50]);
});

it('targets are read page by page', async () => {
  const pages = [{ NextToken: 'more' }, { ScalableTargets: [aTarget()] }];
  const { reader, inputs } = readerOver(() => pages.shift());
  expect(only(await reader.limits([registry])).state).toBe('observed');
  expect(inputs().map(({ NextToken }) => NextToken)).toEqual([undefined, 'more']);
});
