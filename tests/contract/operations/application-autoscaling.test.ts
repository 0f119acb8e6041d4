// Contract layer: DescribeScalableTargets and DescribeScalingActivities over the simulated world.
import {
  DescribeScalableTargetsCommand,
  type DescribeScalableTargetsCommandInput,
  DescribeScalingActivitiesCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { manyServices, overTheWorld, type Setting } from '../adapters/a-setting.ts';

const describeTargets = async ({ clients }: Setting, input: Partial<DescribeScalableTargetsCommandInput>) => {
  const command = new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ...input });
  const { ScalableTargets = [], NextToken } = await clients['application-autoscaling'].send(command);
  return { resources: ScalableTargets.map(({ ResourceId }) => ResourceId), NextToken };
};

overTheWorld((settle) => {
  it('scalable targets come in pages', async () => {
    const setting = await settle(manyServices(4));
    const first = await describeTargets(setting, { MaxResults: 3 });
    const second = await describeTargets(setting, { MaxResults: 3, NextToken: first.NextToken });
    expect(first.resources).toEqual([0, 1, 2].map((number) => `service/ml-platform/service-${number}`));
    expect(second).toEqual({ resources: ['service/ml-platform/service-3'], NextToken: undefined });
  });

  it.each<Partial<DescribeScalableTargetsCommandInput>>([
    { ServiceNamespace: 'dynamodb' },
    {
      ResourceIds: ['service/ml-platform/mlflow-registry'],
      ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
    },
    { ResourceIds: ['mlflow-registry'] },
  ])('the request %j finds no target', async (input) => {
    expect((await describeTargets(await settle(), input)).resources).toEqual([]);
  });

  it('a dimension without a resource is refused', async () => {
    const request = describeTargets(await settle(), { ScalableDimension: 'ecs:service:DesiredCount' });
    await expect(request).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('a dimension without a resource is refused for activities too, and nothing has been scaled', async () => {
    const { clients } = await settle();
    const ask = (ResourceId?: string) =>
      clients['application-autoscaling'].send(
        new DescribeScalingActivitiesCommand({
          ServiceNamespace: 'ecs',
          ScalableDimension: 'ecs:service:DesiredCount',
          ...(ResourceId !== undefined && { ResourceId }),
        }),
      );
    await expect(ask()).rejects.toMatchObject({ name: 'ValidationException' });
    expect((await ask('service/ml-platform/mlflow-registry')).ScalingActivities).toEqual([]);
  });
});
