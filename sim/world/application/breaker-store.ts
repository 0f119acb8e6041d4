import { breakerKey } from '#shared/adapters/stores/breakers.ts';
import type { MemoryTable } from '#shared/adapters/stores/memory-table.ts';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import type { BreakerStore } from '#shared/ports/stores.ts';

/** Accesses the breaker records of a service in the table of the medic, synchronously. */
export const breakerRecordsIn = (table: MemoryTable, service: string) => ({
  read: (name: string): BreakerRecord | undefined => table.peek<BreakerRecord>(breakerKey(service, name))?.body,
  write: (name: string, record: BreakerRecord, expectedVersion: number): boolean =>
    table.poke(expectedVersion, { key: breakerKey(service, name), version: record.version, body: record }),
});

/** Accesses the breaker records of a service through the medic's store, asynchronously. */
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
