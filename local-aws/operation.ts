/** The principal behind a call, by the name of its IAM role; the world's own calls and an operator's come as `operator`. */
export type Caller = { readonly role: string };

export const OPERATOR: Caller = { role: 'operator' };

/** One AWS operation as a plain function over the world: the SDK's input in, the SDK's output (without `$metadata`) out. */
export type Operation = (input: never, caller: Caller) => unknown;

/** All operations on offer: service as the AWS CLI names it (`ecs`, `elbv2`), then operation (`DescribeServices`). */
export type Operations = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** Thrown by an operation for an error that AWS would answer with; `name` is the error's shape, `ServiceNotFoundException`. */
export class AwsError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** An output as the operation gives it; the client adds `$metadata`. */
export type Answered<Output extends { $metadata: unknown }> = Omit<Output, '$metadata'>;
