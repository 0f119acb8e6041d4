import { type MemoryTable, memoryTable } from './memory-table.ts';
import { type Stores, storesOver } from './stores.ts';

/** The stores are the ones that run in AWS, over a table in memory that tests can inspect. */
export interface MemoryStores extends Stores {
  readonly table: MemoryTable;
}

export const memoryStores = (table: MemoryTable = memoryTable()): MemoryStores => ({ ...storesOver(table), table });
