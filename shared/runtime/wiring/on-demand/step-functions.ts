import type { Services } from '#shared/ports/services.ts';
import { once } from '../../once.ts';

/** Loads the SDK client when the first incident is opened. */
export const recovery = (): Services['recovery'] => {
  const loaded = once(async () => (await import('../step-functions.ts')).recovery());
  return { start: async (incident) => (await loaded()).start(incident) };
};
