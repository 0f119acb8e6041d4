// Unit layer: how many calls the readers have under way, and how often they repeat a call.
import type { DescribeTargetGroupsCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Operation } from '#local-aws/operation.ts';
import { type Readers, readersOver } from '#shared/adapters/readers.ts';
import { WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import { DAY, MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { counting, NOW, range, recordedClient, refusing, unchecked } from './recorded-client.ts';

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
      { serviceDeploymentArn: 'd', targetServiceRevisionArn: 'r', createdAt: new Date(NOW), status: 'SUCCESSFUL' },
    ],
  }),
  DescribeServiceRevisions: () => ({
    serviceRevisions: [{ serviceRevisionArn: 'r', taskDefinition: 'registry:41' }],
  }),
  DescribeTaskDefinition: ({ taskDefinition }: { readonly taskDefinition?: string }) => ({
    taskDefinition: { taskDefinitionArn: taskDefinition },
  }),
};

interface Row {
  readonly call: string;
  /** Reads so much that `count` calls are needed. */
  readonly read: (readers: Readers, count: number) => Promise<unknown>;
}

const answerTo = ({ call }: Row): Operation => ANSWERS[call.split(' ')[1] ?? ''] ?? (() => ({}));

/**
 * Builds readers over an answer to the call of the row. Other calls to the same service are answered by {@link
 * ANSWERS}.
 */
const readersFor = ({ call }: Row, answer: Operation, now = () => NOW) => {
  const [service = '', operation = ''] = call.split(' ');
  const recorded = recordedClient(service, { ...ANSWERS, [operation]: answer }, unchecked);
  const readers = readersOver(() => recorded.client, { now }, WITHOUT_WAITING);
  return { readers, callsMade: () => recorded.inputsOf(operation).length };
};

const SCALING: Row = {
  call: 'application-autoscaling DescribeScalableTargets',
  read: ({ scaling }, count) => scaling.limits(policies(count * 50)),
};
const TARGET_GROUPS: Row = {
  call: 'elbv2 DescribeTargetGroups',
  read: ({ targetGroups }, count) => targetGroups.read(arns(count * 20)),
};
const CHANGES: Row = { call: 'cloudtrail LookupEvents', read: ({ changes }) => changes.recent(policies(3)) };
const TASK_DEFINITIONS: Row = {
  call: 'ecs DescribeTaskDefinition',
  read: ({ ecs }, count) => ecs.taskDefinitions([...arns(count), ...arns(count)]),
};
const REVISIONS: Row = { call: 'ecs DescribeServiceRevisions', read: ({ ecs }) => ecs.releases(policies(1)) };

it.each<Row>([
  { call: 'ecs DescribeServices', read: ({ ecs }, count) => ecs.services(policies(count * 10)) },
  { call: 'ecs ListTasks', read: ({ ecs }, count) => ecs.runningTasks(policies(count)) },
  { call: 'ecs ListServiceDeployments', read: ({ ecs }, count) => ecs.releases(policies(count)) },
  { call: 'elbv2 DescribeTargetHealth', read: ({ targetGroups }, count) => targetGroups.read(arns(count)) },
  {
    call: 'logs FilterLogEvents',
    read: ({ logs }, count) => logs.read(policies(count).map((policy) => ({ policy, logGroups: ['/ecs/one'] }))),
  },
  TASK_DEFINITIONS,
  TARGET_GROUPS,
  SCALING,
])('five calls of $call are under way at once, and never more', async (row) => {
  const { seen, during } = counting();
  const { readers } = readersFor(row, (input, caller) => during(() => answerTo(row)(input, caller)));
  await row.read(readers, 12);
  expect(seen.most).toBe(5);
});

it('the lookups of CloudTrail are made one after the other', async () => {
  const { seen, during } = counting();
  const { readers, callsMade } = readersFor(CHANGES, () => during(() => ({})));
  await CHANGES.read(readers, 1);
  expect([callsMade(), seen.most]).toEqual([4, 1]);
});

it.each<Row & { readonly calls: number; readonly cachedMs: number }>([
  { ...SCALING, calls: 1, cachedMs: 5 * MINUTE },
  { ...TARGET_GROUPS, calls: 1, cachedMs: 5 * MINUTE },
  { ...TASK_DEFINITIONS, calls: 1, cachedMs: 5 * MINUTE },
  { ...CHANGES, calls: 4, cachedMs: MINUTE },
])('the answer to $call is cached for $cachedMs ms', async ({ calls, cachedMs, ...row }) => {
  let now = NOW;
  const { readers, callsMade } = readersFor(row, answerTo(row), () => now);
  const made: number[] = [];
  for (const after of [0, cachedMs - 1, cachedMs]) {
    now = NOW + after;
    await row.read(readers, 1);
    made.push(callsMade());
  }
  expect(made).toEqual([calls, calls, 2 * calls]);
});

it('service revisions are read once, ever', async () => {
  let now = NOW;
  const { readers, callsMade } = readersFor(REVISIONS, answerTo(REVISIONS), () => now);
  await REVISIONS.read(readers, 1);
  now += 365 * DAY;
  await REVISIONS.read(readers, 1);
  expect(callsMade()).toBe(1);
});

it.each([SCALING, TARGET_GROUPS, CHANGES, TASK_DEFINITIONS, REVISIONS])(
  'a refused $call is repeated by the next read',
  async (row) => {
    let isRefused = true;
    const throttled = refusing('ThrottlingException');
    const { readers, callsMade } = readersFor(row, (...call) => (isRefused ? throttled : answerTo(row))(...call));
    await row.read(readers, 1);
    const refused = callsMade();
    isRefused = false;
    await row.read(readers, 1);
    expect(callsMade()).toBeGreaterThan(refused);
  },
);
