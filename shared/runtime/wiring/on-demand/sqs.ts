import type { Services } from '#shared/ports/services.ts';
import { once } from '../../once.ts';

/** Loads the SDK client at the first requested check; `score-health` requests another only for services with findings. */
export const checks = (): Services['checks'] => {
  const loaded = once(async () => (await import('../sqs.ts')).checks());
  return { send: async (messages) => (await loaded()).send(messages) };
};
