import type { InvocationRequest, InvokeCommandOutput, ListFunctionsCommandOutput } from '@aws-sdk/client-lambda';
import { type Answered, AwsError } from '../operation.ts';
import { failed, type Invoker } from './invoker.ts';

/** Lambda over the functions of the local world. */
export const lambdaOperations = (invoker: Invoker) => ({
  Invoke: async ({ FunctionName = '', InvocationType = 'RequestResponse', Payload }: InvocationRequest) => {
    const { name } = invoker.find(FunctionName);
    const event = parse(Payload);
    switch (InvocationType) {
      case 'DryRun':
        return { StatusCode: 204 };
      case 'Event':
        invoker.accept(name, event);
        return { StatusCode: 202 };
      default:
        return toOutput(await invoker.invokeNow(name, event));
    }
  },

  ListFunctions: (): Answered<ListFunctionsCommandOutput> => ({
    Functions: invoker.functions.map(({ name, arn, handler, timeoutSeconds, memoryMegabytes }) => ({
      FunctionName: name,
      FunctionArn: arn,
      Handler: handler,
      Timeout: timeoutSeconds,
      MemorySize: memoryMegabytes,
    })),
  }),
});

/** The payload is bytes; the SDK gives them a method of its own for reading, which the world has no need of. */
type PlainOutput = Omit<Answered<InvokeCommandOutput>, 'Payload'> & { readonly Payload: Uint8Array };

const toOutput = (answer: Awaited<ReturnType<Invoker['invokeNow']>>): PlainOutput => {
  if (answer === 'throttled') throw new AwsError('TooManyRequestsException', 'Rate Exceeded.');
  const base = { StatusCode: 200, ExecutedVersion: '$LATEST' };
  if (!failed(answer)) return { ...base, Payload: bytesOf(answer.payload) };
  return { ...base, FunctionError: 'Unhandled', Payload: bytesOf(answer) };
};

const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value ?? null));

const parse = (payload: InvocationRequest['Payload']): unknown => {
  if (payload === undefined || payload.length === 0) return null;
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json');
  }
};
