// Contract layer: the world's AWS operations, every input and output checked against the SDK's own schemas.
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { OPERATOR } from '#local-aws/operation.ts';
import { checkedOperations } from '#local-aws/wire/validate.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { release } from '#sim/faults/rollouts.ts';
import { cloudwatchMetricsOperations } from '#sim/operations/cloudwatch-metrics.ts';
import { ecsOperations } from '#sim/operations/ecs.ts';
import { elbv2Operations } from '#sim/operations/elbv2.ts';
import { aWorld, present, START } from '#tests/unit/sim/a-world.ts';

const CLUSTER = 'ml-platform';
const SERVICE = 'mlflow-registry';

/** A world with its operations at hand: unchecked to read their typed answers, `call` to have AWS's schemas look at both. */
const anAccount = () => {
  const a = aWorld();
  const [ecs, elbv2, cloudwatch] = [
    ecsOperations(a.world),
    elbv2Operations(a.world),
    cloudwatchMetricsOperations(a.world),
  ];
  const checked = checkedOperations({ ecs, elbv2, cloudwatch });
  const call = async (service: string, operation: string, input: object): Promise<unknown> =>
    present(checked[service]?.[operation])(input as never, OPERATOR);
  const release42 = async (kind: 'good' | 'errors' | 'crashes' = 'good') => {
    release(a.world, a.service, { quality: { kind } });
    await a.runFor(45);
  };
  return { ...a, ecs, elbv2, cloudwatch, call, release42 };
};

type Account = ReturnType<typeof anAccount>;

const everyRead = ({ service, world }: Account): readonly (readonly [string, string, object])[] => {
  const tasks = [...world.tasks.values()].map(({ arn }) => arn);
  const deployments = service.serviceDeployments;
  const TargetGroupArn = service.targetGroup.arn;
  return [
    ['ecs', 'DescribeClusters', { clusters: [CLUSTER] }],
    ['ecs', 'ListServices', { cluster: CLUSTER }],
    ['ecs', 'DescribeServices', { cluster: CLUSTER, services: [SERVICE] }],
    ['ecs', 'ListTasks', { cluster: CLUSTER, serviceName: SERVICE }],
    ['ecs', 'DescribeTasks', { cluster: CLUSTER, tasks }],
    ['ecs', 'GetTaskProtection', { cluster: CLUSTER, tasks }],
    ['ecs', 'DescribeTaskDefinition', { taskDefinition: SERVICE }],
    ['ecs', 'ListServiceDeployments', { cluster: CLUSTER, service: SERVICE }],
    ['ecs', 'DescribeServiceDeployments', { serviceDeploymentArns: deployments.map(({ arn }) => arn) }],
    ['ecs', 'DescribeServiceRevisions', { serviceRevisionArns: deployments.map(({ target }) => target.arn) }],
    ['elbv2', 'DescribeTargetHealth', { TargetGroupArn }],
    ['elbv2', 'DescribeTargetGroups', { TargetGroupArns: [TargetGroupArn] }],
    ['elbv2', 'DescribeTargetGroupAttributes', { TargetGroupArn }],
    ['elbv2', 'DescribeLoadBalancers', { LoadBalancerArns: [service.targetGroup.loadBalancer.arn] }],
  ];
};

describe('every reading operation', () => {
  it.each([
    { when: 'at rest', prepare: async () => undefined },
    { when: 'during a rollout', prepare: ({ release42 }: Account) => release42() },
    {
      when: 'after a rollback',
      prepare: async ({ release42, ecs, service, runFor }: Account) => {
        await release42('crashes');
        ecs.StopServiceDeployment({ serviceDeploymentArn: present(service.serviceDeployments[0]).arn });
        await runFor(60);
      },
    },
  ])('answers what AWS’s schema allows, $when', async ({ prepare }) => {
    const account = anAccount();
    await prepare(account);
    for (const [service, operation, input] of everyRead(account)) {
      await expect(account.call(service, operation, input)).resolves.toBeDefined();
    }
  });
});

