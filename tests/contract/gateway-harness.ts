import type { Operations } from '#local-aws/operation.ts';
import { type Gateway, type GatewayOptions, startGateway } from '#local-aws/wire/gateway.ts';
import { NOW } from '#tests/builders/constants.ts';

/** A gateway on a free port over a few hand-written operations. */
export const gatewayOver = (operations: Operations, options: Partial<GatewayOptions> = {}): Promise<Gateway> =>
  startGateway({ operations, port: 0, now: () => NOW, ...options });

/** What an unmodified SDK client needs to reach it; one attempt, so that a failure is seen at once. */
export const clientOf = ({ url }: Gateway, accessKeyId = 'AKIALOCAL') => ({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId, secretAccessKey: 'local' },
  maxAttempts: 1,
});

/** The error that a promise rejects with; fails when it does not. */
export const errorOf = async (
  promise: Promise<unknown>,
): Promise<Error & { readonly $metadata: { httpStatusCode?: number } }> => {
  try {
    await promise;
  } catch (error) {
    return error as Error & { readonly $metadata: { httpStatusCode?: number } };
  }
  throw new Error('expected the call to be refused');
};
