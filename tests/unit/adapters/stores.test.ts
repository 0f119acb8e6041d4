// Unit layer: what the stores make of a table that cannot be written for another reason than a conflict.
import { leaseStore } from '#shared/adapters/stores/leases.ts';
import { signalLog } from '#shared/adapters/stores/signals.ts';
import type { Table } from '#shared/adapters/stores/table.ts';
import { memoryTable } from '#sim/stores/memory-table.ts';
import { NOW } from './recorded.ts';

const brokenTable: Table = {
  ...memoryTable(),
  replace: () => Promise.reject(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' })),
};

describe('a table that refuses to be written', () => {
  it('gives nobody the lease, and is not taken for somebody else who holds it', async () => {
    await expect(leaseStore(brokenTable).acquire('registry', 'one', NOW, 60)).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
  });

  it('makes no signal an old one, so that it is delivered again', async () => {
    await expect(signalLog(brokenTable).isNew('event-1', NOW)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
