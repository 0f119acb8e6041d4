import { systemTiming } from '#shared/adapters/system/system.ts';
import { silenceGuard } from './silence-guard.ts';

/** Each client has these timeouts. */
export interface Timeouts {
  readonly connectMs: number;
  /** The timeout applies to the first byte of a response and between its parts. */
  readonly answerMs: number;
  /** Requests to an unresponsive endpoint are suspended for this time. */
  readonly silenceMs: number;
}

const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 1_000, answerMs: 5_000, silenceMs: 10_000 };

/**
 * Builds the options of every client. Each call has a short timeout, because a recovery that hangs is worse than one that retries. Without
 * `throwOnRequestTimeout` the SDK only logs a warning. Adaptive retries slow down when AWS throttles
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
 */
const optionsFor = ({ connectMs, answerMs }: Timeouts) => ({
  maxAttempts: 3,
  retryMode: 'adaptive',
  requestHandler: {
    connectionTimeout: connectMs,
    requestTimeout: answerMs,
    socketTimeout: answerMs,
    throwOnRequestTimeout: true,
  },
});

type ClientOptions = ReturnType<typeof optionsFor>;

/** Minimal structural type of an SDK client that accepts middleware. */
interface Extensible {
  readonly middlewareStack: {
    readonly add: (
      middleware: never,
      options: { readonly step: 'deserialize'; readonly priority: 'high'; readonly name: string },
    ) => void;
  };
}

type Handler = (request: object) => Promise<object>;

/** Creates a client that stops calling an unresponsive endpoint. The guard wraps each attempt, inside the retries of the SDK. */
export const connect = <Client extends Extensible>(
  make: (options: ClientOptions) => Client,
  timeouts: Timeouts = DEFAULT_TIMEOUTS,
): Client => {
  const client = make(optionsFor(timeouts));
  const guard = silenceGuard({ silenceMs: timeouts.silenceMs, now: systemTiming.now });
  const middleware =
    (next: Handler): Handler =>
    (request) =>
      guard(() => next(request));
  client.middlewareStack.add(middleware as never, { step: 'deserialize', priority: 'high', name: 'giveUpOnSilence' });
  return client;
};
