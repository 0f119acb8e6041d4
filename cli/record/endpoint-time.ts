import type { Instant } from '#shared/domain/model/time.ts';
import { noAnswerFrom } from '../call-failures.ts';
import { CommandFailed } from '../command-failed.ts';

const TIMEOUT_MS = 3_000;

/** Returns the time at an endpoint from its `Date` header: the clock of a local world differs from this machine's. */
export const endpointTime = async (endpointUrl: string | undefined): Promise<Instant> => {
  if (endpointUrl === undefined) return Date.now();
  const time = Date.parse((await requestHead(endpointUrl)).headers.get('date') ?? '');
  return Number.isNaN(time) ? Date.now() : time;
};

const requestHead = async (url: string): Promise<Response> => {
  try {
    return await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new CommandFailed(noAnswerFrom(url), { cause });
  }
};
