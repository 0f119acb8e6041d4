import type { ProbeMessage } from '#events/schemas/probe-request.ts';
import { answerOfTask } from '#shared/domain/evidence/port-answers.ts';
import { errorMessage } from '#shared/domain/model/error-text.ts';
import type { DependencyProbe, ProbeAnswer, TaskProbe } from '#shared/domain/model/probe.ts';
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

/** Probes all ports of a task in parallel, so that several take no longer than the slowest one. */
const probeTask = async (
  services: Probers,
  { taskId, address, port, furtherPorts = [] }: ProbeMessage['tasks'][number],
  { timeoutMs, ports = [], ...work }: Omit<ProbeMessage, 'service' | 'tasks' | 'dependencies'>,
): Promise<TaskProbe> => {
  const host = address.includes(':') ? `[${address}]` : address;
  const answers = await Promise.all(
    [port, ...furtherPorts].map(async (each) => {
      const { path, acceptedStatuses } = ports.find((one) => one.port === each) ?? work;
      const url = `http://${host}:${each}${path}`;
      return { port: each, ...(await probePort(services, { url, timeoutMs, acceptedStatuses })) };
    }),
  );
  return { taskId, ...answerOfTask(answers) };
};

interface PortRequest {
  readonly url: string;
  readonly timeoutMs: number;
  readonly acceptedStatuses: string;
}

/** An answer proves work only with one of the accepted statuses. */
const probePort = async (
  { network, clock }: Probers,
  { url, timeoutMs, acceptedStatuses }: PortRequest,
): Promise<ProbeAnswer> => {
  const at = clock.now();
  try {
    const { status } = await network.get(url, timeoutMs);
    return {
      outcome: isStatusIn(status, acceptedStatuses) ? 'ok' : 'bad-status',
      status,
      latencyMs: clock.now() - at,
      at,
    };
  } catch (error) {
    return { outcome: failureIn(error), latencyMs: clock.now() - at, at };
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
