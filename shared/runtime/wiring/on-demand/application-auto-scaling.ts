import type { Services } from '#shared/ports/services.ts';
import { once } from '../../once.ts';

/** Loads its SDK client when it is first asked: only services in which something was found are asked about. */
export const scaling = (): Services['scaling'] => {
  const loaded = once(async () => (await import('../application-auto-scaling.ts')).scaling());
  return { limits: async (policies) => (await loaded()).limits(policies) };
};
