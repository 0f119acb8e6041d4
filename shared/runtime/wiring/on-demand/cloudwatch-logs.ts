import type { Services } from '#shared/ports/services.ts';
import { once } from '../../once.ts';

/** Loads the SDK client at the first call; the details are read only for services with findings. */
export const logs = (): Services['logs'] => {
  const loaded = once(async () => (await import('../cloudwatch-logs.ts')).logs());
  return { read: async (requests) => (await loaded()).read(requests) };
};
