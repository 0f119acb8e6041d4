import type { DescribeScalableTargetsRequest, ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import { AwsError, type Handlers } from '#local-aws/operation.ts';
import { pageOf, pageSize } from '#local-aws/pagination.ts';
import type { ServiceState, WorldState } from '../world/state.ts';

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html */
const TARGETS_PER_PAGE = 50;

/** The scaling limits of the world's services. Nothing scales by itself, so there are no scaling activities. */
export const applicationAutoScalingOperations = (world: WorldState) =>
  ({
    DescribeScalableTargets: (input) => {
      if (input.ScalableDimension !== undefined && input.ResourceIds === undefined) throw withoutResource();
      const { page, nextToken } = pageOf(selectTargets(world, input), {
        nextToken: input.NextToken,
        size: pageSize(input.MaxResults, TARGETS_PER_PAGE),
      });
      return { ScalableTargets: page, ...(nextToken !== undefined && { NextToken: nextToken }) };
    },

    DescribeScalingActivities: ({ ScalableDimension, ResourceId }) => {
      if (ScalableDimension !== undefined && ResourceId === undefined) throw withoutResource();
      return { ScalingActivities: [] };
    },
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-application-auto-scaling')>>;

const withoutResource = (): AwsError =>
  new AwsError('ValidationException', 'A scalable dimension needs a resource ID.');

const selectTargets = (
  world: WorldState,
  { ServiceNamespace, ScalableDimension, ResourceIds }: DescribeScalableTargetsRequest,
): readonly ScalableTarget[] =>
  [...world.services.values()]
    .flatMap((service) => toScalableTarget(world, service))
    .filter((target) => target.ServiceNamespace === ServiceNamespace)
    .filter((target) => (ScalableDimension ?? target.ScalableDimension) === target.ScalableDimension)
    .filter(({ ResourceId = '' }) => ResourceIds?.includes(ResourceId) ?? true);

const toScalableTarget = (world: WorldState, { name, spec, createdAt }: ServiceState): readonly ScalableTarget[] =>
  spec.scaling === undefined
    ? []
    : [
        {
          ServiceNamespace: 'ecs',
          ResourceId: `service/${world.cluster.name}/${name}`,
          ScalableDimension: 'ecs:service:DesiredCount',
          MinCapacity: spec.scaling.minimum,
          MaxCapacity: spec.scaling.maximum,
          RoleARN: `arn:aws:iam::${world.account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
          CreationTime: new Date(createdAt),
          SuspendedState: {
            DynamicScalingInSuspended: false,
            DynamicScalingOutSuspended: false,
            ScheduledScalingSuspended: false,
          },
        },
      ];
