// Contract layer: the operations of Step Functions, called by an unmodified SDK client.
import {
  DescribeExecutionCommand,
  type ExecutionStatus,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  type StartExecutionCommandInput,
} from '@aws-sdk/client-sfn';
import { arnOf } from '#local-aws/stack/account.ts';
import { runFor, START } from '#tests/unit/local-aws/builders.ts';
import { failing } from '#tests/unit/local-aws/stub-runtime.ts';
import { errorOf } from './gateway-harness.ts';
import { servedPlatform } from './served-platform.ts';

const stateMachineArn = arnOf('states', 'stateMachine:toy-loop');
const FIRST = arnOf('states', 'execution:toy-loop:registry-1');

const { clock, client } = servedPlatform((settings) => new SFNClient(settings), {
  stubs: { 'toy-worker': failing('LeaseLost', 'a newer lease') },
});
const start = (input: Partial<StartExecutionCommandInput> = {}) =>
  client().send(new StartExecutionCommand({ stateMachineArn, ...input }));
const describeExecution = async (executionArn: string) => {
  const { $metadata, ...output } = await client().send(new DescribeExecutionCommand({ executionArn }));
  return output;
};

it('DescribeExecution returns the status while an execution runs and after it has ended', async () => {
  const startDate = new Date(START);
  const input = '{"a":1}';
  expect(await start({ name: 'registry-1', input })).toMatchObject({ executionArn: FIRST, startDate });
  const known = { executionArn: FIRST, stateMachineArn, name: 'registry-1', startDate, input };
  expect(await describeExecution(FIRST)).toEqual({ ...known, status: 'RUNNING' });
  await runFor(clock, 60);
  expect(await describeExecution(FIRST)).toEqual({
    ...known,
    status: 'FAILED',
    stopDate: new Date(START + 450),
    error: 'LeaseLost',
    cause: 'a newer lease',
  });
});

it('ListExecutions lists the newest first, all or with one status', async () => {
  const { executionArn } = await start();
  const list = async (statusFilter?: ExecutionStatus) => {
    const command = new ListExecutionsCommand({ stateMachineArn, ...(statusFilter && { statusFilter }) });
    return (await client().send(command)).executions?.map((execution) => execution.executionArn);
  };
  expect(await list()).toEqual([executionArn, FIRST]);
  expect(await list('RUNNING')).toEqual([executionArn]);
  expect(await list('SUCCEEDED')).toEqual([]);
});

it.each(['a'.repeat(79), 'a'.repeat(80), 'registry-20261123T100000Z_größe.1'])(
  'the execution name %s is accepted',
  async (name) => {
    await expect(start({ name })).resolves.toBeDefined();
  },
);

it.each([
  { input: { name: 'a'.repeat(81) }, error: 'InvalidName' },
  { input: { name: 'registry 1' }, error: 'InvalidName' },
  { input: { name: 'registry:1' }, error: 'InvalidName' },
  { input: { name: 'registry-1', input: '{"a":1}' }, error: 'ExecutionAlreadyExists' },
  { input: { name: 'x', input: '{' }, error: 'InvalidExecutionInput' },
  { input: { stateMachineArn: `${stateMachineArn}2` }, error: 'StateMachineDoesNotExist' },
])('StartExecution with $input is refused with $error', async ({ input, error }) => {
  expect(await errorOf(start(input))).toMatchObject({ name: error, $metadata: { httpStatusCode: 400 } });
});

it('DescribeExecution of an unknown execution is refused', async () => {
  expect(await errorOf(describeExecution(`${FIRST}-2`))).toMatchObject({ name: 'ExecutionDoesNotExist' });
});
