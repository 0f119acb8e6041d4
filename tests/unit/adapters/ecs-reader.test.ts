// Unit layer: what the ECS reader makes of refusals, partial answers, pages and nonsense.
import type {
  Deployment,
  DescribeServiceRevisionsCommandInput,
  DescribeServicesCommandInput,
  DescribeTasksCommandInput,
  ListServiceDeploymentsCommandInput,
  ListTasksCommandInput,
  Service,
  ServiceDeploymentBrief,
  Task,
} from '@aws-sdk/client-ecs';
import { AwsError, type Operation } from '#local-aws/operation.ts';
import { ecsReader } from '#shared/adapters/ecs/reader.ts';
import { itemsOf, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { clock, counting, NOW, recordedClient, refusing, unchecked } from './recorded.ts';

const ARN = 'arn:aws:ecs:us-east-1:123456789012';
const policyFor = (service: string, cluster = 'main'): ServicePolicy =>
  ({ name: `my-${service}`, service, cluster }) as ServicePolicy;
const policies = (count: number) => Array.from({ length: count }, (_, index) => policyFor(`service-${index}`));

const aService = (given: Partial<Service> = {}): Service => ({
  serviceArn: `${ARN}:service/main/registry`,
  serviceName: 'registry',
  clusterArn: `${ARN}:cluster/main`,
  status: 'ACTIVE',
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
  createdAt: new Date(NOW),
  ...given,
});

const aDeployment = (given: Partial<Deployment> = {}): Deployment => ({
  id: 'ecs-svc/1',
  status: 'PRIMARY',
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
  createdAt: new Date(NOW),
  updatedAt: new Date(NOW),
  ...given,
});

const aTask = (id: string, given: Partial<Task> = {}): Task => ({
  taskArn: `${ARN}:task/main/${id}`,
  taskDefinitionArn: `${ARN}:task-definition/registry:41`,
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  createdAt: new Date(NOW),
  ...given,
});

const readerOver = (operations: Readonly<Record<string, Operation>>, check?: typeof unchecked) => {
  const { client, calls } = recordedClient('ecs', operations, check);
  return { reader: ecsReader(client, clock), calls };
};

const readService = async (given: Partial<Service>) => {
  const { reader } = readerOver({ DescribeServices: () => ({ services: [aService(given)] }) }, unchecked);
  return (await reader.services([policyFor('registry')])).get('my-registry');
};

describe('services', () => {
  it('tell what the scheduler said last, newest first; what has no time or no words is left out', async () => {
    const said = (minutes: number) => ({ createdAt: new Date(NOW - minutes * 60_000), message: `said ${minutes} ago` });
    const events = [
      { message: 'undated' },
      { createdAt: new Date(NOW) },
      ...Array.from({ length: 40 }, (_, at) => said(40 - at)),
    ];
    const part = await readService({ events });
    const told = part && valueIn(part)?.events;
    expect(told).toHaveLength(30);
    expect(told?.[0]).toEqual({ at: NOW - 60_000, message: 'said 1 ago' });
    expect(told?.[29]).toEqual({ at: NOW - 30 * 60_000, message: 'said 30 ago' });
  });

  it('are asked for by ten per cluster, and a refused call costs its own ten only', async () => {
    let calls = 0;
    const { reader } = readerOver({
      DescribeServices: ({ services = [] }: DescribeServicesCommandInput) => {
        calls += 1;
        if (services.includes('service-10')) throw new AwsError('ThrottlingException', 'Rate exceeded');
        return { services: services.map((serviceName) => aService({ serviceName })), failures: [] };
      },
    });
    const parts = await reader.services([...policies(21), policyFor('other', 'second')]);
    expect(calls).toBe(4);
    const throttled = [...parts].filter(([, part]) => part.state === 'missing').map(([name]) => name);
    expect(throttled).toEqual(Array.from({ length: 10 }, (_, index) => `my-service-${index + 10}`));
    expect(parts.get('my-service-10')).toMatchObject({ reason: 'throttled' });
    expect(parts.size).toBe(22);
  });

  it.each([
    ['AccessDeniedException', 'access-denied'],
    ['ThrottlingException', 'throttled'],
    ['ClusterNotFoundException', 'not-found'],
    ['ServerException', 'unavailable'],
  ])('are all missing when the call is refused with %s', async (name, reason) => {
    const { reader } = readerOver({ DescribeServices: refusing(name) });
    expect((await reader.services([policyFor('registry')])).get('my-registry')).toMatchObject({ reason });
  });

  it('named in failures are not found, the others are read', async () => {
    const { reader } = readerOver({
      DescribeServices: () => ({ services: [aService()], failures: [{ arn: 'gone', reason: 'MISSING' }] }),
    });
    const parts = await reader.services([policyFor('registry'), policyFor('gone')]);
    expect(parts.get('my-gone')).toMatchObject({ state: 'missing', reason: 'not-found' });
    expect(parts.get('my-registry')).toMatchObject({ state: 'observed', at: NOW });
  });

  it('left out of an empty answer are not found, never empty', async () => {
    const { reader } = readerOver({ DescribeServices: () => ({}) });
    expect((await reader.services([policyFor('registry')])).get('my-registry')).toMatchObject({ reason: 'not-found' });
  });

  it.each([
    { fault: 'a count that is not a number', given: { runningCount: Number.NaN } },
    { fault: 'a negative count', given: { desiredCount: -1 } },
    { fault: 'half a task', given: { pendingCount: 0.5 } },
    { fault: 'no creation time', given: { createdAt: undefined } },
    { fault: 'a time that is none', given: { createdAt: new Date(Number.NaN) } },
    { fault: 'no status', given: { status: undefined } },
    { fault: 'a deployment of no known status', given: { deployments: [aDeployment({ status: 'DREAMING' })] } },
    { fault: 'a negative count of failed tasks', given: { deployments: [aDeployment({ failedTasks: -2 })] } },
  ])('with $fault are missing as invalid', async ({ given }) => {
    expect(await readService(given as Partial<Service>)).toMatchObject({ state: 'missing', reason: 'invalid' });
  });

  it.each([
    { running: 1, rolloutState: 'IN_PROGRESS' },
    { running: 2, rolloutState: 'COMPLETED' },
    { running: 3, rolloutState: 'COMPLETED' },
  ] as const)('of a deployment without rollout state, $running of 2 tasks running mean $rolloutState', async (row) => {
    const part = await readService({ deployments: [aDeployment({ runningCount: row.running })] });
    expect(part && valueIn(part)?.deployments[0]?.rolloutState).toBe(row.rolloutState);
  });

  it.each([
    { enable: true, rollback: true, byItself: true },
    { enable: true, rollback: false, byItself: false },
    { enable: false, rollback: true, byItself: false },
  ])(
    'with deployment alarms $enable/$rollback roll back by themselves: $byItself',
    async ({ enable, rollback, byItself }) => {
      const alarms = { alarmNames: ['errors'], enable, rollback };
      const part = await readService({ deploymentConfiguration: { alarms } });
      expect(part && valueIn(part)?.rollsBackByItself).toBe(byItself);
    },
  );

  it('take the values that ECS takes where nothing was said', async () => {
    const part = await readService({ loadBalancers: [{ loadBalancerName: 'classic' }] });
    expect(part && valueIn(part)).toMatchObject({
      controller: 'ECS',
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      healthCheckGracePeriodSeconds: 0,
      targetGroupArns: [],
      deployments: [],
    });
  });

  it('may be named by ARN', async () => {
    const policy = policyFor(`${ARN}:service/main/registry`);
    const { reader } = readerOver({ DescribeServices: () => ({ services: [aService()] }) });
    expect((await reader.services([policy])).get(policy.name)).toMatchObject({ state: 'observed' });
  });
});

describe('tasks', () => {
  const listing = (byService: Readonly<Record<string, readonly string[]>>) => ({
    ListTasks: ({ serviceName = '' }: ListTasksCommandInput) => ({
      taskArns: (byService[serviceName] ?? []).map((id) => `${ARN}:task/main/${id}`),
    }),
    DescribeTasks: ({ tasks = [] }: DescribeTasksCommandInput) => ({
      tasks: tasks.map((arn) => aTask(arn.slice(arn.lastIndexOf('/') + 1))),
      failures: [],
    }),
  });
  const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

  it('of several services are described together, a hundred a call', async () => {
    const { reader, calls } = readerOver(listing({ one: ids('a', 60), two: ids('b', 41) }));
    const parts = await reader.runningTasks([policyFor('one'), policyFor('two')]);
    expect(itemsOf(parts.get('my-one') ?? NEVER)).toHaveLength(60);
    expect(itemsOf(parts.get('my-two') ?? NEVER).map(({ id }) => id)).toEqual(ids('b', 41));
    expect(calls.filter(({ operation }) => operation === 'DescribeTasks')).toHaveLength(2);
  });

  it('are listed page by page', async () => {
    const { reader } = readerOver({
      ...listing({}),
      ListTasks: ({ nextToken }: ListTasksCommandInput) =>
        nextToken === undefined
          ? { taskArns: [`${ARN}:task/main/first`], nextToken: 'more' }
          : { taskArns: [`${ARN}:task/main/second`] },
    });
    const tasks = itemsOf((await reader.runningTasks([policyFor('one')])).get('my-one') ?? NEVER);
    expect(tasks.map(({ id }) => id)).toEqual(['first', 'second']);
  });

  it('that nobody runs are an observed empty list, and nothing is described', async () => {
    const { reader, calls } = readerOver(listing({}));
    expect((await reader.runningTasks([policyFor('one')])).get('my-one')).toEqual({
      state: 'observed',
      at: NOW,
      value: [],
    });
    expect(calls.map(({ operation }) => operation)).toEqual(['ListTasks']);
  });

  it('of a service that may not be listed are missing, those of the others are read', async () => {
    const { reader } = readerOver({
      ...listing({ two: ['b'] }),
      ListTasks: ({ serviceName }: ListTasksCommandInput) => {
        if (serviceName === 'one') throw new AwsError('AccessDeniedException', 'not for you');
        return { taskArns: [`${ARN}:task/main/b`] };
      },
    });
    const parts = await reader.runningTasks([policyFor('one'), policyFor('two')]);
    expect(parts.get('my-one')).toMatchObject({ state: 'missing', reason: 'access-denied' });
    expect(itemsOf(parts.get('my-two') ?? NEVER)).toHaveLength(1);
  });

  it('are missing for each service that has one in a call that failed, not for the rest', async () => {
    const whole = listing({ one: ids('a', 99), two: ids('b', 2), three: ids('c', 5) });
    const { reader } = readerOver({
      ...whole,
      DescribeTasks: (input: DescribeTasksCommandInput) => {
        if (input.tasks?.length === 100) throw new AwsError('ThrottlingException', 'Rate exceeded');
        return whole.DescribeTasks(input);
      },
    });
    const parts = await reader.runningTasks(['one', 'two', 'three'].map((name) => policyFor(name)));
    expect(parts.get('my-one')).toMatchObject({ state: 'missing', reason: 'throttled' });
    expect(parts.get('my-two')).toMatchObject({ state: 'missing', reason: 'throttled' });
    expect(itemsOf(parts.get('my-three') ?? NEVER)).toHaveLength(5);
  });

  it('that are gone between listing and describing are gone', async () => {
    const { reader } = readerOver({
      ...listing({ one: ['here', 'gone'] }),
      DescribeTasks: () => ({ tasks: [aTask('here')], failures: [{ arn: 'gone', reason: 'MISSING' }] }),
    });
    const tasks = itemsOf((await reader.runningTasks([policyFor('one')])).get('my-one') ?? NEVER);
    expect(tasks.map(({ id }) => id)).toEqual(['here']);
  });

  it('are listed for at most five services at once', async () => {
    const { seen, during } = counting();
    const { reader } = readerOver({ ListTasks: () => during(() => ({ taskArns: [] })) });
    await reader.runningTasks(policies(30));
    expect(seen.most).toBe(5);
  });

  const readTask = async (given: Partial<Task>) => {
    const { reader } = readerOver(
      { ...listing({ one: ['t'] }), DescribeTasks: () => ({ tasks: [aTask('t', given)] }) },
      unchecked,
    );
    return (await reader.runningTasks([policyFor('one')])).get('my-one') ?? NEVER;
  };

  it.each([
    {
      from: 'the attachment',
      given: { attachments: [{ details: [{ name: 'privateIPv4Address', value: '10.0.0.7' }] }] },
    },
    { from: 'the container', given: { containers: [{ networkInterfaces: [{ privateIpv4Address: '10.0.0.7' }] }] } },
  ])('have the address of $from', async ({ given }) => {
    expect(itemsOf(await readTask(given))[0]?.address).toBe('10.0.0.7');
  });

  it('without interface, zone or health status lack just these', async () => {
    const [task] = itemsOf(await readTask({ attachments: [{}], containers: [{}] }));
    expect(task).toMatchObject({ availabilityZone: '', healthStatus: 'UNKNOWN' });
    expect(task?.address).toBeUndefined();
    expect(task?.startedAt).toBeUndefined();
  });

  it.each([{ createdAt: undefined }, { lastStatus: undefined }, { startedAt: new Date(Number.NaN) }])(
    'with %j are missing as invalid',
    async (given) => {
      expect(await readTask(given as Partial<Task>)).toMatchObject({ state: 'missing', reason: 'invalid' });
    },
  );

  it('that stopped before they had a container tell so, newest first', async () => {
    const stopped = (id: string, stoppedAt: Date) =>
      aTask(id, {
        lastStatus: 'STOPPED',
        stopCode: 'TaskFailedToStart',
        stoppedReason: 'no route',
        containers: [],
        stoppedAt,
      });
    const { reader } = readerOver({
      ...listing({ one: ['old', 'new', 'leaving'] }),
      DescribeTasks: () => ({
        tasks: [
          stopped('old', new Date(NOW - 9)),
          stopped('new', new Date(NOW)),
          aTask('leaving', { lastStatus: 'DEPROVISIONING' }),
        ],
      }),
    });
    const tasks = itemsOf((await reader.stoppedTasks([policyFor('one')])).get('my-one') ?? NEVER);
    expect(tasks.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(tasks[0]).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: 'no route', containers: [] });
  });

  it.each<{ given: Partial<Task>; containers: readonly object[] }>([
    { given: {}, containers: [] },
    { given: { containers: [{}] }, containers: [{ name: '' }] },
    {
      given: { containers: [{ name: 'mlflow', exitCode: 0, reason: 'done' }] },
      containers: [{ name: 'mlflow', exitCode: 0, reason: 'done' }],
    },
  ])('that stopped and say no more than $given are read as far as they go', async ({ given, containers }) => {
    const task = aTask('t', { lastStatus: 'STOPPED', stoppedAt: new Date(NOW), ...given });
    const { reader } = readerOver({ ...listing({ one: ['t'] }), DescribeTasks: () => ({ tasks: [task] }) });
    const [stopped] = itemsOf((await reader.stoppedTasks([policyFor('one')])).get('my-one') ?? NEVER);
    expect(stopped).toEqual({
      id: 't',
      arn: task.taskArn,
      taskDefinition: task.taskDefinitionArn,
      stoppedAt: NOW,
      stopCode: '',
      stoppedReason: '',
      containers,
    });
  });

  it.each([
    { why: 'ECS lists none', operations: { ListTasks: () => ({}) } },
    {
      why: 'ECS describes none',
      operations: { ListTasks: listing({ one: ['t'] }).ListTasks, DescribeTasks: () => ({}) },
    },
    {
      why: 'what it describes has no name',
      operations: { ...listing({ one: ['t'] }), DescribeTasks: () => ({ tasks: [{}] }) },
    },
  ])('are none where $why', async ({ operations }) => {
    const { reader } = readerOver(operations);
    expect((await reader.runningTasks([policyFor('one')])).get('my-one')).toMatchObject({
      state: 'observed',
      value: [],
    });
  });
});

