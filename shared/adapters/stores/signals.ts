import { HOUR } from '#shared/domain/model/time.ts';
import type { SignalLog } from '#shared/ports/stores.ts';
import { type Key, NOTHING, retryConflicts, type Table } from './table.ts';

/** Signals older than ten minutes are dropped as stale, so an hour of memory is ample. */
const REMEMBERED = HOUR;

/** Of what AWS does not count the changes of, there is this one version. */
const ONLY_VERSION = 1;

/** The item's version is that of the thing. One that is still there counts, however late it is deleted: ids do not come back. */
export const signalLog = (table: Table): SignalLog => {
  const newestOf = async (key: Key): Promise<number> => (await table.get(key))?.version ?? NOTHING;
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
        await table.replace(newest, { key, version, body: { seenAt: now }, expiresAt: now + REMEMBERED });
      }),
  };
};

const seenKey = (id: string): Key => ({ partition: `SIGNAL#${id}`, sort: 'SEEN' });
