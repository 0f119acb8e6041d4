import { nameAndMessageOf } from '#shared/domain/model/error-text.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A call of an AWS operation with its result, as JSON: times are ISO strings. */
export interface Call {
  /** The name in the AWS CLI: `elbv2`. */
  readonly service: string;
  readonly operation: string;
  readonly input: JsonObject;
  readonly result: CallResult;
}

export type CallResult =
  | { readonly output: JsonObject }
  | { readonly error: { readonly name: string; readonly message: string } };

/** Minimal structural type of an SDK client that accepts middleware. */
interface Extensible {
  readonly middlewareStack: {
    readonly add: (middleware: never, options: { readonly step: 'initialize'; readonly name: string }) => void;
  };
}

type Handler = (request: { readonly input: object }) => Promise<{ readonly output: object }>;

/**
 * Makes a client pass every call to `note` once it has ended, after all retries. Returns the same client:
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/middleware-stack.html
 */
export const recordingCalls = <Client extends Extensible>(
  client: Client,
  service: string,
  note: (call: Call) => void,
): Client => {
  const middleware =
    (next: Handler, { commandName = '' }: { readonly commandName?: string }): Handler =>
    async (request) => {
      const call = { service, operation: commandName.replace(/Command$/, ''), input: asJson(request.input) };
      try {
        const answer = await next(request);
        const { $metadata: _, ...output } = asJson(answer.output);
        note({ ...call, result: { output } });
        return answer;
      } catch (error) {
        note({ ...call, result: { error: nameAndMessageOf(error) } });
        throw error;
      }
    };
  client.middlewareStack.add(middleware as never, { step: 'initialize', name: 'noteCalls' });
  return client;
};

const asJson = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;
