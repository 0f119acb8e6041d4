// Contract layer: what the scaling reader makes of the local world's answers, in process and over the wire.
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  type DescribeScalableTargetsCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import { inProcessClient } from '#local-aws/in-process-client.ts';
import { scalingReader } from '#shared/adapters/application-auto-scaling/scaling-limits.ts';
import { applicationAutoScalingOperations } from '#sim/operations/application-autoscaling.ts';
import type { WorldServiceSpec } from '#sim/world/ecs/service-spec.ts';
import { REGISTRY } from '#sim/world/registry.ts';
import { aWorld, START } from '#tests/unit/sim/a-world.ts';
import { policyFor } from './adapter-harness.ts';
import { eachWay } from './client-harness.ts';
import { errorOf } from './gateway-harness.ts';

const { scaling: _, ...UNSCALED } = REGISTRY;

const named = (name: string, scaling?: WorldServiceSpec['scaling']): WorldServiceSpec => ({
  ...UNSCALED,
  name,
  desiredCount: 1,
  ...(scaling && { scaling }),
});

const SERVICES = [
  named('one', { minimum: 1, maximum: 3 }),
  named('two'),
  named('three', { minimum: 0, maximum: 9 }),
  named('four', { minimum: 2, maximum: 2 }),
];

eachWay<Pick<ApplicationAutoScalingClient, 'send'>>(
  {
    inProcess: (operations) => inProcessClient(operations, 'application-autoscaling'),
    overTheWire: (settings) => new ApplicationAutoScalingClient(settings),
  },
  (connect) => {
    const settle = async (services: readonly WorldServiceSpec[] = SERVICES) => {
      const { world, clock } = aWorld({ options: { services: [...services, REGISTRY] } });
      const client = await connect({ 'application-autoscaling': applicationAutoScalingOperations(world) });
      const describe = (input: Partial<DescribeScalableTargetsCommandInput>) =>
        client.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ...input }));
      return { reader: scalingReader(client, clock), describe };
    };

    it('reads between what limits the registry may be scaled', async () => {
      const { reader } = await settle();
      const limits = await reader.limits([policyFor('registry')]);
      expect(limits.get('registry')).toEqual({
        state: 'observed',
        at: START,
        value: { minimum: 2, maximum: 12, scaleOutSuspended: false },
      });
    });

    it('tells services that are scaled from those that are not, and from those that are not there', async () => {
      const { reader } = await settle();
      const asked = ['one', 'two', 'three', 'gone'].map((name) => policyFor(name, name));
      const limits = await reader.limits([...asked, policyFor('elsewhere', 'one', 'another-cluster')]);
      expect([...limits].map(([name, part]) => [name, part.state === 'observed' ? part.value : part])).toEqual([
        ['one', { minimum: 1, maximum: 3, scaleOutSuspended: false }],
        ['two', expect.objectContaining({ reason: 'not-configured' })],
        ['three', { minimum: 0, maximum: 9, scaleOutSuspended: false }],
        ['gone', expect.objectContaining({ reason: 'not-configured' })],
        ['elsewhere', expect.objectContaining({ reason: 'not-configured' })],
      ]);
    });

    it('finds targets that come in pages', async () => {
      const { describe } = await settle();
      const first = await describe({ MaxResults: 3 });
      const { NextToken } = first;
      const second = await describe({ MaxResults: 3, ...(NextToken && { NextToken }) });
      const ids = [...(first.ScalableTargets ?? []), ...(second.ScalableTargets ?? [])].map(
        ({ ResourceId }) => ResourceId,
      );
      expect(ids).toEqual(['one', 'three', 'four', 'mlflow-registry'].map((name) => `service/ml-platform/${name}`));
      expect(first.ScalableTargets).toHaveLength(3);
      expect(second.NextToken).toBeUndefined();
    });

    it.each([
      { what: 'another namespace', input: { ServiceNamespace: 'dynamodb' } },
      {
        what: 'another dimension',
        input: { ResourceIds: ['service/ml-platform/one'], ScalableDimension: 'dynamodb:table:ReadCapacityUnits' },
      },
      { what: 'a bare name', input: { ResourceIds: ['one'] } },
    ] as const)('answers nothing of $what', async ({ input }) => {
      const { describe } = await settle();
      expect(await describe(input as Partial<DescribeScalableTargetsCommandInput>)).toMatchObject({
        ScalableTargets: [],
      });
    });

    it('refuses a dimension without a resource', async () => {
      const { describe } = await settle();
      expect(await errorOf(describe({ ScalableDimension: 'ecs:service:DesiredCount' }))).toMatchObject({
        name: 'ValidationException',
      });
    });
  },
);
