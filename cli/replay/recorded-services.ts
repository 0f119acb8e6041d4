import { inProcessClient } from '#local-aws/in-process-client.ts';
import { readersOver } from '#shared/adapters/readers.ts';
import { breakerKey } from '#shared/adapters/stores/breakers.ts';
import { memoryStores } from '#shared/adapters/stores/memory-stores.ts';
import { type MemoryTable, memoryTable } from '#shared/adapters/stores/memory-table.ts';
import { ABSENT } from '#shared/adapters/stores/table.ts';
import { WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import { tasksToRetain } from '#shared/domain/evidence/stopped-task-history.ts';
import { EMPTY_BASELINE } from '#shared/domain/model/baseline.ts';
import type { StoppedTaskStore } from '#shared/ports/stores.ts';
import type { Observers } from '#shared/procedures/observe.ts';
import type { RecordedCase } from './case-file.ts';
import { recordedOperations } from './recorded-operations.ts';
import { recordedProber } from './recorded-prober.ts';

/** Builds the adapters that run in AWS over the calls of a recorded case. */
export const recordedServices = (recorded: RecordedCase): Observers => {
  const operations = recordedOperations(recorded);
  const clock = { now: () => recorded.now };
  const { report, baseline } = recorded.previous;
  const stores = memoryStores(tableOf(recorded));
  return {
    policies: recorded.policies,
    ...readersOver((service) => inProcessClient(operations, service), clock, WITHOUT_WAITING),
    stoppedTasks: withRecordedTasks(recorded, stores.stoppedTasks),
    prober: recordedProber(recorded),
    breakers: stores.breakers,
    switches: { active: async () => recorded.switches },
    reports: { ...stores.reports, latest: async () => new Map([[recorded.service, report ? [report] : []]]) },
    baselines: { ...stores.baselines, read: async () => new Map([[recorded.service, baseline ?? EMPTY_BASELINE]]) },
  };
};

/** Stores the stopped tasks from the case's events before they are read, as `receive-signal` does in AWS. */
const withRecordedTasks = ({ events, policies, now }: RecordedCase, store: StoppedTaskStore): StoppedTaskStore => ({
  ...store,
  retained: async (services) => {
    const reported = events.flat().flatMap((signal) => tasksToRetain(signal, policies, now));
    for (const { service, task } of reported) await store.store(service, task);
    return store.retained(services);
  },
});

const tableOf = ({ service, breakers }: RecordedCase): MemoryTable => {
  const table = memoryTable();
  for (const breaker of breakers) {
    table.poke(ABSENT, { key: breakerKey(service, breaker.name), version: breaker.version, body: breaker });
  }
  return table;
};
