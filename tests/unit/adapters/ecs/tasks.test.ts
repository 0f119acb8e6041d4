// Unit layer: how the ECS reader lists, describes and converts tasks, and what it makes of refusals and invalid values.
import type { DescribeTasksCommandInput, ListTasksCommandInput, Task } from '@aws-sdk/client-ecs';
import type { Operation } from '#local-aws/operation.ts';
import { lastSegment } from '#shared/domain/model/arn.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import { NOW, only, range, refusing, unchecked } from '../recorded-client.ts';
import { aTask, policyFor, readerOver, registry, taskArn } from './ecs-answers.ts';

/** Lists these tasks per service and describes all that are asked for. */
const listing = (idsByService: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, Operation>> => ({
  ListTasks: ({ serviceName = '' }: ListTasksCommandInput) => ({
    taskArns: (idsByService[serviceName] ?? []).map(taskArn),
  }),
  DescribeTasks: ({ tasks = [] }: DescribeTasksCommandInput) => ({
    tasks: tasks.map((arn) => aTask(lastSegment(arn))),
  }),
});

const ids = (prefix: string, count: number) => range(count).map((number) => `${prefix}${number}`);

const readRunning = async (operations: Readonly<Record<string, Operation>>, services = ['registry']) => {
  const { reader, calls } = readerOver(operations, unchecked);
  const parts = await reader.runningTasks(services.map((service) => policyFor(service)));
  return { parts: services.map((service) => parts.get(`my-${service}`)), calls };
};

const runningIds = async (operations: Readonly<Record<string, Operation>>) => {
  const [part] = (await readRunning(operations)).parts;
  return part && itemsOf(part).map(({ id }) => id);
};

const describing = (...tasks: readonly Task[]) => ({
  ...listing({ registry: tasks.map(({ taskArn = '' }) => lastSegment(taskArn)) }),
  DescribeTasks: () => ({ tasks }),
});

it('the tasks of all services of a cluster are described together, a hundred per call', async () => {
  const { parts, calls } = await readRunning(listing({ one: ids('a', 60), two: ids('b', 41) }), ['one', 'two']);
  expect(parts.map((part) => part && itemsOf(part).map(({ id }) => id))).toEqual([ids('a', 60), ids('b', 41)]);
  expect(calls.filter(({ operation }) => operation === 'DescribeTasks')).toHaveLength(2);
});

it('tasks are listed page by page, and a task on two pages counts once', async () => {
  const ListTasks = ({ nextToken }: ListTasksCommandInput) =>
    nextToken === undefined
      ? { taskArns: ['a', 'b'].map(taskArn), nextToken: 'more' }
      : { taskArns: ['b', 'c'].map(taskArn) };
  expect(await runningIds({ ...listing({}), ListTasks })).toEqual(['a', 'b', 'c']);
});

it('a service without tasks has an observed empty list, and nothing is described', async () => {
  const { parts, calls } = await readRunning(listing({}));
  expect(parts).toEqual([{ state: 'observed', at: NOW, value: [] }]);
  expect(calls.map(({ operation }) => operation)).toEqual(['ListTasks']);
});

it('a refused list makes the tasks of its own service missing', async () => {
  const whole = listing({ two: ['b'] });
  const ListTasks: Operation = (input: ListTasksCommandInput, caller) =>
    (input.serviceName === 'one' ? refusing('AccessDeniedException') : whole.ListTasks)?.(input as never, caller);
  const { parts } = await readRunning({ ...whole, ListTasks }, ['one', 'two']);
  expect(parts).toMatchObject([{ state: 'missing', reason: 'access-denied' }, { value: [{ id: 'b' }] }]);
});

it('a refused description makes the tasks of every service in that call missing', async () => {
  const whole = listing({ one: ids('a', 99), two: ids('b', 2), three: ids('c', 5) });
  const DescribeTasks: Operation = (input: DescribeTasksCommandInput, caller) =>
    (input.tasks?.length === 100 ? refusing('ThrottlingException') : whole.DescribeTasks)?.(input as never, caller);
  const { parts } = await readRunning({ ...whole, DescribeTasks }, ['one', 'two', 'three']);
  const throttled = { state: 'missing', reason: 'throttled' };
  expect(parts).toMatchObject([throttled, throttled, { state: 'observed' }]);
  expect(parts[2] && itemsOf(parts[2])).toHaveLength(5);
});

it.each<{ gap: string; listed: readonly string[]; described: readonly Task[] | undefined; found: readonly string[] }>([
  { gap: 'ECS lists nothing', listed: [], described: [], found: [] },
  { gap: 'ECS describes nothing', listed: ['a'], described: undefined, found: [] },
  { gap: 'a described task has no ARN', listed: ['a'], described: [{}], found: [] },
  { gap: 'ECS no longer describes one of them', listed: ['a', 'b'], described: [aTask('b')], found: ['b'] },
])('the listed tasks $listed are reduced to $found where $gap', async ({ listed, described, found }) => {
  const DescribeTasks = () => (described ? { tasks: [...described], failures: [{ reason: 'MISSING' }] } : {});
  expect(await runningIds({ ...listing({ registry: listed }), DescribeTasks })).toEqual(found);
});

const ADDRESS = '10.0.0.7';

it.each<{ source: string; given: Partial<Task> }>([
  { source: 'attachment', given: { attachments: [{ details: [{ name: 'privateIPv4Address', value: ADDRESS }] }] } },
  { source: 'container', given: { containers: [{ networkInterfaces: [{ privateIpv4Address: ADDRESS }] }] } },
])('a task has the address of its $source', async ({ given }) => {
  const { parts } = await readRunning(describing(aTask('a', given)));
  expect(parts).toMatchObject([{ value: [{ address: ADDRESS }] }]);
});

it('a task without network interface, zone, health status or start time lacks just these', async () => {
  const { parts } = await readRunning(describing(aTask('a', { attachments: [{}], containers: [{}] })));
  expect(parts[0] && itemsOf(parts[0])).toEqual([
    {
      id: 'a',
      arn: taskArn('a'),
      taskDefinition: aTask('a').taskDefinitionArn,
      lastStatus: 'RUNNING',
      desiredStatus: 'RUNNING',
      healthStatus: 'UNKNOWN',
      createdAt: NOW,
      availabilityZone: '',
      containers: [{ name: '', lastStatus: '', healthStatus: 'UNKNOWN' }],
    },
  ]);
});

it.each([{ createdAt: undefined }, { lastStatus: undefined }, { startedAt: new Date(Number.NaN) }])(
  'a task with %j makes the tasks missing as invalid',
  async (given) => {
    const { parts } = await readRunning(describing(aTask('a', given as Partial<Task>)));
    expect(parts).toMatchObject([{ state: 'missing', reason: 'invalid' }]);
  },
);

const readStopped = async (...tasks: readonly Task[]) =>
  itemsOf(only(await readerOver(describing(...tasks)).reader.stoppedTasks([registry])));

const aStoppedTask = (id: string, given: Partial<Task> = {}) =>
  aTask(id, { lastStatus: 'STOPPED', stoppedAt: new Date(NOW), ...given });

it('stopped tasks are read newest first, without those that are still stopping', async () => {
  const leaving = aTask('leaving', { lastStatus: 'DEPROVISIONING' });
  const tasks = await readStopped(aStoppedTask('old', { stoppedAt: new Date(NOW - 9) }), aStoppedTask('new'), leaving);
  expect(tasks.map(({ id }) => id)).toEqual(['new', 'old']);
});

const CONTAINER = { name: 'mlflow', exitCode: 0, reason: 'done' };

it.each<{ given: Partial<Task>; read: object }>([
  { given: {}, read: { stopCode: '', stoppedReason: '', containers: [] } },
  {
    given: { stopCode: 'UserInitiated', stoppedReason: 'no' },
    read: { stopCode: 'UserInitiated', stoppedReason: 'no' },
  },
  { given: { containers: [{}, CONTAINER] }, read: { containers: [{ name: '' }, CONTAINER] } },
])('a stopped task with $given is read with $read', async ({ given, read }) => {
  expect(await readStopped(aStoppedTask('a', given))).toMatchObject([{ id: 'a', stoppedAt: NOW, ...read }]);
});

it.each([
  { connectivity: 'DISCONNECTED' as const, connectivityAt: new Date(NOW - 60_000), disconnectedAt: NOW - 60_000 },
  { connectivity: 'CONNECTED' as const, connectivityAt: new Date(NOW - 60_000), disconnectedAt: undefined },
  { connectivity: 'DISCONNECTED' as const, connectivityAt: undefined, disconnectedAt: undefined },
])('a task that is $connectivity since $connectivityAt is disconnected since $disconnectedAt', async (row) => {
  const { connectivity, connectivityAt } = row;
  const task = { ...aTask('1'), connectivity, ...(connectivityAt && { connectivityAt }) };
  const [part] = (await readRunning(describing(task))).parts;
  const [read] = part === undefined ? [] : itemsOf(part);
  expect([read?.connectivity, read?.disconnectedAt]).toEqual([connectivity, row.disconnectedAt]);
});
