import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import { AwsError, type Handlers } from '../operation.ts';
import { failed, type InvocationAnswer, type Invoker } from './invoker.ts';

export const lambdaOperations = (invoker: Invoker) =>
  ({
    Invoke: async ({ FunctionName = '', InvocationType = 'RequestResponse', Payload = '' }) => {
      const { name } = invoker.find(FunctionName);
      const event = parse(Buffer.from(Payload as Uint8Array).toString('utf8'));
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

    ListFunctions: () => ({
      Functions: invoker.functions.map(({ name, arn, handler, timeoutSeconds, memoryMegabytes }) => ({
        FunctionName: name,
        FunctionArn: arn,
        Handler: handler,
        Timeout: timeoutSeconds,
        MemorySize: memoryMegabytes,
      })),
    }),
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-lambda')>>;

const parse = (payload: string): unknown => {
  if (payload === '') return null;
  try {
    return JSON.parse(payload);
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json');
  }
};

const toOutput = (answer: InvocationAnswer) => {
  if (answer === 'throttled') throw new AwsError('TooManyRequestsException', 'Rate Exceeded.');
  const base = { StatusCode: 200, ExecutedVersion: '$LATEST' };
  if (!failed(answer)) return { ...base, Payload: toPayload(answer.payload) };
  return { ...base, FunctionError: 'Unhandled', Payload: toPayload(answer) };
};

const toPayload = (value: unknown): Uint8ArrayBlobAdapter =>
  Uint8ArrayBlobAdapter.fromString(JSON.stringify(value ?? null));
