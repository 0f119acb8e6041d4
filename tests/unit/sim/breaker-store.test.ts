// Unit layer: a service's tasks and the medic share one record per breaker.
import { breakerStore } from '#shared/adapters/stores/breakers.ts';
import { memoryTable } from '#shared/adapters/stores/memory-table.ts';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import { breakerRecordsIn, breakerRecordsOver } from '#sim/world/application/breaker-store.ts';

const open: BreakerRecord = { name: 'backend', state: 'open', version: 1, openedAt: 0, failedResets: 0 };
const closed: BreakerRecord = { name: 'backend', state: 'closed', version: 2, failedResets: 0 };

describe.each([
  { how: 'in memory', over: (table: ReturnType<typeof memoryTable>) => breakerRecordsIn(table, 'registry') },
  {
    how: 'over a store',
    over: (table: ReturnType<typeof memoryTable>) => breakerRecordsOver(breakerStore(table), 'registry'),
  },
])('breaker records $how', ({ over }) => {
  it('are what the medic reads, and the other way round', async () => {
    const table = memoryTable();
    const records = over(table);
    const store = breakerStore(table);
    expect(await records.read('backend')).toBeUndefined();
    expect(await records.write('backend', open, 0)).toBe(true);
    expect(await store.readAll('registry')).toEqual([open]);
    await store.write('registry', closed, 1);
    expect(await records.read('backend')).toEqual(closed);
  });

  it('are not written over a version that is no longer there', async () => {
    const records = over(memoryTable());
    await records.write('backend', open, 0);
    expect(await records.write('backend', closed, 0)).toBe(false);
    expect(await records.write('backend', closed, 1)).toBe(true);
    expect(await records.write('backend', { ...closed, version: 3 }, 1)).toBe(false);
    expect(await records.read('backend')).toEqual(closed);
  });
});
