import type { Services } from '#shared/ports/services.ts';
import { once } from '../../once.ts';

/** Loads its SDK client for the first incident that is opened. */
export const recovery = (): Services['recovery'] => {
  const loaded = once(async () => (await import('../step-functions.ts')).recovery());
  return { start: async (incident) => (await loaded()).start(incident) };
};
