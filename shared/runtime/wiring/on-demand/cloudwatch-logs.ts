import type { Services } from '#shared/ports/services.ts';
import { once } from '../../once.ts';

/** Loads its SDK client when it is first asked: only services in which something was found are asked about. */
export const logs = (): Services['logs'] => {
  const loaded = once(async () => (await import('../cloudwatch-logs.ts')).logs());
  return { read: async (requests) => (await loaded()).read(requests) };
};
