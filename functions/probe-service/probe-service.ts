import type { ProbeMessage } from '#events/schemas/probe-request.ts';
import { errorMessage } from '#shared/domain/model/error-text.ts';
import type { DependencyProbe, TaskProbe } from '#shared/domain/model/observation.ts';
import { isStatusIn } from '#shared/domain/model/status-codes.ts';
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

/** Probes every task with a work request and every dependency with a connection, all in parallel. */
export const probeService =
  (services: Probers, signOfLife: SignOfLife) =>
  async ({ service, tasks, dependencies, ...probe }: ProbeMessage): Promise<ProbeAnswers> => {
    const [taskProbes, dependencyProbes] = await Promise.all([
      Promise.all(tasks.map((task) => probeTask(services, task, probe))),
      Promise.all(
        dependencies.map((dependency) =>
          probeDependency(services, dependency.name, () => signOfLife(dependency, probe.timeoutMs)),
        ),
      ),
    ]);
    return { kind: 'probed', service, tasks: taskProbes, dependencies: dependencyProbes };
  };

/** An answer proves work only with one of the accepted statuses. */
const probeTask = async (
  { network, clock }: Probers,
  { taskId, address, port }: ProbeMessage['tasks'][number],
  { path, timeoutMs, acceptedStatuses }: Pick<ProbeMessage, 'path' | 'timeoutMs' | 'acceptedStatuses'>,
): Promise<TaskProbe> => {
  const at = clock.now();
  const host = address.includes(':') ? `[${address}]` : address;
  try {
    const { status } = await network.get(`http://${host}:${port}${path}`, timeoutMs);
    return {
      taskId,
      outcome: isStatusIn(status, acceptedStatuses) ? 'ok' : 'bad-status',
      status,
      latencyMs: clock.now() - at,
      at,
    };
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
