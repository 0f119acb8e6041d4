// Unit layer: what the stores make of a write that fails for another reason than a conflict.
import { leaseStore } from '#shared/adapters/stores/leases.ts';
import { memoryTable } from '#shared/adapters/stores/memory-table.ts';
import { signalLog } from '#shared/adapters/stores/signals.ts';
import { stoppedTaskStore } from '#shared/adapters/stores/stopped-tasks.ts';
import type { Table } from '#shared/adapters/stores/table.ts';
import { aStoppedTask } from '#tests/builders/parts.ts';
import { NOW } from '../recorded-client.ts';

const throttled: Table = {
  ...memoryTable(),
  replace: () => Promise.reject(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' })),
};

it.each([
  { write: 'acquiring a lease', run: () => leaseStore(throttled).acquire('registry', 'one', NOW, 60) },
  { write: 'remembering a signal', run: () => signalLog(throttled).remember({ id: 'event-1' }, NOW) },
  { write: 'storing a stopped task', run: () => stoppedTaskStore(throttled).store('registry', aStoppedTask()) },
])('$write rejects with the error of the table when it is throttled', async ({ run }) => {
  await expect(run()).rejects.toMatchObject({ name: 'ThrottlingException' });
});