describe('every refusal', () => {
  const unknown = 'arn:aws:ecs:us-east-1:123456789012:service-deployment/ml-platform/mlflow-registry/none';
  const many = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `thing-${index}`);
  it.each([
    ['ecs', 'DescribeServices', { services: [SERVICE] }, 'ClusterNotFoundException'],
    ['ecs', 'DescribeServices', { cluster: CLUSTER, services: [] }, 'InvalidParameterException'],
    ['ecs', 'DescribeServices', { cluster: CLUSTER, services: many(11) }, 'InvalidParameterException'],
    ['ecs', 'DescribeTasks', { cluster: CLUSTER, tasks: many(101) }, 'InvalidParameterException'],
    ['ecs', 'ListTasks', { cluster: CLUSTER, serviceName: 'nobody' }, 'ServiceNotFoundException'],
    ['ecs', 'ListTasks', { cluster: CLUSTER, nextToken: 'soup' }, 'InvalidParameterException'],
    ['ecs', 'UpdateService', { cluster: CLUSTER, service: 'nobody' }, 'ServiceNotFoundException'],
    ['ecs', 'UpdateService', { cluster: CLUSTER, service: SERVICE, desiredCount: -1 }, 'InvalidParameterException'],
    [
      'ecs',
      'UpdateService',
      { cluster: CLUSTER, service: SERVICE, taskDefinition: `${SERVICE}:99` },
      'ClientException',
    ],
    [
      'ecs',
      'UpdateService',
      { cluster: CLUSTER, service: SERVICE, platformVersion: '1.3.0' },
      'UnsupportedFeatureException',
    ],
    ['ecs', 'StopTask', { cluster: CLUSTER, task: 'none' }, 'InvalidParameterException'],
    [
      'ecs',
      'UpdateTaskProtection',
      { cluster: CLUSTER, tasks: many(11), protectionEnabled: true },
      'InvalidParameterException',
    ],
    ['ecs', 'StopServiceDeployment', { serviceDeploymentArn: unknown }, 'ServiceDeploymentNotFoundException'],
    ['elbv2', 'DescribeTargetHealth', { TargetGroupArn: 'none' }, 'TargetGroupNotFoundException'],
    ['elbv2', 'DescribeLoadBalancers', { LoadBalancerArns: ['none'] }, 'LoadBalancerNotFoundException'],
  ])('of %s %s with %j is called %s: %s', async (service, operation, input, name) => {
    await expect(anAccount().call(service, operation, input)).rejects.toMatchObject({ name });
  });

  it.each([
    { minutes: 0, refused: true },
    { minutes: 1, refused: false },
    { minutes: 2_880, refused: false },
    { minutes: 2_881, refused: true },
  ])('of a protection for $minutes minutes: $refused', ({ minutes, refused }) => {
    const { ecs, alive } = anAccount();
    const protect = () =>
      ecs.UpdateTaskProtection({
        cluster: CLUSTER,
        tasks: [present(alive()[0]).arn],
        protectionEnabled: true,
        expiresInMinutes: minutes,
      });
    if (refused) expect(protect).toThrow('expiresInMinutes');
    else expect(protect().protectedTasks).toHaveLength(1);
  });

  it('of one among several is a failure MISSING beside what was found', () => {
    const { ecs, alive } = anAccount();
    const { tasks, failures } = ecs.DescribeTasks({ cluster: CLUSTER, tasks: [present(alive()[0]).id, 'none'] });
    expect(tasks).toHaveLength(1);
    expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:123456789012:task/ml-platform/none', reason: 'MISSING' }]);
  });

  it('to stop a deployment that has come to its end is a conflict', () => {
    const { ecs, service } = anAccount();
    expect(() =>
      ecs.StopServiceDeployment({ serviceDeploymentArn: present(service.serviceDeployments[0]).arn }),
    ).toThrow(expect.objectContaining({ name: 'ConflictException' }));
  });
});

describe('changes', () => {
  it('of the desired count show at once, and start what is missing', async () => {
    const { ecs, runFor } = anAccount();
    expect(ecs.UpdateService({ cluster: CLUSTER, service: SERVICE, desiredCount: 5 }).service).toMatchObject({
      desiredCount: 5,
    });
    await runFor(4);
    expect(ecs.DescribeServices({ cluster: CLUSTER, services: [SERVICE] }).services?.[0]).toMatchObject({
      runningCount: 4,
      pendingCount: 1,
    });
  });

  it('to another task definition deploy it, by family and revision', async () => {
    const { ecs, runFor } = anAccount();
    ecs.UpdateService({ cluster: CLUSTER, service: SERVICE, taskDefinition: `${SERVICE}:40` });
    expect(
      ecs.ListServiceDeployments({ cluster: CLUSTER, service: SERVICE, status: ['IN_PROGRESS'] }).serviceDeployments,
    ).toHaveLength(1);
    await runFor(180);
    const [latest] = ecs.ListServiceDeployments({ cluster: CLUSTER, service: SERVICE }).serviceDeployments ?? [];
    expect(latest?.status).toBe('SUCCESSFUL');
  });

  it('of protection show until they expire', async () => {
    const { ecs, alive, runFor } = anAccount();
    const tasks = [present(alive()[0]).arn];
    const isProtected = () => ecs.GetTaskProtection({ cluster: CLUSTER, tasks }).protectedTasks?.[0]?.protectionEnabled;
    ecs.UpdateTaskProtection({ cluster: CLUSTER, tasks, protectionEnabled: true, expiresInMinutes: 1 });
    expect(isProtected()).toBe(true);
    await runFor(60);
    expect(isProtected()).toBe(false);
    ecs.UpdateTaskProtection({ cluster: CLUSTER, tasks, protectionEnabled: true });
    ecs.UpdateTaskProtection({ cluster: CLUSTER, tasks, protectionEnabled: false });
    expect(isProtected()).toBe(false);
  });

  it('by StopTask bear the reason that was given', () => {
    const { ecs, alive } = anAccount();
    const { task } = ecs.StopTask({ cluster: CLUSTER, task: present(alive()[0]).arn, reason: 'incident 7' });
    expect(task).toMatchObject({ desiredStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: 'incident 7' });
    expect(ecs.ListTasks({ cluster: CLUSTER, desiredStatus: 'STOPPED' }).taskArns).toEqual([task?.taskArn]);
  });
});

