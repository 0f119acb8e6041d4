// Unit layer: what the scaling reader makes of refusals and nonsense, and how often it asks.
import type { DescribeScalableTargetsCommandInput, ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import type { Operation } from '#local-aws/operation.ts';
import { scalingReader } from '#shared/adapters/application-auto-scaling/scaling-limits.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { clock, counting, NOW, recordedClient, refusing, unchecked } from './recorded.ts';

const registry = aPolicy({ name: 'registry', cluster: 'ml-platform', service: 'mlflow-registry' });
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

/** A target for each service that is asked for. */
const wellScaled: Operation = ({ ResourceIds = [] }: DescribeScalableTargetsCommandInput) => ({
  ScalableTargets: ResourceIds.map((ResourceId) => aTarget({ ResourceId })),
});

const readerOver = (DescribeScalableTargets: Operation, at = clock, check?: typeof unchecked) => {
  const { client, calls } = recordedClient('application-autoscaling', { DescribeScalableTargets }, check);
  return { reader: scalingReader(client, at), calls };
};

const readOne = async (operation: Operation, check?: typeof unchecked) => {
  const { reader } = readerOver(operation, clock, check);
  return (await reader.limits([registry])).get('registry');
};

const policies = (howMany: number) =>
  Array.from({ length: howMany }, (_, index) => aPolicy({ name: `policy-${index}`, service: `service-${index}` }));

describe('scaling limits', () => {
  it.each([
    { SuspendedState: undefined, scaleOutSuspended: false },
    { SuspendedState: {}, scaleOutSuspended: false },
    { SuspendedState: { DynamicScalingOutSuspended: false }, scaleOutSuspended: false },
    { SuspendedState: { DynamicScalingOutSuspended: true }, scaleOutSuspended: true },
    { SuspendedState: { DynamicScalingInSuspended: true, ScheduledScalingSuspended: true }, scaleOutSuspended: false },
  ])(
    'with $SuspendedState suspended say of scaling out $scaleOutSuspended',
    async ({ SuspendedState, scaleOutSuspended }) => {
      expect(await readOne(() => ({ ScalableTargets: [aTarget({ SuspendedState })] }))).toEqual({
        state: 'observed',
        at: NOW,
        value: { minimum: 2, maximum: 12, scaleOutSuspended },
      });
    },
  );

  it.each([
    { answered: 'no target', answer: {} },
    {
      answered: 'the target of another service',
      answer: { ScalableTargets: [aTarget({ ResourceId: 'service/a/b' })] },
    },
  ])('are not configured when AWS answers $answered', async ({ answer }) => {
    expect(await readOne(() => answer)).toEqual({
      state: 'missing',
      reason: 'not-configured',
      detail: 'nothing scales the service',
    });
  });

  it.each([
    { name: 'AccessDeniedException', reason: 'access-denied' },
    { name: 'ThrottlingException', reason: 'throttled' },
    { name: 'ConcurrentUpdateException', reason: 'unavailable' },
  ])('are missing as $reason when the call is refused with $name', async ({ name, reason }) => {
    expect(await readOne(refusing(name))).toMatchObject({ state: 'missing', reason });
  });

  it('that cannot be true are missing as invalid, and spoil no others', async () => {
    const [one, other] = policies(2);
    if (!one || !other) throw new Error('two policies were asked for');
    const { reader } = readerOver(
      ({ ResourceIds = [] }: DescribeScalableTargetsCommandInput) => ({
        ScalableTargets: ResourceIds.map((ResourceId, index) => aTarget({ ResourceId, MaxCapacity: index - 1 })),
      }),
      clock,
      unchecked,
    );
    const limits = await reader.limits([one, other]);
    expect(limits.get('policy-0')).toMatchObject({ state: 'missing', reason: 'invalid' });
    expect(limits.get('policy-1')).toMatchObject({ state: 'observed', value: { maximum: 0 } });
  });
});

describe('the calls', () => {
  it('ask for the desired count of the services, by name', async () => {
    const { reader, calls } = readerOver(wellScaled);
    const byArn = aPolicy({
      cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/ml-platform',
      service: 'arn:aws:ecs:us-east-1:123456789012:service/ml-platform/gateway',
    });
    await reader.limits([registry, { ...byArn, name: 'gateway' }]);
    expect(calls.map(({ input }) => input)).toEqual([
      {
        ServiceNamespace: 'ecs',
        ScalableDimension: 'ecs:service:DesiredCount',
        ResourceIds: [RESOURCE, 'service/ml-platform/gateway'],
        MaxResults: 50,
      },
    ]);
  });

  it('are none where nothing is asked', async () => {
    const { reader, calls } = readerOver(wellScaled);
    expect(await reader.limits([])).toEqual(new Map());
    expect(calls).toEqual([]);
  });

  it.each([
    { services: 49, made: 1 },
    { services: 50, made: 1 },
    { services: 51, made: 2 },
  ])('number $made for $services services', async ({ services, made }) => {
    const { reader, calls } = readerOver(wellScaled);
    const limits = await reader.limits(policies(services));
    expect(calls).toHaveLength(made);
    expect([...limits.values()].map(({ state }) => state)).toEqual(Array(services).fill('observed'));
  });

  it('are at most five at a time, and one that fails spoils only its own services', async () => {
    const { seen, during } = counting();
    const { reader } = readerOver((input: DescribeScalableTargetsCommandInput, caller) =>
      during(() => {
        const isFirst = input.ResourceIds?.includes('service/ml-platform/service-0');
        return (isFirst ? refusing('ThrottlingException') : wellScaled)(input as never, caller);
      }),
    );
    const states = [...(await reader.limits(policies(301))).values()].map(({ state }) => state);
    expect(seen.most).toBe(5);
    expect(states).toEqual([...Array(50).fill('missing'), ...Array(251).fill('observed')]);
  });

  it('go on from page to page', async () => {
    const pages = [{ NextToken: 'more' }, { ScalableTargets: [aTarget()] }];
    const { reader, calls } = readerOver(() => pages.shift());
    expect((await reader.limits([registry])).get('registry')?.state).toBe('observed');
    expect(calls.map(({ input }) => (input as DescribeScalableTargetsCommandInput).NextToken)).toEqual([
      undefined,
      'more',
    ]);
  });

  const nothingScales: Operation = () => ({});
  it.each([
    { answer: 'limits', operation: wellScaled, after: 5 * MINUTE - 1, made: 1, at: NOW },
    { answer: 'limits', operation: wellScaled, after: 5 * MINUTE, made: 2, at: NOW + 5 * MINUTE },
    { answer: 'limits', operation: wellScaled, after: 5 * MINUTE + 1, made: 2, at: NOW + 5 * MINUTE + 1 },
    { answer: 'nothing', operation: nothingScales, after: 5 * MINUTE - 1, made: 1, at: undefined },
    { answer: 'nothing', operation: nothingScales, after: 5 * MINUTE, made: 2, at: undefined },
  ])('number $made when the second look is $after ms after one that found $answer', async (row) => {
    let now = NOW;
    const { reader, calls } = readerOver(row.operation, { now: () => now });
    await reader.limits([registry]);
    now += row.after;
    const part = (await reader.limits([registry])).get('registry');
    expect(calls).toHaveLength(row.made);
    expect(part?.state === 'observed' ? part.at : undefined).toBe(row.at);
  });

  it('that failed are made again the next time, beside what is known', async () => {
    let isRefused = false;
    const { reader, calls } = readerOver((input, caller) =>
      (isRefused ? refusing('ThrottlingException') : wellScaled)(input, caller),
    );
    await reader.limits([registry]);
    isRefused = true;
    const [other] = policies(1);
    if (!other) throw new Error('a policy was asked for');
    const states = async () => [...(await reader.limits([registry, other])).values()].map(({ state }) => state);
    expect(await states()).toEqual(['observed', 'missing']);
    isRefused = false;
    expect(await states()).toEqual(['observed', 'observed']);
    expect(calls.map(({ input }) => (input as DescribeScalableTargetsCommandInput).ResourceIds)).toEqual([
      [RESOURCE],
      ['service/ml-platform/service-0'],
      ['service/ml-platform/service-0'],
    ]);
  });
});
