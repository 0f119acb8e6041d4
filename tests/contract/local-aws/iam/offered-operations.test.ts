// Contract: every operation of the local world has an action in AWS's authorization reference, with resources that its input names.

import { actionOf } from '#local-aws/iam/iam-reference.ts';
import { accessedResources } from '#local-aws/iam/iam-resources.ts';
import { applicationAutoScalingOperations } from '#sim/operations/application-autoscaling.ts';
import { cloudtrailOperations } from '#sim/operations/cloudtrail.ts';
import { cloudwatchMetricsOperations } from '#sim/operations/cloudwatch-metrics.ts';
import { ecsOperations } from '#sim/operations/ecs.ts';
import { elbv2Operations } from '#sim/operations/elbv2.ts';
import { logsOperations } from '#sim/operations/logs.ts';
import { aPlatform } from '#tests/unit/local-aws/a-platform.ts';
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