describe('lists', () => {
  it('come in pages of the size asked for', () => {
    const { ecs, alive } = anAccount();
    const first = ecs.ListTasks({ cluster: CLUSTER, maxResults: 3 });
    const second = ecs.ListTasks({ cluster: CLUSTER, maxResults: 3, nextToken: first.nextToken });
    expect([...(first.taskArns ?? []), ...(second.taskArns ?? [])]).toEqual(alive().map(({ arn }) => arn));
    expect(second.nextToken).toBeUndefined();
  });
});

describe('GetMetricData', () => {
  const query = (different: Partial<MetricDataQuery> = {}): MetricDataQuery => ({
    Id: 'requests',
    MetricStat: {
      Metric: { Namespace: 'Test', MetricName: 'Score', Dimensions: [{ Name: 'service', Value: 'registry' }] },
      Period: 60,
      Stat: 'Average',
    },
    ...different,
  });
  const span = { StartTime: new Date(START), EndTime: new Date(START + 3_600 * SECOND) };

  it('gives back what was put, newest first unless told otherwise', async () => {
    const { call, cloudwatch, runFor } = anAccount();
    for (const Value of [90, 60]) {
      await call('cloudwatch', 'PutMetricData', {
        Namespace: 'Test',
        MetricData: [{ MetricName: 'Score', Dimensions: [{ Name: 'service', Value: 'registry' }], Value }],
      });
      await runFor(60);
    }
    const ask = (ScanBy: 'TimestampAscending' | 'TimestampDescending') =>
      cloudwatch.GetMetricData({ ...span, ScanBy, MetricDataQueries: [query()] }).MetricDataResults?.[0]?.Values;
    expect(ask('TimestampDescending')).toEqual([60, 90]);
    expect(ask('TimestampAscending')).toEqual([90, 60]);
    await expect(call('cloudwatch', 'GetMetricData', { ...span, MetricDataQueries: [query()] })).resolves.toBeDefined();
  });

  it.each([
    { what: 'an expression', queries: [query({ Expression: 'SUM(METRICS())' })], message: 'only MetricStat' },
    { what: 'more than 500 queries', queries: Array.from({ length: 501 }, () => query()), message: 'at most 500' },
    {
      what: 'an unknown statistic',
      queries: [query({ MetricStat: { Metric: { Namespace: 'A', MetricName: 'b' }, Period: 60, Stat: 'tm99' } })],
      message: 'statistic tm99',
    },
    { what: 'nothing to measure', queries: [{ Id: 'empty' }], message: 'MetricStat of the query empty is required' },
  ])('refuses $what as a ValidationError', ({ queries, message }) => {
    const { cloudwatch } = anAccount();
    const ask = () => cloudwatch.GetMetricData({ ...span, MetricDataQueries: queries });
    expect(ask).toThrow(message);
    expect(ask).toThrow(expect.objectContaining({ name: 'ValidationError' }));
  });

  it('takes statistic sets and counted values as they are', () => {
    const { cloudwatch } = anAccount();
    cloudwatch.PutMetricData({
      Namespace: 'Test',
      MetricData: [
        { MetricName: 'Set', StatisticValues: { Sum: 10, Minimum: 1, Maximum: 6, SampleCount: 4 } },
        { MetricName: 'Values', Values: [1, 5], Counts: [3, 1] },
      ],
    });
    const read = (MetricName: string, Stat: string) =>
      cloudwatch.GetMetricData({
        ...span,
        MetricDataQueries: [{ Id: 'm', MetricStat: { Metric: { Namespace: 'Test', MetricName }, Period: 60, Stat } }],
      }).MetricDataResults?.[0]?.Values;
    expect([
      read('Set', 'Average'),
      read('Set', 'Maximum'),
      read('Values', 'SampleCount'),
      read('Values', 'p75'),
    ]).toEqual([[2.5], [6], [4], [1]]);
  });
});
