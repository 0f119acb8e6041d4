// Contract layer: the operations of Lambda, called by an unmodified SDK client.
import { InvokeCommand, type InvokeCommandInput, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { functionArn } from '#local-aws/stack/account.ts';
import { changed } from '#tests/unit/local-aws/a-template.ts';
import { runFor } from '#tests/unit/local-aws/builders.ts';
import { failing, type Stub } from '#tests/unit/local-aws/stub-runtime.ts';
import { errorOf } from './gateway-harness.ts';
import { servedPlatform } from './served-platform.ts';

const echo: Stub = (event, call) => (event === 'fail' ? failing('LeaseLost', 'a newer lease')(event, call) : { event });

const { clock, client, runtime } = servedPlatform((settings) => new LambdaClient(settings), {
  changes: changed('Work', { ReservedConcurrentExecutions: 0 }),
  stubs: { 'toy-collect': echo },
});

const invoke = (input: Partial<InvokeCommandInput>) =>
  client().send(new InvokeCommand({ FunctionName: 'toy-collect', ...input }));
const payloadOf = ({ Payload }: Awaited<ReturnType<typeof invoke>>): unknown =>
  JSON.parse(Payload?.transformToString() ?? '');

it.each(['toy-collect', functionArn('toy-collect')])('Invoke of %s returns the function’s result', async (name) => {
  const output = await invoke({ FunctionName: name, Payload: Buffer.from('{"a":1}') });
  expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect([output.FunctionError, payloadOf(output)]).toEqual([undefined, { event: { a: 1 } }]);
});

it('Invoke without a payload invokes the function with null', async () => {
  expect(payloadOf(await invoke({}))).toEqual({ event: null });
});

it('Invoke returns the error of the function with status 200', async () => {
  const output = await invoke({ Payload: Buffer.from('"fail"') });
  expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(payloadOf(output)).toEqual({ errorType: 'LeaseLost', errorMessage: 'a newer lease' });
});

it('Invoke with the type Event answers 202 and invokes the function later', async () => {
  const before = runtime.calls.length;
  const output = await invoke({ InvocationType: 'Event', Payload: Buffer.from('"later"') });
  expect([output.StatusCode, runtime.calls.length]).toEqual([202, before]);
  await runFor(clock, 1);
  expect(runtime.calls.at(-1)?.event).toBe('later');
});

it('Invoke with the type DryRun answers 204 and does not invoke the function', async () => {
  const before = runtime.calls.length;
  expect(await invoke({ InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
  expect(runtime.calls).toHaveLength(before);
});

it.each([
  { input: { FunctionName: 'other' }, name: 'ResourceNotFoundException', status: 404 },
  { input: { FunctionName: 'toy-worker' }, name: 'TooManyRequestsException', status: 429 },
  { input: { Payload: Buffer.from('{') }, name: 'InvalidRequestContentException', status: 400 },
])('Invoke is refused with $name', async ({ input, name, status }) => {
  expect(await errorOf(invoke(input))).toMatchObject({ name, $metadata: { httpStatusCode: status } });
});

it('ListFunctions lists the deployed functions', async () => {
  const { Functions } = await client().send(new ListFunctionsCommand({}));
  expect(Functions).toMatchObject([
    { FunctionName: 'toy-collect', Timeout: 20, MemorySize: 512 },
    { FunctionName: 'toy-worker', Timeout: 3, MemorySize: 128 },
  ]);
});
