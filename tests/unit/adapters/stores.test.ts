// Unit layer: what the stores make of a table that cannot be written for another reason than a conflict.
import { leaseStore } from '#shared/adapters/stores/leases.ts';
import { memoryTable } from '#shared/adapters/stores/memory-table.ts';
import { signalLog } from '#shared/adapters/stores/signals.ts';
import { stoppedTaskStore } from '#shared/adapters/stores/stopped-tasks.ts';
import type { Table } from '#shared/adapters/stores/table.ts';
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { NOW } from './recorded.ts';

const brokenTable: Table = {
  ...memoryTable(),
  replace: () => Promise.reject(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' })),
};

const crashed: StoppedTask = {
  id: 'task-1',
  arn: 'arn:aws:ecs:us-east-1:123456789012:task/ml-platform/task-1',
  taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/mlflow-registry:42',
  stoppedAt: NOW,
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containers: [],
};

describe('a table that refuses to be written', () => {
  it('gives nobody the lease, and is not taken for somebody else who holds it', async () => {
    await expect(leaseStore(brokenTable).acquire('registry', 'one', NOW, 60)).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
  });

  it.each([
    {
      what: 'makes no signal an old one, so that it is delivered again',
      write: () => signalLog(brokenTable).remember({ id: 'event-1' }, NOW),
    },
    {
      what: 'keeps no stopped task, and says so',
      write: () => stoppedTaskStore(brokenTable).store('registry', crashed),
    },
  ])('$what', async ({ write }) => {
    await expect(write()).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
