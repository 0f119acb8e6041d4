// Contract layer: the ECS operations of the simulated world that change something or list in pages.
import { present } from '#tests/unit/sim/a-world.ts';
import { aWorldAccount, CLUSTER, SERVICE } from './a-world-account.ts';

const cluster = CLUSTER;

it('UpdateService changes the desired count at once, and ECS starts the missing task', async () => {
  const { ecs, runFor } = aWorldAccount();
  const { service } = ecs.UpdateService({ cluster, service: SERVICE, desiredCount: 5 });
  expect(service.desiredCount).toBe(5);
  await runFor(4);
  expect(ecs.DescribeServices({ cluster, services: [SERVICE] }).services).toMatchObject([
    { runningCount: 4, pendingCount: 1 },
  ]);
});

it('UpdateService with a task definition deploys it', async () => {
  const { ecs, runFor } = aWorldAccount();
  ecs.UpdateService({ cluster, service: SERVICE, taskDefinition: `${SERVICE}:40` });
  const list = (...status: 'IN_PROGRESS'[]) =>
    ecs.ListServiceDeployments({ cluster, service: SERVICE, ...(status.length > 0 && { status }) }).serviceDeployments;
  expect(list('IN_PROGRESS')).toHaveLength(1);
  await runFor(180);
  expect(list()[0]?.status).toBe('SUCCESSFUL');
});

it.each([
  { shape: 'usual', revisions: 2 },
  { shape: 'old-releases', revisions: 0 },
] as const)(
  'ListServiceDeployments has the last 90 days: $revisions in the shape $shape',
  async ({ shape, revisions }) => {
    const { ecs, release42 } = aWorldAccount(shape);
    const list = () => ecs.ListServiceDeployments({ cluster, service: SERVICE }).serviceDeployments;
    expect(list()).toHaveLength(revisions);
    await release42();
    expect(list()).toHaveLength(revisions + 1);
  },
);

it.each([
  { shape: 'usual', grace: 30, checks: [5, 2, 2, 2] },
  { shape: 'aws-defaults', grace: 0, checks: [30, 5, 5, 2] },
  { shape: 'long-grace', grace: 480, checks: [30, 5, 5, 2] },
] as const)('the shape $shape shows in the service and in its target group', ({ shape, grace, checks }) => {
  const { ecs, elbv2 } = aWorldAccount(shape);
  const [described] = ecs.DescribeServices({ cluster, services: [SERVICE] }).services;
  const [group] = elbv2.DescribeTargetGroups({}).TargetGroups;
  expect(described?.healthCheckGracePeriodSeconds).toBe(grace);
  expect([
    group?.HealthCheckIntervalSeconds,
    group?.HealthCheckTimeoutSeconds,
    group?.HealthyThresholdCount,
    group?.UnhealthyThresholdCount,
  ]).toEqual(checks);
});

it('UpdateTaskProtection protects a task until it expires or is disabled', async () => {
  const { ecs, alive, runFor } = aWorldAccount();
  const tasks = [present(alive()[0]).arn];
  const isProtected = () => ecs.GetTaskProtection({ cluster, tasks }).protectedTasks[0]?.protectionEnabled;
  ecs.UpdateTaskProtection({ cluster, tasks, protectionEnabled: true, expiresInMinutes: 1 });
  expect(isProtected()).toBe(true);
  await runFor(60);
  expect(isProtected()).toBe(false);
  ecs.UpdateTaskProtection({ cluster, tasks, protectionEnabled: true });
  ecs.UpdateTaskProtection({ cluster, tasks, protectionEnabled: false });
  expect(isProtected()).toBe(false);
});

it('StopTask stops a task with the given reason', () => {
  const { ecs, alive } = aWorldAccount();
  const { task } = ecs.StopTask({ cluster, task: present(alive()[0]).arn, reason: 'incident 7' });
  expect(task).toMatchObject({ desiredStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: 'incident 7' });
  expect(ecs.ListTasks({ cluster, desiredStatus: 'STOPPED' }).taskArns).toEqual([task.taskArn]);
});

it('ListTasks returns pages of the requested size', () => {
  const { ecs, alive } = aWorldAccount();
  const first = ecs.ListTasks({ cluster, maxResults: 3 });
  const second = ecs.ListTasks({ cluster, maxResults: 3, nextToken: first.nextToken });
  expect([...first.taskArns, ...second.taskArns]).toEqual(alive().map(({ arn }) => arn));
  expect(second.nextToken).toBeUndefined();
});

it('DescribeTasks returns a missing task as a failure beside the found one', () => {
  const { ecs, alive } = aWorldAccount();
  const { tasks, failures } = ecs.DescribeTasks({ cluster, tasks: [present(alive()[0]).id, 'none'] });
  expect(tasks).toHaveLength(1);
  expect(failures).toEqual([{ arn: `arn:aws:ecs:us-east-1:123456789012:task/${CLUSTER}/none`, reason: 'MISSING' }]);
});
