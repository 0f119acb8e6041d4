import type { Operations } from '#local-aws/operation.ts';
import { type Gateway, type GatewayOptions, startGateway } from '#local-aws/wire/gateway.ts';
import { NOW } from '#tests/builders/constants.ts';

/** A gateway on a free port over a few hand-written operations. */
export const gatewayOver = (operations: Operations, options: Partial<GatewayOptions> = {}): Promise<Gateway> =>
  startGateway({ operations, port: 0, now: () => NOW, ...options });

/** The settings of an unmodified SDK client of this gateway, with one attempt per call. */
export const clientOf = ({ url }: Gateway, accessKeyId = 'AKIALOCAL') => ({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId, secretAccessKey: 'local' },
  maxAttempts: 1,
});

/** Starts gateways on request and closes them after each test. */
export const gatewaysPerTest = () => {
  const gateways: Gateway[] = [];
  afterEach(async () => {
    await Promise.all(gateways.splice(0).map(({ close }) => close()));
  });
  const open = async (operations: Operations, options: Partial<GatewayOptions> = {}): Promise<Gateway> => {
    const gateway = await gatewayOver(operations, options);
    gateways.push(gateway);
    return gateway;
  };
  return {
    open,
    /** Starts a gateway and returns the settings of its clients. */
    serve: async (...given: Parameters<typeof open>) => clientOf(await open(...given)),
  };
};

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

/** An operation with a fixed answer, or error, that records its inputs. */
export const recording = (answer: unknown) => {
  const inputs: unknown[] = [];
  const operation = (input: never): unknown => {
    inputs.push(input);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { inputs, operation };
};
