import { HOUR } from '#shared/domain/model/time.ts';
import type { SignalLog } from '#shared/ports/stores.ts';
import { retryConflicts } from './conflicts.ts';
import { ABSENT, type Key, type Table } from './table.ts';

/** Signals older than ten minutes are dropped as stale, so an hour is ample. */
const REMEMBERED_MS = HOUR;

/** A signal without a version stands for the only version of its id. */
const ONLY_VERSION = 1;

/** The version of the item is the signal's. An item that outlives its TTL still counts, because ids are not reused. */
export const signalLog = (table: Table): SignalLog => {
  const newestOf = async (key: Key): Promise<number> => (await table.get(key))?.version ?? ABSENT;
  return {
    compare: async ({ id, version = ONLY_VERSION }) => {
      const newest = await newestOf(seenKey(id));
      if (version === newest) return 'same';
      return version > newest ? 'newer' : 'older';
    },

    remember: ({ id, version = ONLY_VERSION }, now) =>
      retryConflicts(async () => {
        const key = seenKey(id);
        const newest = await newestOf(key);
        if (version <= newest) return;
        await table.replace(newest, { key, version, body: { seenAt: now }, expiresAt: now + REMEMBERED_MS });
      }),
  };
};

const seenKey = (id: string): Key => ({ partition: `SIGNAL#${id}`, sort: 'SEEN' });
