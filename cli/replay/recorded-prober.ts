import { worstAnswer } from '#shared/domain/evidence/port-answers.ts';
import { lastSegment } from '#shared/domain/model/arn.ts';
import { type Missing, missing, observed, type Part } from '#shared/domain/model/part.ts';
import type { DependencyProbe, PortAnswer, ProbeAnswer, TaskProbe } from '#shared/domain/model/probe.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Prober } from '#shared/ports/observing.ts';
import type { RecordedCase, RecordedProbe } from './case-file.ts';

const NO_TASK_PROBES = missing('not-configured', 'the case has no probes of tasks');
const NO_DEPENDENCY_PROBES = missing('no-data', 'the case has no probes of dependencies');

/**
 * Answers with the newest recorded probe of each task and dependency, and how often its result was repeated. A case without task
 * probes is of a service that is not probed; without dependency probes, the state of the dependencies is unknown.
 */
export const recordedProber = ({ probes, now }: Pick<RecordedCase, 'probes' | 'now'>): Prober => {
  const newestFirst = probes.map((probe, order) => ({ ...probe, at: probe.at ?? now, order })).sort(byNewest);
  const byDependency = Map.groupBy(
    newestFirst.filter(({ dependency }) => dependency !== undefined),
    ({ dependency = '' }) => dependency,
  );
  const ofTasks = byTask(newestFirst.filter(({ dependency }) => dependency === undefined));
  const dependencies = [...byDependency].flatMap(([name, all]) => dependencyProbe(name, all));
  const tasks = [...[...byDependency.values()].flatMap(minorityByTask), ...ofTasks].flatMap(toTaskProbe);
  return {
    probe: async () => ({
      tasks: partOf(firstByTask(tasks), now, NO_TASK_PROBES),
      dependencies: partOf(dependencies, now, NO_DEPENDENCY_PROBES),
    }),
  };
};

/** A probe with its time and its place in the case, where the port of the first target group comes first. */
type Dated = RecordedProbe & { readonly at: Instant; readonly order: number };
/** The probes of one task or dependency, newest first. */
type History = readonly Dated[];

/** Sorts by time. Of two probes at the same time the failed one comes first, which never hides a problem. */
const byNewest = (a: Dated, b: Dated): number => b.at - a.at || Number(a.ok) - Number(b.ok);

const partOf = <T>(probes: readonly T[], now: Instant, none: Missing): Part<readonly T[]> =>
  probes.length > 0 ? observed(now, probes) : none;

const firstByTask = (probes: readonly TaskProbe[]): readonly TaskProbe[] =>
  [...Map.groupBy(probes, ({ taskId }) => taskId).values()].flatMap(([first]) => first ?? []);

/** Groups probes by task, whether they name it by its ARN or its id. */
const byTask = (newestFirst: History): readonly History[] => [
  ...Map.groupBy(
    newestFirst.filter(({ task }) => task !== undefined),
    ({ task = '' }) => lastSegment(task),
  ).values(),
];

/** Counts how often the newest result was repeated; once tells nothing. Two probes at the same time count once. */
const repeats = (newestFirst: History): { readonly inARow?: number; readonly since?: Instant } => {
  const change = newestFirst.findIndex(({ ok }) => ok !== newestFirst[0]?.ok);
  const sameResult = change === -1 ? newestFirst : newestFirst.slice(0, change);
  const times = new Set(sameResult.map(({ at }) => at));
  return times.size > 1 ? { inARow: times.size, since: Math.min(...times) } : {};
};

/** Returns a dependency's newest probe and how often its result was repeated. Failures of a minority of tasks do not count. */
const dependencyProbe = (dependency: string, newestFirst: History): readonly DependencyProbe[] => {
  const ignored = new Set(minorityByTask(newestFirst).flatMap(([newest]) => (newest && !newest.ok ? newest : [])));
  const probes = newestFirst.filter((probe) => !ignored.has(probe));
  const [newest] = probes;
  if (newest === undefined) return [];
  const { ok, latencyMs, error, at } = newest;
  return [{ dependency, ok, latencyMs, at, ...(error !== undefined && { error }), ...repeats(probes) }];
};

/** Returns each task's probes of a dependency if only a minority of tasks fails to reach it: then those tasks are at fault. */
const minorityByTask = (newestFirst: History): readonly History[] => {
  const histories = byTask(newestFirst);
  const failed = histories.filter(([newest]) => newest?.ok === false).length;
  return failed > 0 && 2 * failed < histories.length ? histories : [];
};

const toTaskProbe = (newestFirst: History): readonly TaskProbe[] => {
  const [probe] = newestFirst;
  if (probe?.task === undefined) return [];
  const newest = newestFirst.filter(({ at }) => at === probe.at).toSorted((a, b) => a.order - b.order);
  const ports = newest.flatMap(toPortAnswer);
  const answer = ports.length === newest.length ? worstAnswer(ports) : toAnswer(probe);
  return [{ taskId: lastSegment(probe.task), ...answer, ...repeats(worstOfEachCheck(newestFirst)) }];
};

const toAnswer = (probe: Dated): ProbeAnswer => {
  const { latencyMs, at, status } = probe;
  return { outcome: outcomeOf(probe), latencyMs, at, ...(status !== undefined && { status }) };
};

const toPortAnswer = (probe: Dated): readonly PortAnswer[] =>
  probe.port === undefined ? [] : [{ port: probe.port, ...toAnswer(probe) }];

/** Keeps one probe of those that were made on several ports at the same time. A failed one comes first. */
const worstOfEachCheck = (newestFirst: History): History =>
  newestFirst.filter(({ at, port }, index) => port === undefined || newestFirst[index - 1]?.at !== at);

const outcomeOf = ({ ok, status, error = '' }: Dated): TaskProbe['outcome'] => {
  if (ok) return 'ok';
  if (status !== undefined) return 'bad-status';
  if (/time(d )?out|ETIMEDOUT/i.test(error)) return 'timeout';
  return /refused/i.test(error) ? 'refused' : 'error';
};
