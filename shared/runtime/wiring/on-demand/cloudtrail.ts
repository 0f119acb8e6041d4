import type { Services } from '#shared/ports/services.ts';
import { once } from '../../once.ts';

/** Loads its SDK client when it is first asked: only services in which something was found are asked about. */
export const changes = (): Services['changes'] => {
  const loaded = once(async () => (await import('../cloudtrail.ts')).changes());
  return { recent: async (policies) => (await loaded()).recent(policies) };
};
