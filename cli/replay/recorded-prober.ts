import type { DependencyProbe, TaskProbe } from '#shared/domain/model/observation.ts';
import { type Missing, missing, observed, type Part } from '#shared/domain/model/part.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Prober } from '#shared/ports/observing.ts';
import type { RecordedCase, RecordedProbe } from './case-file.ts';

const NO_TASK_PROBES = missing('not-configured', 'the case has no probes of tasks');
const NO_DEPENDENCY_PROBES = missing('no-data', 'the case has no probes of dependencies');

/**
 * Answers with the newest recorded probe of each task and dependency. A case without task probes is of a service that is not
 * probed; without dependency probes, the state of the dependencies is unknown.
 */
export const recordedProber = ({ probes, now }: Pick<RecordedCase, 'probes' | 'now'>): Prober => {
  const newestFirst = probes.map((probe) => ({ ...probe, at: probe.at ?? now })).sort(byNewest);
  const byDependency = Map.groupBy(
    newestFirst.filter(({ dependency }) => dependency !== undefined),
    ({ dependency = '' }) => dependency,
  );
  const ofTasks = newestFirst.filter(({ dependency }) => dependency === undefined);
  const dependencies = [...byDependency].flatMap(([name, all]) => dependencyProbe(name, all));
  const tasks = [...[...byDependency.values()].flatMap(minorityByTask), ...ofTasks].flatMap(toTaskProbe);
  return {
    probe: async () => ({
      tasks: partOf(newestByTask(tasks), now, NO_TASK_PROBES),
      dependencies: partOf(dependencies, now, NO_DEPENDENCY_PROBES),
    }),
  };
};

type Dated = RecordedProbe & { readonly at: Instant };

/** Sorts by time. Of two probes at the same time the failed one comes first, which never hides a problem. */
const byNewest = (a: Dated, b: Dated): number => b.at - a.at || Number(a.ok) - Number(b.ok);

const partOf = <T>(probes: readonly T[], now: Instant, none: Missing): Part<readonly T[]> =>
  probes.length > 0 ? observed(now, probes) : none;

const newestByTask = (probes: readonly TaskProbe[]): readonly TaskProbe[] =>
  [...Map.groupBy(probes, ({ taskId }) => taskId).values()].flatMap(([first]) => first ?? []);

/** Returns a dependency's newest probe and how often its result was repeated. Failures of a minority of tasks do not count. */
const dependencyProbe = (dependency: string, newestFirst: readonly Dated[]): readonly DependencyProbe[] => {
  const ignored = new Set(minorityByTask(newestFirst).filter(({ ok }) => !ok));
  const probes = newestFirst.filter((probe) => !ignored.has(probe));
  const [newest] = probes;
  if (newest === undefined) return [];
  const { ok, latencyMs, error, at } = newest;
  const change = probes.findIndex((probe) => probe.ok !== ok);
  const sameResult = change === -1 ? probes : probes.slice(0, change);
  const times = new Set(sameResult.map((probe) => probe.at));
  const repeated = { inARow: times.size, since: Math.min(...times) };
  return [{ dependency, ok, latencyMs, at, ...(error !== undefined && { error }), ...(times.size > 1 && repeated) }];
};

/** Returns each task's newest probe of a dependency if only a minority of tasks fails to reach it: then those tasks are at fault. */
const minorityByTask = (newestFirst: readonly Dated[]): readonly Dated[] => {
  const byTask = Map.groupBy(
    newestFirst.filter(({ task }) => task !== undefined),
    ({ task = '' }) => task,
  );
  const newest = [...byTask.values()].flatMap(([first]) => first ?? []);
  const failed = newest.filter(({ ok }) => !ok).length;
  return failed > 0 && 2 * failed < newest.length ? newest : [];
};

const toTaskProbe = (probe: Dated): readonly TaskProbe[] => {
  const { task, latencyMs, at, status } = probe;
  if (task === undefined) return [];
  const taskId = task.slice(task.lastIndexOf('/') + 1);
  return [{ taskId, outcome: outcomeOf(probe), latencyMs, at, ...(status !== undefined && { status }) }];
};

const outcomeOf = ({ ok, status, error = '' }: Dated): TaskProbe['outcome'] => {
  if (ok) return 'ok';
  if (status !== undefined) return 'bad-status';
  if (/time(d )?out|ETIMEDOUT/i.test(error)) return 'timeout';
  return /refused/i.test(error) ? 'refused' : 'error';
};
