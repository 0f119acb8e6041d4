import dns from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { HttpAnswer, Network, NetworkFailure } from '#shared/ports/observing.ts';

/** A network call got no answer. */
export class NetworkCallFailed extends Error {
  override readonly name = 'NetworkCallFailed';
  readonly failure: NetworkFailure;

  constructor(failure: NetworkFailure, what: string, options?: ErrorOptions) {
    super(`${what}: ${failure}`, options);
    this.failure = failure;
  }
}

/**
 * Each call opens and closes its own connection, because an open connection does not show that new ones are refused.
 */
export const network = (): Network => ({
  get: (url, timeoutMs) => within(timeoutMs, `GET ${url}`, (signal) => get(url, signal)),
  connect: (host, port, timeoutMs) =>
    within(timeoutMs, `connect to ${host}:${port}`, (signal) => connect(host, port, signal)),
  resolve: (record, timeoutMs) =>
    within(timeoutMs, `resolve ${record}`, async () => {
      await dns.lookup(record);
    }),
});

/** Throws NetworkCallFailed when the call fails or exceeds its timeout. */
const within = async <T>(timeoutMs: number, what: string, call: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await Promise.race([call(signal), aborted(signal)]);
  } catch (error) {
    throw new NetworkCallFailed(signal.aborted ? 'timeout' : failureOf(error), what, { cause: error });
  }
};

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const get = (url: string, signal: AbortSignal): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const client = url.startsWith('https:') ? https : http;
    const request = client.get(url, { signal }, (answer) => {
      resolve({ status: answer.statusCode ?? 0 });
      request.destroy();
    });
    request.on('error', reject);
  });

const connect = (host: string, port: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, signal }, () => {
      resolve();
      socket.destroy();
    });
    socket.on('error', reject);
  });

const CODES: Readonly<Record<string, NetworkFailure>> = { ECONNREFUSED: 'refused', ETIMEDOUT: 'timeout' };

const failureOf = (error: unknown): NetworkFailure =>
  CODES[(error as { readonly code?: string }).code ?? ''] ?? 'error';
