/** The principal of a call, by the name of its IAM role; `operator` for a person, and for an unknown access key. */
export type Caller = { readonly role: string };

export const OPERATOR: Caller = { role: 'operator' };

/** One AWS operation as a plain function: takes the SDK's input and returns the SDK's output without `$metadata`. */
export type Operation = (input: never, caller: Caller) => unknown;

/** The supported operations, by the service's name in the AWS CLI (`ecs`, `elbv2`) and the operation's (`DescribeServices`). */
export type Operations = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** Replaces every operation of every service. */
export const mapOperations = (
  operations: Operations,
  map: (run: Operation, service: string, operation: string) => Operation,
): Operations =>
  Object.fromEntries(
    Object.entries(operations).map(([service, offered]) => [
      service,
      Object.fromEntries(Object.entries(offered).map(([operation, run]) => [operation, map(run, service, operation)])),
    ]),
  );

/** One call as IAM authorizes it. */
export interface Call {
  readonly caller: Caller;
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** An error that AWS would answer with; `name` is the error's shape, `ServiceNotFoundException`. */
export class AwsError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Minimal structural type of an SDK command, which carries its input and the type of its output. */
export interface Command<Input, Output> {
  readonly input: Input;
  readonly resolveMiddleware: (...configuration: never) => (request: never) => Promise<{ readonly output: Output }>;
}

type Handler<Instance> =
  Instance extends Command<infer Input, infer Output>
    ? (input: Input, caller: Caller) => Answered<Output> | Promise<Answered<Output>>
    : never;

/** An output as the operation returns it; the client adds `$metadata`. */
type Answered<Output> = Omit<Output, '$metadata'>;

/**
 * All operations of one SDK client by name, as its commands type them. `satisfies Partial<Handlers<typeof
 * import('@aws-sdk/client-sqs')>>` types the inputs of an object of operations and checks its outputs.
 */
export type Handlers<Client> = {
  readonly [Name in keyof Client as Name extends `${infer Operation}Command`
    ? Operation
    : never]: Client[Name] extends abstract new (...input: never) => infer Instance ? Handler<Instance> : never;
};
