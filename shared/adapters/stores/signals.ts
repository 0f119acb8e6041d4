import { WriteConflict } from '#shared/domain/errors.ts';
import { HOUR } from '#shared/domain/time.ts';
import type { SignalLog } from '#shared/ports/services.ts';
import { NOTHING, retryConflicts, type Table } from './table.ts';

/** Signals older than ten minutes are dropped as stale, so an hour of memory is ample. */
const REMEMBERED = HOUR;

/** An id that is still there was seen before, however late the item is deleted: ids do not come back. */
export const signalLog = (table: Table): SignalLog => ({
  isNew: async (id, now) => {
    const key = { partition: `SIGNAL#${id}`, sort: 'SEEN' };
    try {
      await table.replace(NOTHING, { key, version: 1, body: { seenAt: now }, expiresAt: now + REMEMBERED });
      return true;
    } catch (error) {
      if (error instanceof WriteConflict) return false;
      throw error;
    }
  },

  /** The version of the item is that of the thing. */
  noteVersion: (id, version, now) =>
    retryConflicts(async () => {
      const key = { partition: `SIGNAL#${id}`, sort: 'VERSION' };
      const newest = (await table.get(key))?.version ?? NOTHING;
      if (version <= newest) return version === newest ? 'same' : 'older';
      await table.replace(newest, { key, version, body: { seenAt: now }, expiresAt: now + REMEMBERED });
      return 'newer';
    }),
});
