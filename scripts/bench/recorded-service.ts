import { join } from 'node:path';
import { readCase } from '#cli/replay/case-file.ts';
import { recordedServices } from '#cli/replay/recorded-services.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { observed, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { observeOne } from '#shared/procedures/observe.ts';
import { policyNamed } from '#shared/procedures/policy-named.ts';

const CASES = join(import.meta.dirname, '../../tests/fixtures/cases');

export interface RecordedService {
  readonly policy: ServicePolicy;
  readonly observation: Observation;
}

/** Observes a service of four tasks from a recorded case: `healthy` or `hung-task`. */
export const recordedService = async (name: 'healthy' | 'hung-task'): Promise<RecordedService> => {
  const recorded = readCase(join(CASES, `${name}.json`));
  const policy = policyNamed(recorded.policies, recorded.service);
  return { policy, observation: await observeOne(recordedServices(recorded))(policy, recorded.now) };
};

/** Answers the same observation as of another instant: every part was read then, and every probe was made then. */
export const asOf = (observation: Observation, at: Instant): Observation => {
  const parts = Object.entries(observation).map(([key, part]) => [key, isPart(part) ? { ...part, at } : part]);
  const { taskProbes, dependencies } = observation;
  return {
    ...Object.fromEntries(parts),
    taskProbes: probedAt(taskProbes, at),
    dependencies: probedAt(dependencies, at),
    at,
  } as Observation;
};

const probedAt = <T extends object>(part: Part<readonly T[]>, at: Instant): Part<readonly T[]> =>
  part.state === 'observed'
    ? observed(
        at,
        part.value.map((probe) => ({ ...probe, at })),
      )
    : part;

const isPart = (value: unknown): value is Part<unknown> =>
  typeof value === 'object' && value !== null && 'state' in value;

/** Answers the observation with `count` tasks: further tasks are copies of the last one under names of their own. */
export const withTasks = (observation: Observation, count: number): Observation => {
  const { ecs, tasks, targetGroups, taskProbes } = observation;
  if (ecs.state !== 'observed' || tasks.state !== 'observed') throw new Error('The recorded case has no service.');
  if (targetGroups.state !== 'observed' || taskProbes.state !== 'observed')
    throw new Error('The recorded case has no targets or no work probes.');
  const copies = Array.from({ length: count - tasks.value.length }, (_, index) => `copy-${index}`);
  const [task, probe] = [tasks.value.at(-1), taskProbes.value.at(-1)];
  const groups = targetGroups.value.map((group) => ({ ...group, targets: extended(group.targets, copies, 'id') }));
  return {
    ...observation,
    ecs: { ...ecs, value: { ...ecs.value, desiredCount: count } },
    tasks: { ...tasks, value: [...tasks.value, ...copies.flatMap((id) => (task ? { ...task, id, address: id } : []))] },
    targetGroups: { ...targetGroups, value: groups },
    taskProbes: {
      ...taskProbes,
      value: [...taskProbes.value, ...copies.flatMap((taskId) => (probe ? { ...probe, taskId } : []))],
    },
  };
};

const extended = <T extends object>(items: readonly T[], names: readonly string[], key: keyof T): readonly T[] => {
  const last = items.at(-1);
  return last === undefined ? items : [...items, ...names.map((name) => ({ ...last, [key]: name }))];
};