describe('releases', () => {
  const aRelease = (index: number): ServiceDeploymentBrief => ({
    serviceDeploymentArn: `${ARN}:service-deployment/main/registry/${index}`,
    targetServiceRevisionArn: `${ARN}:service-revision/main/registry/${index}`,
    createdAt: new Date(NOW - index),
    status: 'SUCCESSFUL',
  });
  const describing = ({ serviceRevisionArns = [] }: DescribeServiceRevisionsCommandInput) => ({
    serviceRevisions: serviceRevisionArns.map((serviceRevisionArn) => ({
      serviceRevisionArn,
      taskDefinition: `registry:${serviceRevisionArn.slice(serviceRevisionArn.lastIndexOf('/') + 1)}`,
    })),
  });
  const read = async ({ reader }: ReturnType<typeof readerOver>) =>
    (await reader.releases([policyFor('registry')])).get('my-registry') ?? NEVER;

  it('are the newest twenty of all pages, in whatever order ECS lists them', async () => {
    const given = readerOver({
      ListServiceDeployments: ({ nextToken }: ListServiceDeploymentsCommandInput) => {
        const from = nextToken === undefined ? 20 : 0;
        const serviceDeployments = Array.from({ length: 20 }, (_, index) => aRelease(from + index));
        return nextToken === undefined ? { serviceDeployments, nextToken: 'more' } : { serviceDeployments };
      },
      DescribeServiceRevisions: describing,
    });
    const releases = itemsOf(await read(given));
    expect(releases.map(({ taskDefinition }) => taskDefinition)).toEqual(
      Array.from({ length: 20 }, (_, index) => `registry:${index}`),
    );
  });

  it('ask for each revision once, for revisions never change', async () => {
    let newest = 1;
    const given = readerOver({
      ListServiceDeployments: () => ({
        serviceDeployments: Array.from({ length: newest }, (_, index) => aRelease(index)),
      }),
      DescribeServiceRevisions: describing,
    });
    await read(given);
    await read(given);
    newest = 2;
    expect(itemsOf(await read(given))).toHaveLength(2);
    const described = given.calls.filter(({ operation }) => operation === 'DescribeServiceRevisions');
    expect(described.map(({ input }) => input)).toEqual([
      { serviceRevisionArns: [`${ARN}:service-revision/main/registry/0`] },
      { serviceRevisionArns: [`${ARN}:service-revision/main/registry/1`] },
    ]);
  });

  it('are none for a service that was never deployed', async () => {
    expect(await read(readerOver({ ListServiceDeployments: () => ({}) }))).toEqual({
      state: 'observed',
      at: NOW,
      value: [],
    });
  });

  it.each([
    {
      fault: 'a refused list',
      operations: { ListServiceDeployments: refusing('AccessDeniedException') },
      reason: 'access-denied',
    },
    {
      fault: 'a throttled description',
      operations: {
        ListServiceDeployments: () => ({ serviceDeployments: [aRelease(1)] }),
        DescribeServiceRevisions: refusing('ThrottlingException'),
      },
      reason: 'throttled',
    },
    {
      fault: 'a revision that ECS does not tell',
      operations: {
        ListServiceDeployments: () => ({ serviceDeployments: [aRelease(1)] }),
        DescribeServiceRevisions: () => ({ failures: [{ reason: 'MISSING' }] }),
      },
      reason: 'invalid',
    },
  ])('with $fault are missing as $reason', async ({ operations, reason }) => {
    expect(await read(readerOver(operations))).toMatchObject({ state: 'missing', reason });
  });
});

