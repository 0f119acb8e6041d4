import type { Instant } from '#shared/domain/model/time.ts';
import { CommandFailed } from '../command-failed.ts';

const ANSWER_WITHIN_MS = 3_000;

/** The time where the service runs: an endpoint of one's own may have a time of its own, and tells it with every answer. */
export const timeThere = async (endpointUrl: string | undefined): Promise<Instant> => {
  if (endpointUrl === undefined) return Date.now();
  const told = Date.parse((await answerOf(endpointUrl)).headers.get('date') ?? '');
  return Number.isNaN(told) ? Date.now() : told;
};

const answerOf = async (url: string): Promise<Response> => {
  try {
    return await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  } catch (cause) {
    throw new CommandFailed(
      `Nothing answers at ${url}; start the local world with "npm start -- --keep", or correct --endpoint-url.`,
      { cause },
    );
  }
};
