import type { DependencyProbe, TaskProbe } from '#shared/domain/model/observation.ts';
import { missing, observed, type Part } from '#shared/domain/model/part.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Prober } from '#shared/ports/observing.ts';
import type { RecordedCase, RecordedProbe } from './case-file.ts';

/**
 * Answers with the newest probe that was recorded of each task and dependency; of a dependency also how often it came out so in a
 * row. A case without probes of dependencies is blind there; one without probes of tasks is of a service that nobody probes.
 */
export const recordedProber = ({ probes, now }: Pick<RecordedCase, 'probes' | 'now'>): Prober => {
  const newestFirst = probes.map((probe) => ({ ...probe, at: probe.at ?? now })).sort(byNewest);
  const ofDependencies = Map.groupBy(
    newestFirst.filter(({ dependency }) => dependency !== undefined),
    ({ dependency = '' }) => dependency,
  );
  const ofTasks = newestFirst.filter(({ dependency }) => dependency === undefined);
  const dependencies = [...ofDependencies].flatMap(([name, all]) => dependencyProbe(name, all));
  const tasks = [...[...ofDependencies.values()].flatMap(byTasksThatDiffer), ...ofTasks].flatMap(toTaskProbe);
  return {
    probe: async () => ({
      tasks: partOf(firstOfEach(tasks), now, missing('not-configured', 'the case has no probes of tasks')),
      dependencies: partOf(dependencies, now, missing('no-data', 'the case has no probes of dependencies')),
    }),
  };
};

type Dated = RecordedProbe & { readonly at: Instant };

/** Of two at the same moment the failed one: nothing looks better than it was. */
const byNewest = (a: Dated, b: Dated): number => b.at - a.at || Number(a.ok) - Number(b.ok);

const partOf = <T>(probes: readonly T[], now: Instant, none: ReturnType<typeof missing>): Part<readonly T[]> =>
  probes.length > 0 ? observed(now, probes) : none;

const firstOfEach = (probes: readonly TaskProbe[]): readonly TaskProbe[] =>
  [...Map.groupBy(probes, ({ taskId }) => taskId).values()].flatMap(([first]) => first ?? []);

/** What its probes tell of a dependency, newest first: those that tasks made only as far as most tasks made the same of it. */
const dependencyProbe = (dependency: string, probes: readonly Dated[]): readonly DependencyProbe[] => {
  const failedAlone = new Set(byTasksThatDiffer(probes).filter(({ ok }) => !ok));
  const telling = probes.filter((probe) => !failedAlone.has(probe));
  const [newest] = telling;
  if (newest === undefined) return [];
  const { ok, latencyMs, error, at } = newest;
  const change = telling.findIndex((probe) => probe.ok !== ok);
  const run = change === -1 ? telling : telling.slice(0, change);
  const moments = new Set(run.map((probe) => probe.at));
  const repeated = { inARow: moments.size, since: Math.min(...moments) };
  return [{ dependency, ok, latencyMs, at, ...(error !== undefined && { error }), ...(moments.size > 1 && repeated) }];
};

/** The newest probe by each task, where some fail to reach a dependency which most reach: it is those tasks that do not work. */
const byTasksThatDiffer = (probes: readonly Dated[]): readonly Dated[] => {
  const byTask = Map.groupBy(
    probes.filter(({ task }) => task !== undefined),
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
