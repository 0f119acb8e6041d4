import type { ProbeMessage } from '#events/schemas/probe-request.ts';
import { errorMessage } from '#shared/domain/model/error-text.ts';
import type { DependencyProbe, TaskProbe } from '#shared/domain/model/observation.ts';
import type { NetworkFailure } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import type { SignOfLife } from './sign-of-life.ts';

export interface ProbeAnswers {
  readonly kind: 'probed';
  readonly service: string;
  readonly tasks: readonly TaskProbe[];
  readonly dependencies: readonly DependencyProbe[];
}

type Probers = Pick<Services, 'network' | 'clock'>;

/** The longest probe timeout, whatever the policy allows. */
const LONGEST_PROBE_MS = 1_000;

/** Probes every task with a work request and every dependency with a connection, all in parallel. */
export const probeService =
  (services: Probers, signOfLife: SignOfLife) =>
  async ({ service, path, timeoutMs, tasks, dependencies }: ProbeMessage): Promise<ProbeAnswers> => {
    const probeTimeoutMs = Math.min(timeoutMs, LONGEST_PROBE_MS);
    const [taskProbes, dependencyProbes] = await Promise.all([
      Promise.all(tasks.map((task) => probeTask(services, { ...task, path, timeoutMs: probeTimeoutMs }))),
      Promise.all(
        dependencies.map((dependency) =>
          probeDependency(services, dependency.name, () => signOfLife(dependency, probeTimeoutMs)),
        ),
      ),
    ]);
    return { kind: 'probed', service, tasks: taskProbes, dependencies: dependencyProbes };
  };

interface ProbedTask {
  readonly taskId: string;
  readonly address: string;
  readonly port: number;
  readonly path: string;
  readonly timeoutMs: number;
}

/** Counts any status below 500 as work done: a 4xx also shows that the task processes requests. */
const probeTask = async (
  { network, clock }: Probers,
  { taskId, address, port, path, timeoutMs }: ProbedTask,
): Promise<TaskProbe> => {
  const at = clock.now();
  const host = address.includes(':') ? `[${address}]` : address;
  try {
    const { status } = await network.get(`http://${host}:${port}${path}`, timeoutMs);
    return { taskId, outcome: status < 500 ? 'ok' : 'bad-status', status, latencyMs: clock.now() - at, at };
  } catch (error) {
    return { taskId, outcome: failureIn(error), latencyMs: clock.now() - at, at };
  }
};

/** Answers the kind of a network failure; any other error counts as `error`. */
const FAILURES = ['timeout', 'refused', 'error'] as const satisfies readonly NetworkFailure[];

const failureIn = (error: unknown): NetworkFailure => {
  const said = typeof error === 'object' && error !== null && 'failure' in error ? error.failure : undefined;
  return FAILURES.find((failure) => failure === said) ?? 'error';
};

const probeDependency = async (
  { clock }: Probers,
  dependency: string,
  ask: () => Promise<void>,
): Promise<DependencyProbe> => {
  const at = clock.now();
  try {
    await ask();
    return { dependency, ok: true, latencyMs: clock.now() - at, at };
  } catch (error) {
    return { dependency, ok: false, latencyMs: clock.now() - at, error: errorMessage(error), at };
  }
};
