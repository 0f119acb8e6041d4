/** An endpoint let several requests in a row wait until they timed out, so it is not asked for a while. */
export class EndpointSilent extends Error {
  override readonly name = 'EndpointSilent';
}

export interface SilenceGuardOptions {
  /** For how long the endpoint is left alone. */
  readonly silenceMs: number;
  readonly now: () => number;
}

/** One request may be slow by itself; two in a row without an answer between are the endpoint's silence. */
const TIMEOUTS_IN_A_ROW = 2;

/**
 * Runs requests to one endpoint. After {@link TIMEOUTS_IN_A_ROW} timeouts it refuses requests at once for a while, so that a look at many
 * services waits for a hung endpoint once, and not once for each service.
 */
export const silenceGuard = ({ silenceMs, now }: SilenceGuardOptions) => {
  let timeouts = 0;
  let silentUntil = Number.NEGATIVE_INFINITY;

  const note = (error: unknown): void => {
    if (!isTimeout(error)) {
      timeouts = 0;
      return;
    }
    timeouts += 1;
    if (timeouts >= TIMEOUTS_IN_A_ROW) silentUntil = now() + silenceMs;
  };

  return async <Answer>(request: () => Promise<Answer>): Promise<Answer> => {
    if (now() < silentUntil)
      throw new EndpointSilent(
        `${timeouts} requests in a row got no answer, so this one was not sent; it is retried later`,
      );
    try {
      const answer = await request();
      timeouts = 0;
      return answer;
    } catch (error) {
      note(error);
      throw error;
    }
  };
};

/** The SDK gives every timeout this name, be it in connecting or in waiting. */
const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';
