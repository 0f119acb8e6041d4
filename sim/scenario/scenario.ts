import type { WorldClock } from '#local-aws/clock/clock.ts';
import type { FunctionRuntime } from '#local-aws/lambda/invoker.ts';
import type { Table } from '#shared/adapters/stores/table.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { isComplete, usersAreServed } from '../world/service-health.ts';
import { createLocalWorld, type LocalWorld, type LocalWorldOptions } from './local-world.ts';
import { createMedicView, isIncidentOpen, type MedicRecord, type MedicView } from './medic-view.ts';

/** A service in a simulated AWS account, with the deployed medic that watches it. */
export interface Scenario<Clock extends WorldClock = WorldClock> {
  readonly clock: Clock;
  readonly local: LocalWorld;
  readonly medic: MedicView;
  readonly policy: ServicePolicy;
}

export interface ScenarioOptions<Clock extends WorldClock> extends Omit<LocalWorldOptions, 'isIncidentOpen'> {
  readonly clock: Clock;
  readonly policy: ServicePolicy;
  /** Table of the medic's records. */
  readonly table: Table;
  readonly onChange?: (before: MedicRecord, after: MedicRecord) => void;
}

/** The medic starts after this time, because CloudWatch has no data points of the first minutes. */
export const WARM_UP_MS = 5 * MINUTE;

/** Creates a scenario in which the medic's schedules, alarms and queues have not started yet. */
export const createScenario = <Clock extends WorldClock>(options: ScenarioOptions<Clock>): Scenario<Clock> => {
  const { clock, policy, table, onChange } = options;
  const medic = createMedicView(table, policy.name, onChange);
  const local = createLocalWorld({
    ...options,
    runtime: refreshing(medic, options.runtime),
    isIncidentOpen: () => isIncidentOpen(medic),
  });
  return { clock, local, medic, policy };
};

/** Refreshes the view of the medic's records after every invocation. */
const refreshing = (medic: MedicView, runtime: FunctionRuntime): FunctionRuntime => ({
  invoke: async (name, event) => {
    const outcome = await runtime.invoke(name, event);
    await medic.refresh();
    return outcome;
  },
});

/** True when no incident is open or escalated, all tasks are healthy, users are served, and the medic's report agrees. */
export const isSettled = ({ local: { world }, medic, policy }: Scenario): boolean => {
  const { incident, report } = medic.record();
  const service = world.service(policy.service);
  const isResolved = incident === undefined || incident.status === 'resolved';
  return isResolved && report?.state === 'healthy' && isComplete(world, service) && usersAreServed(service);
};
