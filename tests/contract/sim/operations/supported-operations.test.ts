// Contract layer: every supported operation is called by the product, or meant for a person with the AWS CLI.
import { globSync, readFileSync } from 'node:fs';
import { applicationAutoScalingOperations } from '#sim/operations/application-autoscaling.ts';
import { cloudtrailOperations } from '#sim/operations/cloudtrail.ts';
import { cloudwatchMetricsOperations } from '#sim/operations/cloudwatch-metrics.ts';
import { ecsOperations } from '#sim/operations/ecs.ts';
import { elbv2Operations } from '#sim/operations/elbv2.ts';
import { logsOperations } from '#sim/operations/logs.ts';
import { aPlatform } from '#tests/unit/local-aws/a-platform.ts';
import { aWorld } from '#tests/unit/sim/a-world.ts';

/** For `aws --endpoint-url`: to list resources, to read queues and executions, to stop a task or raise an alarm. */
const FOR_THE_AWS_CLI = [
  'cloudwatch SetAlarmState',
  'ecs DescribeClusters',
  'ecs GetTaskProtection',
  'ecs ListServices',
  'ecs StopTask',
  'lambda ListFunctions',
  'sqs DeleteMessage',
  'sqs GetQueueAttributes',
  'sqs ReceiveMessage',
  'stepfunctions DescribeExecution',
  'stepfunctions ListExecutions',
];

const { world } = aWorld();
const PLATFORM = aPlatform().platform.operations;
const SUPPORTED = Object.entries({
  ...PLATFORM,
  ecs: ecsOperations(world),
  elbv2: elbv2Operations(world),
  logs: logsOperations(world),
  cloudtrail: cloudtrailOperations(world),
  'application-autoscaling': applicationAutoScalingOperations(world),
  cloudwatch: { ...PLATFORM.cloudwatch, ...cloudwatchMetricsOperations(world) },
}).flatMap(([service, operations]) => Object.keys(operations).map((operation) => `${service} ${operation}`));

const CALLED = new Set(
  globSync('{shared,cli}/**/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/new (\w+)Command\(/g)].map(([, operation]) => operation),
  ),
);
const isCalled = (name: string): boolean => CALLED.has(name.split(' ')[1]);

it('the operations without a caller in the product are those for the AWS CLI', () => {
  expect(SUPPORTED.filter((name) => !isCalled(name)).sort()).toEqual(FOR_THE_AWS_CLI);
});
