import type { Services } from '#shared/ports/services.ts';
import { once } from '../../once.ts';

/** Loads the SDK client at the first call; the details are read only for services with findings. */
export const changes = (): Services['changes'] => {
  const loaded = once(async () => (await import('../cloudtrail.ts')).changes());
  return { recent: async (policies) => (await loaded()).recent(policies) };
};
