import type { Services } from '#shared/ports/services.ts';
import { once } from '../../once.ts';

/** Loads the SDK client at the first call; the details are read only for services with findings. */
export const scaling = (): Services['scaling'] => {
  const loaded = once(async () => (await import('../application-auto-scaling.ts')).scaling());
  return {
    limits: async (policies) => (await loaded()).limits(policies),
    activities: async (policies) => (await loaded()).activities(policies),
  };
};
