// Unit layer: tasks in bridge and host networking have the id of their EC2 instance and their host ports.
import type { DescribeContainerInstancesCommandInput, DescribeTasksCommandInput, Task } from '@aws-sdk/client-ecs';
import type { Operation } from '#local-aws/operation.ts';
import { lastSegment } from '#shared/domain/model/arn.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import { range, refusing, unchecked } from '../recorded-client.ts';
import { ARN, aTask, policyFor, readerOver, registry, taskArn } from './ecs-answers.ts';

const instanceArn = (number: number) => `${ARN}:container-instance/main/${number}`;
const onInstance = (id: string, number = 1, given: Partial<Task> = {}): Task =>
  aTask(id, { containerInstanceArn: instanceArn(number), ...given });
const bound = (...hostPorts: readonly number[]): Partial<Task> => ({
  containers: [{ networkBindings: hostPorts.map((hostPort) => ({ hostPort, containerPort: 8080 })) }],
});

const DescribeContainerInstances = ({ containerInstances = [] }: DescribeContainerInstancesCommandInput) => ({
  containerInstances: containerInstances.map((containerInstanceArn) => ({
    containerInstanceArn,
    ec2InstanceId: `i-${lastSegment(containerInstanceArn)}`,
  })),
});

const over = (tasks: readonly Task[], instances: Operation = DescribeContainerInstances as Operation) =>
  readerOver(
    {
      ListTasks: () => ({ taskArns: tasks.map((task) => task.taskArn ?? '') }),
      DescribeTasks: ({ tasks: asked = [] }: DescribeTasksCommandInput) => ({
        tasks: tasks.filter((task) => asked.includes(task.taskArn ?? '')),
      }),
      DescribeContainerInstances: instances,
    },
    unchecked,
  );

const read = async (tasks: readonly Task[], instances?: Operation) => {
  const { reader, inputsOf } = over(tasks, instances);
  const part = (await reader.runningTasks([registry])).get(registry.name);
  return {
    tasks: part ? itemsOf(part) : [],
    asked: inputsOf<DescribeContainerInstancesCommandInput>('DescribeContainerInstances'),
  };
};

it('a task in bridge networking has the id of its instance and the host ports of all containers', async () => {
  const { tasks, asked } = await read([
    onInstance('a', 7, {
      containers: [...(bound(32768).containers ?? []), {}, ...(bound(32769, 32770).containers ?? [])],
    }),
  ]);
  expect(tasks).toMatchObject([
    { address: 'i-7', hostPorts: [32768, 32769, 32770], containerInstance: instanceArn(7) },
  ]);
  expect(asked).toEqual([{ cluster: registry.cluster, containerInstances: [instanceArn(7)] }]);
});

it('a task whose host ports ECS does not report has none', async () => {
  const { tasks } = await read([onInstance('a', 1, { containers: [{ networkBindings: [{ hostPortRange: '1-2' }] }] })]);
  expect(tasks[0]).not.toHaveProperty('hostPorts');
});

it.each<{ what: string; given: Partial<Task>; address: string | undefined }>([
  {
    what: 'with an interface of its own',
    given: {
      ...bound(8080),
      attachments: [{ type: 'ElasticNetworkInterface', details: [{ name: 'privateIPv4Address', value: '10.0.0.7' }] }],
    },
    address: '10.0.0.7',
  },
  {
    what: 'whose interface is not attached yet',
    given: { attachments: [{ type: 'ElasticNetworkInterface' }] },
    address: undefined,
  },
  {
    what: 'whose container has the address',
    given: { containers: [{ networkInterfaces: [{ privateIpv4Address: '10.0.0.8' }] }] },
    address: '10.0.0.8',
  },
])('the instance of a task $what is not asked for', async ({ given, address }) => {
  const { tasks, asked } = await read([onInstance('a', 1, given)]);
  expect([tasks[0]?.address, tasks[0]?.hostPorts, asked]).toEqual([address, undefined, []]);
});

it('a task on Fargate has no instance', async () => {
  expect((await read([aTask('a')])).asked).toEqual([]);
});

it('instances are described once, a hundred per call and cluster, and kept for five minutes', async () => {
  const { reader, inputsOf } = over(range(202).map((number) => onInstance(`t${number}`, number % 101)));
  const policies = [policyFor('one'), policyFor('two'), policyFor('three', 'other')];
  await reader.runningTasks(policies);
  await reader.runningTasks(policies);
  const asked = inputsOf<DescribeContainerInstancesCommandInput>('DescribeContainerInstances');
  expect(asked.map(({ containerInstances }) => containerInstances?.length)).toEqual([100, 1]);
});

it('each cluster is asked for its own instances', async () => {
  const tasks = { one: onInstance('a', 1), two: onInstance('b', 2) };
  const { reader, inputsOf } = readerOver(
    {
      ListTasks: ({ serviceName }: { readonly serviceName?: string }) => ({
        taskArns: [taskArn(serviceName === 'one' ? 'a' : 'b')],
      }),
      DescribeTasks: ({ tasks: asked = [] }: DescribeTasksCommandInput) => ({
        tasks: Object.values(tasks).filter(({ taskArn: arn = '' }) => asked.includes(arn)),
      }),
      DescribeContainerInstances,
    },
    unchecked,
  );
  await reader.runningTasks([policyFor('one', 'first'), policyFor('two', 'second')]);
  expect(inputsOf('DescribeContainerInstances')).toEqual([
    { cluster: 'first', containerInstances: [instanceArn(1)] },
    { cluster: 'second', containerInstances: [instanceArn(2)] },
  ]);
});

it.each<{ what: string; instances: Operation }>([
  { what: 'is denied', instances: refusing('AccessDeniedException') },
  { what: 'is empty', instances: () => ({}) },
  {
    what: 'names no EC2 instance',
    instances: () => ({ containerInstances: [{ containerInstanceArn: instanceArn(1) }] }),
  },
])('a task keeps its ports and has no address when the description of its instance $what', async ({ instances }) => {
  const { tasks } = await read([onInstance('a', 1, bound(32768))], instances);
  expect(tasks).toMatchObject([{ id: 'a', hostPorts: [32768], containerInstance: instanceArn(1) }]);
  expect(tasks[0]).not.toHaveProperty('address');
});

it('an instance that could not be read is asked for again by the next check', async () => {
  let isRefused = true;
  const { reader } = over([onInstance('a')], (input, caller) =>
    isRefused ? refusing('ThrottlingException')(input, caller) : DescribeContainerInstances(input),
  );
  const addresses = async () => itemsOf((await reader.runningTasks([registry])).get(registry.name) as never);
  expect(await addresses()).not.toMatchObject([{ address: 'i-1' }]);
  isRefused = false;
  expect(await addresses()).toMatchObject([{ address: 'i-1' }]);
});
