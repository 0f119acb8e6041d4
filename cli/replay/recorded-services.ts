import { inProcessClient } from '#local-aws/in-process-client.ts';
import { scalingReader } from '#shared/adapters/application-auto-scaling/scaling-limits.ts';
import { changeReader } from '#shared/adapters/cloudtrail/changes.ts';
import { alarmReader } from '#shared/adapters/cloudwatch/alarms.ts';
import { metricReader } from '#shared/adapters/cloudwatch/metrics.ts';
import { logReader } from '#shared/adapters/cloudwatch-logs/log-lines.ts';
import { ecsReader } from '#shared/adapters/ecs/reader.ts';
import { targetGroupReader } from '#shared/adapters/elbv2/target-groups.ts';
import { breakerKey } from '#shared/adapters/stores/breakers.ts';
import { memoryStores } from '#shared/adapters/stores/memory-stores.ts';
import { type MemoryTable, memoryTable } from '#shared/adapters/stores/memory-table.ts';
import { ABSENT } from '#shared/adapters/stores/table.ts';
import { WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import { tasksToRetain } from '#shared/domain/evidence/stopped-task-history.ts';
import type { StoppedTaskStore } from '#shared/ports/stores.ts';
import type { Observers } from '#shared/procedures/observe.ts';
import type { RecordedCase } from './case-file.ts';
import { recordedOperations } from './recorded-operations.ts';
import { recordedProber } from './recorded-prober.ts';

/** What an observation needs, answered from a recording: the adapters are those that run in AWS. */
export const recordedServices = (recorded: RecordedCase): Observers => {
  const operations = recordedOperations(recorded);
  const clock = { now: () => recorded.now };
  const { report } = recorded.previous;
  const stores = memoryStores(tableOf(recorded));
  return {
    policies: recorded.policies,
    ecs: ecsReader(inProcessClient(operations, 'ecs'), clock),
    targetGroups: targetGroupReader(inProcessClient(operations, 'elbv2'), clock, WITHOUT_WAITING),
    metrics: metricReader(inProcessClient(operations, 'cloudwatch'), clock),
    alarms: alarmReader(inProcessClient(operations, 'cloudwatch'), clock),
    scaling: scalingReader(inProcessClient(operations, 'application-autoscaling'), clock),
    logs: logReader(inProcessClient(operations, 'logs'), clock),
    changes: changeReader(inProcessClient(operations, 'cloudtrail'), clock),
    stoppedTasks: remindedBy(recorded, stores.stoppedTasks),
    prober: recordedProber(recorded),
    breakers: stores.breakers,
    switches: { active: async () => recorded.switches },
    reports: { ...stores.reports, latest: async () => new Map([[recorded.service, report ? [report] : []]]) },
  };
};

/** The store once it has heard of the stopped tasks in the case's events, as it does in AWS before a look. */
const remindedBy = ({ events, policies, now }: RecordedCase, store: StoppedTaskStore): StoppedTaskStore => ({
  ...store,
  retained: async (services) => {
    const told = events.flat().flatMap((signal) => tasksToRetain(signal, policies, now));
    for (const { service, task } of told) await store.store(service, task);
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
