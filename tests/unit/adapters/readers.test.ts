// Unit layer: how many calls the readers have under way, and how often they repeat a call.
import type { DescribeTargetGroupsCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Operation } from '#local-aws/operation.ts';
import { type Readers, readersOver } from '#shared/adapters/readers.ts';
import { WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { counting, NOW, range, recordedClient, refusing } from './recorded-client.ts';

const ARN = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/registry/73e2d6bc24d8a067';
const policies = (count: number) =>
  range(count).map((number) => aPolicy({ name: `p-${number}`, service: `s-${number}` }));
const arns = (count: number) => range(count).map((number) => `${ARN}${number}`);

const ANSWERS: Readonly<Record<string, Operation>> = {
  DescribeTargetGroups: ({ TargetGroupArns = [] }: DescribeTargetGroupsCommandInput) => ({
    TargetGroups: TargetGroupArns.map((TargetGroupArn) => ({
      TargetGroupArn,
      Port: 5000,
      HealthCheckIntervalSeconds: 5,
    })),
  }),
  ListServiceDeployments: () => ({
    serviceDeployments: [
      {
        serviceDeploymentArn: 'deployment',
        targetServiceRevisionArn: 'revision',
        createdAt: new Date(NOW),
        status: 'SUCCESSFUL',
      },
    ],
  }),
  DescribeServiceRevisions: () => ({
    serviceRevisions: [{ serviceRevisionArn: 'revision', taskDefinition: 'registry:41' }],
  }),
  DescribeTaskDefinition: ({ taskDefinition }: { readonly taskDefinition?: string }) => ({
    taskDefinition: { taskDefinitionArn: taskDefinition },
  }),
};

interface Row {
  readonly service: string;
  readonly operation: string;
  readonly read: (readers: Readers, count: number) => Promise<unknown>;
}

/** Builds readers for one operation of one service. The other operations of the service answer as in {@link ANSWERS}. */
const readersFor = ({ service, operation }: Row, answer: Operation, now = () => NOW) => {
  const recorded = recordedClient(service, { ...ANSWERS, [operation]: answer }, (operations) => operations);
  const readers = readersOver(() => recorded.client, { now }, WITHOUT_WAITING);
  return { readers, callsMade: () => recorded.inputsOf(operation).length };
};

const SCALING: Row = {
  service: 'application-autoscaling',
  operation: 'DescribeScalableTargets',
  read: ({ scaling }, count) => scaling.limits(policies(count * 50)),
};
const TARGET_GROUPS: Row = {
  service: 'elbv2',
  operation: 'DescribeTargetGroups',
  read: ({ targetGroups }, count) => targetGroups.read(arns(count * 20)),
};
const CHANGES: Row = {
  service: 'cloudtrail',
  operation: 'LookupEvents',
  read: ({ changes }) => changes.recent(policies(3)),
};
const TASK_DEFINITIONS: Row = {
  service: 'ecs',
  operation: 'DescribeTaskDefinition',
  read: ({ ecs }, count) => ecs.taskDefinitions([...arns(count), ...arns(count)]),
};
const REVISIONS: Row = {
  service: 'ecs',
  operation: 'DescribeServiceRevisions',
  read: ({ ecs }) => ecs.releases(policies(1)),
};

it.each<Row & { readonly most: number }>([
  {
    service: 'ecs',
    operation: 'DescribeServices',
    read: ({ ecs }, count) => ecs.services(policies(count * 10)),
    most: 5,
  },
  { service: 'ecs', operation: 'ListTasks', read: ({ ecs }, count) => ecs.runningTasks(policies(count)), most: 5 },
  {
    service: 'ecs',
    operation: 'ListServiceDeployments',
    read: ({ ecs }, count) => ecs.releases(policies(count)),
    most: 5,
  },
  { ...TASK_DEFINITIONS, most: 5 },
  { ...TARGET_GROUPS, most: 5 },
  {
    service: 'elbv2',
    operation: 'DescribeTargetHealth',
    read: ({ targetGroups }, count) => targetGroups.read(arns(count)),
    most: 5,
  },
  { ...SCALING, most: 5 },
  { ...CHANGES, most: 1 },
  {
    service: 'logs',
    operation: 'FilterLogEvents',
    read: ({ logs }, count) =>
      logs.read(policies(count).map((policy) => ({ policy, logGroups: ['/ecs/one', '/ecs/two'] }))),
    most: 5,
  },
])('at most $most calls of $service $operation are under way at once', async ({ most, ...row }) => {
  const { seen, during } = counting();
  const { readers } = readersFor(row, (input, caller) => during(() => ANSWERS[row.operation]?.(input, caller) ?? {}));
  await row.read(readers, 12);
  expect(seen.most).toBe(most);
});

it.each<Row & { readonly calls: number; readonly cachedMs: number }>([
  { ...SCALING, calls: 1, cachedMs: 5 * MINUTE },
  { ...TARGET_GROUPS, calls: 1, cachedMs: 5 * MINUTE },
  { ...CHANGES, calls: 4, cachedMs: MINUTE },
])('the answer to $service $operation is cached for $cachedMs ms', async ({ calls, cachedMs, ...row }) => {
  let now = NOW;
  const { readers, callsMade } = readersFor(row, ANSWERS[row.operation] ?? (() => ({})), () => now);
  for (const [after, made] of [
    [0, calls],
    [cachedMs - 1, calls],
    [cachedMs, 2 * calls],
  ] as const) {
    now = NOW + after;
    await row.read(readers, 1);
    expect(callsMade()).toBe(made);
  }
});

it.each([TASK_DEFINITIONS, REVISIONS])('$service $operation is called once per revision, ever', async (row) => {
  let now = NOW;
  const { readers, callsMade } = readersFor(row, ANSWERS[row.operation] ?? (() => ({})), () => now);
  await row.read(readers, 1);
  now += 1e9;
  await row.read(readers, 1);
  expect(callsMade()).toBe(1);
});

it.each([SCALING, TARGET_GROUPS, CHANGES, TASK_DEFINITIONS, REVISIONS])(
  'a refused $service $operation is repeated by the next read',
  async (row) => {
    let isRefused = true;
    const answer: Operation = (input, caller) =>
      isRefused ? refusing('ThrottlingException')(input, caller) : (ANSWERS[row.operation]?.(input, caller) ?? {});
    const { readers, callsMade } = readersFor(row, answer);
    await row.read(readers, 1);
    const refused = callsMade();
    isRefused = false;
    await row.read(readers, 1);
    expect(callsMade()).toBeGreaterThan(refused);
  },
);
