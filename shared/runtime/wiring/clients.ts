import { tracer } from '../observability.ts';

/**
 * Every call is short or given up: a recovery that hangs is worse than one that looks again. Adaptive retries slow down
 * when AWS throttles: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const CLIENT_OPTIONS = {
  maxAttempts: 3,
  retryMode: 'adaptive',
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000 },
} as const;

/** The client, with its calls in the trace. */
export const traced = <Client>(client: Client): Client => tracer.captureAWSv3Client(client);
