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

describe('the in-process client', () => {
  it('answers with the output of the operation and empty metadata', async () => {
    const client: Pick<ECSClient, 'send'> = inProcessClient(operations, 'ecs');
    const output = await client.send(new DescribeServicesCommand({ services: ['registry'] }));
    expect(output).toEqual({ services: [{ serviceName: 'registry', createdAt: new Date(0) }], $metadata: {} });
  });

  it.each([
    { called: 'by a role', caller: { role: 'stop-task' }, role: 'stop-task' },
    { called: 'by nobody in particular', caller: undefined, role: 'operator' },
  ])('tells the operation who calls when it is called $called', async ({ caller, role }) => {
    const output = await inProcessClient(operations, 'ecs', caller).send(new StopTaskCommand({ task: 't' }));
    expect(output.task?.stoppedReason).toBe(role);
  });

  it('rejects with the error of AWS, even where the operation throws at once', async () => {
    const answer = inProcessClient(operations, 'ecs').send(new DescribeServicesCommand({ services: ['gone'] }));
    await expect(answer).rejects.toMatchObject({ name: 'ServiceNotFoundException', message: 'Service not found.' });
  });

  it('rejects for an operation that is not on offer, naming those that are', async () => {
    const answer = inProcessClient({ ecs: { DescribeServices: () => ({}) } }, 'ecs').send(
      new StopTaskCommand({ task: 't' }),
    );
    await expect(answer).rejects.toMatchObject({
      name: 'NotImplemented',
      message: 'The local world has no ecs StopTask; of ecs it offers DescribeServices',
    });
  });
});

describe('checked operations', () => {
  it('pass what AWS would take and give', async () => {
    const client = inProcessClient(checkedOperations(operations), 'ecs');
    await expect(client.send(new DescribeServicesCommand({ services: ['registry'] }))).resolves.toMatchObject({
      services: [{ serviceName: 'registry' }],
    });
  });

  it('refuse an input that AWS would refuse', async () => {
    const answer = inProcessClient(checkedOperations(operations), 'ecs').send(
      new StopTaskCommand({ tsk: 't' } as never),
    );
    await expect(answer).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/task is missing.*tsk is unknown/),
    });
  });

  it('refuse an output that AWS could not give', async () => {
    const drifting = checkedOperations({ ecs: { StopTask: () => ({ task: { stopReason: 'x' } }) } });
    const answer = inProcessClient(drifting, 'ecs').send(new StopTaskCommand({ task: 't' }));
    await expect(answer).rejects.toMatchObject({
      name: 'OutputDrift',
      message: 'ecs StopTask answers something else: task.stopReason is unknown, Task has no such member',
    });
  });

  it('do not exist under a name that AWS does not have', () => {
    expect(() => checkedOperations({ ecs: { StopTasks: () => ({}) } })).toThrow('AWS has no operation ecs StopTasks');
  });
});
