import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { DeployedFunction } from '../stack/deployed-stack.ts';
import type { InvocationError } from './invoker.ts';
import type { RuntimeEvent } from './runtime-api.ts';

/** The response to the runtime's request for its next invocation: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export const runtimeEvent = (
  { arn, timeoutSeconds }: DeployedFunction,
  { requestId, event }: { readonly requestId: string; readonly event: unknown },
  now: Instant,
): RuntimeEvent => {
  const nowMs = Math.floor(now);
  return {
    headers: {
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(nowMs + timeoutSeconds * SECOND),
      'lambda-runtime-invoked-function-arn': arn,
      'lambda-runtime-trace-id': traceId(requestId, nowMs),
      'local-aws-now-ms': String(nowMs),
    },
    body: JSON.stringify(event) ?? 'null',
  };
};

/**
 * A trace id that is not sampled, so that a tracer sends nothing to an X-Ray daemon.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
const traceId = (requestId: string, nowMs: Instant): string => {
  const digits = requestId.replaceAll('-', '');
  const seconds = Math.floor(nowMs / SECOND)
    .toString(16)
    .padStart(8, '0');
  return `Root=1-${seconds}-${digits.slice(0, 24)};Parent=${digits.slice(0, 16)};Sampled=0`;
};

export const timedOut = (requestId: string | undefined, seconds: number): InvocationError => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
});

export const exited = (requestId: string | undefined, reason: string): InvocationError => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${reason}`,
});