const NEVER = { state: 'missing', reason: 'no-data', detail: 'the reader left it out' } as const;

describe('a service that is deployed by blue/green', () => {
  const read = async (given: Partial<Service>) => {
    const { reader } = readerOver({ DescribeServices: () => ({ services: [aService(given)] }) });
    const part = (await reader.services([policyFor('registry')])).get('my-registry');
    return part && valueIn(part);
  };
  const group = (name: string) =>
    `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}/0123456789abcdef`;

  it('is read with its strategy and with both of its target groups, either of which may serve', async () => {
    const service = await read({
      deploymentConfiguration: { strategy: 'BLUE_GREEN' },
      loadBalancers: [
        {
          targetGroupArn: group('blue'),
          advancedConfiguration: {
            alternateTargetGroupArn: group('green'),
            productionListenerRule: 'rule',
            roleArn: 'role',
          },
        },
      ],
    });
    expect(service).toMatchObject({ strategy: 'BLUE_GREEN', targetGroupArns: [group('blue'), group('green')] });
  });

  it.each([
    { what: 'says nothing', given: {} },
    { what: 'rolls out', given: { deploymentConfiguration: { strategy: 'ROLLING' as const } } },
  ])('is none that $what', async ({ given }) => {
    expect(await read({ ...given, loadBalancers: [{ targetGroupArn: group('blue') }] })).toMatchObject({
      strategy: 'ROLLING',
      targetGroupArns: [group('blue')],
    });
  });
});
