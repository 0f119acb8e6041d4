import { retaining, retainUntil } from '#shared/domain/evidence/stopped-task-history.ts';
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import type { StoppedTaskStore } from '#shared/ports/stores.ts';
import { retryConflicts } from './conflicts.ts';
import { ABSENT, type Key, listsOf, partitionOf, type Table } from './table.ts';

/** The stopped tasks of a service are one item, so one call reads those of many services. */
export const stoppedTaskStore = (table: Table): StoppedTaskStore => ({
  store: (service, task) =>
    retryConflicts(async () => {
      const key = stoppedKey(service);
      const item = await table.get<readonly StoppedTask[]>(key);
      const before = item?.body ?? [];
      const tasks = retaining(before, task);
      if (tasks === before) return;
      const version = item?.version ?? ABSENT;
      await table.replace(version, {
        key,
        version: version + 1,
        body: tasks,
        expiresAt: Math.max(...tasks.map(retainUntil)),
      });
    }),

  retained: (services) => listsOf<StoppedTask>(table, services, stoppedKey),
});

const stoppedKey = (service: string): Key => ({ partition: partitionOf(service), sort: 'STOPPED' });
