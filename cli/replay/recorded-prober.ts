import type { DependencyProbe, TaskProbe } from '#shared/domain/observation.ts';
import { missing, observed, type Part } from '#shared/domain/part.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { Prober } from '#shared/ports/services.ts';
import type { RecordedCase, RecordedProbe } from './case-file.ts';

/** Answers with the newest probe that was recorded of each task and dependency; a case without any is blind there. */
export const recordedProber = ({ probes, now }: Pick<RecordedCase, 'probes' | 'now'>): Prober => {
  const newestFirst = probes.map((probe) => ({ ...probe, at: probe.at ?? now })).sort(byNewest);
  const ofDependencies = newestFirst.flatMap((probe) =>
    probe.dependency === undefined ? [] : toDependencyProbe(probe.dependency, probe),
  );
  const ofTasks = newestFirst.flatMap((probe) =>
    probe.dependency === undefined && probe.task !== undefined ? toTaskProbe(probe.task, probe) : [],
  );
  return {
    probe: async () => ({
      tasks: partOf(
        firstOfEach(ofTasks, ({ taskId }) => taskId),
        now,
        'tasks',
      ),
      dependencies: partOf(
        firstOfEach(ofDependencies, ({ dependency }) => dependency),
        now,
        'dependencies',
      ),
    }),
  };
};

type Dated = RecordedProbe & { readonly at: Instant };

/** Of two at the same moment the failed one: nothing looks better than it was. */
const byNewest = (a: Dated, b: Dated): number => b.at - a.at || Number(a.ok) - Number(b.ok);

const partOf = <T>(probes: readonly T[], now: Instant, what: string): Part<readonly T[]> =>
  probes.length > 0 ? observed(now, probes) : missing('no-data', `the case has no probes of ${what}`);

const firstOfEach = <T>(probes: readonly T[], identityOf: (probe: T) => string): readonly T[] =>
  [...Map.groupBy(probes, identityOf).values()].flatMap(([first]) => first ?? []);

const toDependencyProbe = (dependency: string, { ok, latencyMs, error, at }: Dated): DependencyProbe => ({
  dependency,
  ok,
  latencyMs,
  at,
  ...(error !== undefined && { error }),
});

const toTaskProbe = (task: string, probe: Dated): TaskProbe => ({
  taskId: task.slice(task.lastIndexOf('/') + 1),
  outcome: outcomeOf(probe),
  latencyMs: probe.latencyMs,
  at: probe.at,
  ...(probe.status !== undefined && { status: probe.status }),
});

const outcomeOf = ({ ok, status, error = '' }: Dated): TaskProbe['outcome'] => {
  if (ok) return 'ok';
  if (status !== undefined) return 'bad-status';
  if (/time(d )?out|ETIMEDOUT/i.test(error)) return 'timeout';
  return /refused/i.test(error) ? 'refused' : 'error';
};
