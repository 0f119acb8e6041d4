// Contract: the in-process client behaves as an SDK client does, over the same operations, without a wire.
import {
  DescribeServicesCommand,
  type DescribeServicesCommandInput,
  type ECSClient,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { inProcessClient } from '#local-aws/in-process-client.ts';
import { AwsError, type Caller } from '#local-aws/operation.ts';
import { checkedOperations } from '#local-aws/wire/validate.ts';

const operations = {
  ecs: {
    DescribeServices: ({ services }: DescribeServicesCommandInput) => {
      if (services?.includes('gone')) throw new AwsError('ServiceNotFoundException', 'Service not found.');
      return { services: [{ serviceName: services?.[0], createdAt: new Date(0) }] };
    },
    StopTask: async (_: never, caller: Caller) => ({ task: { stoppedReason: caller.role } }),
  },
};

it('an in-process client returns the output of the operation with empty metadata', async () => {
  const client: Pick<ECSClient, 'send'> = inProcessClient(operations, 'ecs');
  const output = await client.send(new DescribeServicesCommand({ services: ['registry'] }));
  expect(output).toEqual({ services: [{ serviceName: 'registry', createdAt: new Date(0) }], $metadata: {} });
});

it.each([
  { given: 'a role', caller: { role: 'stop-task' }, role: 'stop-task' },
  { given: 'no caller', caller: undefined, role: 'operator' },
])('an in-process client with $given calls as $role', async ({ caller, role }) => {
  const output = await inProcessClient(operations, 'ecs', caller).send(new StopTaskCommand({ task: 't' }));
  expect(output.task?.stoppedReason).toBe(role);
});

it('an in-process client rejects with the AWS error that an operation throws', async () => {
  const answer = inProcessClient(operations, 'ecs').send(new DescribeServicesCommand({ services: ['gone'] }));
  await expect(answer).rejects.toMatchObject({ name: 'ServiceNotFoundException', message: 'Service not found.' });
});

it('an in-process client rejects an unsupported operation with the supported ones', async () => {
  const client = inProcessClient({ ecs: { DescribeServices: () => ({}) } }, 'ecs');
  await expect(client.send(new StopTaskCommand({ task: 't' }))).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'ecs StopTask is not supported here; ecs supports DescribeServices',
  });
});

it('checked operations accept the inputs and outputs of AWS', async () => {
  const client = inProcessClient(checkedOperations(operations), 'ecs');
  await expect(client.send(new DescribeServicesCommand({ services: ['registry'] }))).resolves.toMatchObject({
    services: [{ serviceName: 'registry' }],
  });
});

it('checked operations refuse an invalid input and an invalid output', async () => {
  const drifting = checkedOperations({ ecs: { StopTask: () => ({ task: { stopReason: 'x' } }) } });
  const client = inProcessClient(drifting, 'ecs');
  await expect(client.send(new StopTaskCommand({ tsk: 't' } as never))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(/task is missing.*tsk is unknown/),
  });
  await expect(client.send(new StopTaskCommand({ task: 't' }))).rejects.toMatchObject({
    name: 'OutputDrift',
    message: 'the output of ecs StopTask is invalid: task.stopReason is unknown, Task has no such member',
  });
});

it('checked operations cannot have a name that AWS does not have', () => {
  expect(() => checkedOperations({ ecs: { StopTasks: () => ({}) } })).toThrow('AWS has no operation ecs StopTasks');
});
