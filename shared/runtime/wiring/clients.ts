import { systemTiming } from '#shared/adapters/system/system.ts';
import { silenceGuard } from './silence-guard.ts';

/** How long a client waits for what. */
export interface Patience {
  readonly connectMs: number;
  /** For the beginning of an answer, and for more of one that has begun. */
  readonly answerMs: number;
  /** For how long an endpoint that does not answer is left alone. */
  readonly silenceMs: number;
}

const PATIENCE: Patience = { connectMs: 1_000, answerMs: 5_000, silenceMs: 10_000 };

/**
 * What every client is made with. Every call is short or given up: a recovery that hangs is worse than one that looks again. Without
 * `throwOnRequestTimeout` the SDK would only write a warning. Adaptive retries slow down when AWS throttles:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
const optionsFor = ({ connectMs, answerMs }: Patience) => ({
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

/** Makes a client that gives up on silence. The guard stands around each attempt, inside the SDK's retries. */
export const connect = <Client extends Extensible>(
  make: (options: ClientOptions) => Client,
  patience: Patience = PATIENCE,
): Client => {
  const client = make(optionsFor(patience));
  const guard = silenceGuard({ silenceMs: patience.silenceMs, now: systemTiming.now });
  const middleware =
    (next: Handler): Handler =>
    (request) =>
      guard(() => next(request));
  client.middlewareStack.add(middleware as never, { step: 'deserialize', priority: 'high', name: 'giveUpOnSilence' });
  return client;
};
