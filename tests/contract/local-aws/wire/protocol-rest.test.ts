// Contract: the REST protocol, as an unmodified SDK client of Lambda uses it.
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { AwsError, type Operation } from '#local-aws/operation.ts';
import { errorOf, gatewaysPerTest, recording } from '../gateway-harness.ts';

const { serve } = gatewaysPerTest();
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:remediate';
const bytes = (text: string) => new Uint8Array(Buffer.from(text));

const lambda = async (operations: Readonly<Record<string, Operation>>) =>
  new LambdaClient(await serve({ lambda: operations }));

it('Invoke has its payload in both directions', async () => {
  const { inputs, operation } = recording({ StatusCode: 200, Payload: bytes('{"ok":true}'), ExecutedVersion: '1' });
  const client = await lambda({ Invoke: operation });
  const input = { FunctionName: ARN, InvocationType: 'RequestResponse' as const, Payload: bytes('{"a":1}') };
  const output = await client.send(new InvokeCommand(input));
  expect(inputs).toEqual([input]);
  expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: '1' });
  expect([output.FunctionError, output.Payload?.transformToString()]).toEqual([undefined, '{"ok":true}']);
});

it('Invoke has FunctionError in a header', async () => {
  const failed = { StatusCode: 200, FunctionError: 'Unhandled', Payload: bytes('{"errorType":"LeaseLost"}') };
  const client = await lambda({ Invoke: () => failed });
  expect(await client.send(new InvokeCommand({ FunctionName: 'remediate' }))).toMatchObject({
    StatusCode: 200,
    FunctionError: 'Unhandled',
  });
});

it('Invoke of an Event has status 202 and no payload', async () => {
  const client = await lambda({ Invoke: () => ({ StatusCode: 202 }) });
  const output = await client.send(new InvokeCommand({ FunctionName: 'remediate', InvocationType: 'Event' }));
  expect([output.StatusCode, output.Payload?.length ?? 0]).toEqual([202, 0]);
});

it('operations on similar paths are distinguished, with numbers from the query and JSON in the body', async () => {
  const list = recording({ Functions: [{ FunctionName: 'assess', MemorySize: 256 }] });
  const get = recording(new AwsError('ResourceNotFoundException', 'Function not found'));
  const client = await lambda({ ListFunctions: list.operation, GetFunctionConfiguration: get.operation });
  expect((await client.send(new ListFunctionsCommand({ MaxItems: 5 }))).Functions).toEqual([
    { FunctionName: 'assess', MemorySize: 256 },
  ]);
  expect(list.inputs).toEqual([{ MaxItems: 5 }]);
  const error = await errorOf(client.send(new GetFunctionConfigurationCommand({ FunctionName: 'gone' })));
  expect(error).toBeInstanceOf(ResourceNotFoundException);
  expect(error.$metadata.httpStatusCode).toBe(404);
});
