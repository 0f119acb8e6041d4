import { breakerKey } from '#shared/adapters/stores/breakers.ts';
import type { MemoryTable } from '#shared/adapters/stores/memory-table.ts';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import type { BreakerStore } from '#shared/ports/stores.ts';

/** The breakers of one service as its own tasks see them: the very records that the medic reads and writes. */
export const breakerRecordsIn = (table: MemoryTable, service: string) => ({
  read: (name: string): BreakerRecord | undefined => table.peek<BreakerRecord>(breakerKey(service, name))?.body,
  /** False when the stored version is not `expectedVersion`, and nothing was written; 0 expects that there is none yet. */
  write: (name: string, record: BreakerRecord, expectedVersion: number): boolean =>
    table.poke(expectedVersion, { key: breakerKey(service, name), version: record.version, body: record }),
});

/** The same where the table has to be waited for. */
export const breakerRecordsOver = (store: BreakerStore, service: string) => ({
  read: async (name: string): Promise<BreakerRecord | undefined> =>
    (await store.readAll(service)).find((record) => record.name === name),
  write: async (_name: string, record: BreakerRecord, expectedVersion: number): Promise<boolean> => {
    try {
      await store.write(service, record, expectedVersion);
      return true;
    } catch (error) {
      if (error instanceof WriteConflict) return false;
      throw error;
    }
  },
});
