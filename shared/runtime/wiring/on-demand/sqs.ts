import type { Services } from '#shared/ports/services.ts';
import { once } from '../../once.ts';

/** Loads its SDK client for the first check that is asked for: `score-health` looks again only where it found something. */
export const checks = (): Services['checks'] => {
  const loaded = once(async () => (await import('../sqs.ts')).checks());
  return { send: async (messages) => (await loaded()).send(messages) };
};
