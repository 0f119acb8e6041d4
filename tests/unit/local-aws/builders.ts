import { createIds, type Ids } from '#local-aws/clock/ids.ts';
import { createRandom } from '#local-aws/clock/random.ts';
import { createVirtualClock, type VirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { createInvoker } from '#local-aws/lambda/create-invoker.ts';
import { arnOf, functionArn } from '#local-aws/stack/account.ts';
import type { DeployedFunction, DeployedQueue } from '#local-aws/stack/deployed-stack.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { type Stub, stubRuntime } from './stub-runtime.ts';

export const START = Date.parse('2026-11-23T10:00:00Z');

export const someIds = (): Ids => createIds(createRandom(7));

export const runFor = (clock: VirtualClock, seconds: number): Promise<void> =>
  clock.runUntil(clock.now() + seconds * SECOND);

export const aFunction = (name: string, given: Partial<DeployedFunction> = {}): DeployedFunction => ({
  logicalId: name,
  name,
  arn: functionArn(name),
  handler: 'code/handler.handler',
  artifact: `${name}.zip`,
  environment: {},
  timeoutSeconds: 30,
  memoryMegabytes: 256,
  roleName: `${name}-role`,
  maximumEventAgeSeconds: 6 * 3600,
  maximumRetryAttempts: 2,
  ...given,
});

export const aQueue = (name: string, given: Partial<DeployedQueue> = {}): DeployedQueue => ({
  name,
  url: `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`,
  arn: arnOf('sqs', name),
  visibilityTimeoutSeconds: 30,
  delaySeconds: 0,
  ...given,
});

interface InvokerOptions {
  readonly functions: readonly DeployedFunction[];
  readonly stubs?: Readonly<Record<string, Stub>>;
  readonly durationMs?: (name: string) => number;
}

/** An invoker of stub functions on a virtual clock, with the records that reached a destination. */
export const anInvoker = ({ functions, stubs = {}, durationMs = () => 0 }: InvokerOptions) => {
  const clock = createVirtualClock(START);
  const runtime = stubRuntime(clock.now, stubs);
  const sent: { readonly second: number; readonly arn: string; readonly body: unknown }[] = [];
  const invoker = createInvoker({
    functions,
    runtime,
    clock,
    ids: someIds(),
    durationMs,
    sendToDestination: (arn, body) =>
      sent.push({ second: (clock.now() - START) / SECOND, arn, body: JSON.parse(body) }),
  });
  return { clock, runtime, invoker, sent };
};
