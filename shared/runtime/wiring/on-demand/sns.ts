import type { Services } from '#shared/ports/services.ts';
import { once } from '../../once.ts';

/** Loads the SDK client at the first alert. */
export const alerts = (): Services['alerts'] => {
  const loaded = once(async () => (await import('../sns.ts')).alerts());
  return { publish: async (alert) => (await loaded()).publish(alert) };
};
