import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { DependencyProbe, PortAnswer, ProbeAnswer, TaskProbe } from '#shared/domain/model/probe.ts';
import type { Prober } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { count, measure, objects, oneOf, text } from '../transport/checked.ts';
import { AnswerInvalid, convert, partOf } from '../transport/failures.ts';

/**
 * Invokes `probe-service` and waits for its answer. A failure of the function or of the call makes both parts missing.
 */
export const lambdaProber = (client: Pick<LambdaClient, 'send'>, functionName: string, clock: Clock): Prober => ({
  probe: async (request) => {
    const answer = await partOf(clock.now(), async () => {
      const Payload = Buffer.from(JSON.stringify(request));
      const output = await client.send(new InvokeCommand({ FunctionName: functionName, Payload }));
      const body = Buffer.from(output.Payload ?? []).toString();
      if (output.FunctionError !== undefined) throw new Error(`${functionName} failed: ${body}`);
      return toAnswer(JSON.parse(body));
    });
    return {
      tasks: convert(answer, ({ tasks }) => tasks.map(toTaskProbe)),
      dependencies: convert(answer, ({ dependencies }) => dependencies.map(toDependencyProbe)),
    };
  },
});

/** The answer is parsed JSON, so any field may be absent or have another type. */
type Unchecked<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

interface Answer {
  readonly tasks: readonly Unchecked<TaskProbe>[];
  readonly dependencies: readonly Unchecked<DependencyProbe>[];
}

const toAnswer = (body: unknown): Answer => {
  const { tasks, dependencies } = (body ?? {}) as Partial<Answer>;
  if (Array.isArray(tasks) && Array.isArray(dependencies)) return { tasks, dependencies };
  throw new AnswerInvalid('the probe answered no lists of tasks and dependencies');
};

const OUTCOMES = ['ok', 'bad-status', 'timeout', 'refused', 'error'] as const satisfies readonly TaskProbe['outcome'][];

const toTaskProbe = (probe: Unchecked<TaskProbe>): TaskProbe => ({
  taskId: text(probe.taskId, 'taskId'),
  ...toAnswerOf(probe),
  ...(probe.port !== undefined && { port: count(probe.port, 'port') }),
  ...(probe.ports !== undefined && { ports: objects(probe.ports, 'ports').map(toPortAnswer) }),
});

const toPortAnswer = (answer: Unchecked<PortAnswer>): PortAnswer => ({
  port: count(answer.port, 'port'),
  ...toAnswerOf(answer),
});

const toAnswerOf = ({ outcome, status, latencyMs, at }: Unchecked<ProbeAnswer>): ProbeAnswer => ({
  outcome: oneOf(OUTCOMES, outcome, 'outcome'),
  ...(status !== undefined && { status: measure(status, 'status') }),
  latencyMs: measure(latencyMs, 'latencyMs'),
  at: measure(at, 'at'),
});

const toDependencyProbe = (probe: Unchecked<DependencyProbe>): DependencyProbe => ({
  dependency: text(probe.dependency, 'dependency'),
  ok: probe.ok === true,
  latencyMs: measure(probe.latencyMs, 'latencyMs'),
  ...(probe.error !== undefined && { error: text(probe.error, 'error') }),
  at: measure(probe.at, 'at'),
});
