/** Several requests in a row to an endpoint timed out, so requests to it are suspended for a while. */
export class EndpointSilent extends Error {
  override readonly name = 'EndpointSilent';
}

export interface SilenceGuardOptions {
  /** Requests to the endpoint are suspended for this time. */
  readonly silenceMs: number;
  readonly now: () => number;
}

/** One timeout may be a single slow request; two in a row indicate an unresponsive endpoint (engineering judgement). */
const TIMEOUTS_IN_A_ROW = 2;

/**
 * Runs requests to one endpoint. After {@link TIMEOUTS_IN_A_ROW} timeouts it rejects requests at once for a while, so that a check of
 * many services waits for a hung endpoint once, and not once for each service.
 */
export const silenceGuard = ({ silenceMs, now }: SilenceGuardOptions) => {
  let timeouts = 0;
  let silentUntil = Number.NEGATIVE_INFINITY;

  const countTimeout = (error: unknown): void => {
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
        `${timeouts} requests in a row timed out, so this one was not sent; it is retried later`,
      );
    try {
      const answer = await request();
      timeouts = 0;
      return answer;
    } catch (error) {
      countTimeout(error);
      throw error;
    }
  };
};

/** The SDK uses this name for connection timeouts and for request timeouts. */
const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';
