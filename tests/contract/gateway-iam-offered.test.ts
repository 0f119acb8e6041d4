// Contract: every operation of the local world has an action in AWS's authorization reference, with resources that its input names.
import { applicationAutoScalingOperations } from '#sim/aws/application-autoscaling.ts';
import { cloudtrailOperations } from '#sim/aws/cloudtrail.ts';
import { cloudwatchMetricsOperations } from '#sim/aws/cloudwatch-metrics.ts';
import { ecsOperations } from '#sim/aws/ecs.ts';
import { elbv2Operations } from '#sim/aws/elbv2.ts';
import { logsOperations } from '#sim/aws/logs.ts';
import { actionOf } from '#sim/gateway/iam-reference.ts';
import { accessedResources } from '#sim/gateway/iam-resources.ts';
import { aPlatform } from '#tests/unit/platform/a-platform.ts';
import { aWorld } from '#tests/unit/sim/a-world.ts';

const accessedBy = (service: string, operation: string) =>
  accessedResources(actionOf(service, operation), {}, { region: 'us-east-1', account: '123456789012' });

const { world } = aWorld();
const { operations } = aPlatform().platform;
const OFFERED = {
  ...operations,
  ecs: ecsOperations(world),
  elbv2: elbv2Operations(world),
  logs: logsOperations(world),
  cloudtrail: cloudtrailOperations(world),
  'application-autoscaling': applicationAutoScalingOperations(world),
  cloudwatch: { ...operations.cloudwatch, ...cloudwatchMetricsOperations(world) },
};

it.each(
  Object.entries(OFFERED).flatMap(([service, offered]) =>
    Object.keys(offered).map((operation) => ({ service, operation })),
  ),
)('a role can be judged for $service $operation', ({ service, operation }) => {
  expect(accessedBy(service, operation)).not.toEqual([]);
});

it('an action that AWS does not have is an error of the local world, not a denial', () => {
  expect(() => accessedBy('ecs', 'DescribeRevisions')).toThrow(
    /^The authorization reference has no action ecs:DescribeRevisions/,
  );
});

it('a required resource that is not looked for in inputs is an error of the local world, not a permission', () => {
  expect(() => accessedBy('ecs', 'DeleteCapacityProvider')).toThrow(
    /^ecs:DeleteCapacityProvider is authorized on resources of the type ecs:capacity-provider, and ARNS .* add it\.$/,
  );
});
