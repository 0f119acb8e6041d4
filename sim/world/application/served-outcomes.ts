import { admittedShare } from '#shared/domain/breaker/state-machine.ts';
import type { ServiceState, Task, WorldState } from '../state.ts';
import { latencyUnderLoad } from './load.ts';
import type { Outcome } from './outcome.ts';

/** Lists the outcomes of the requests that the task has the capacity for. */
export const servedOutcomes = (world: WorldState, service: ServiceState, task: Task): readonly Outcome[] => {
  const { breaker } = service;
  if (task.definition.quality.kind === 'errors') return [failedOutcome(world)];
  const admitted = breaker ? admittedShare(breaker.record) : 1;
  const found: Outcome[] = [];
  if (breaker && admitted < 1) found.push(rejectedOutcome(world, breaker.record.name, 1 - admitted));
  if (admitted > 0) found.push(...admittedOutcomes(world, { service, task, admitted }));
  return found;
};

const failedOutcome = ({ constants }: WorldState): Outcome => ({
  share: 1,
  answer: { kind: 'answer', status: 500, latencyMs: constants.quickAnswerLatencyMs },
  log: { kind: 'failed' },
});

const rejectedOutcome = ({ constants }: WorldState, breaker: string, share: number): Outcome => ({
  share,
  answer: { kind: 'answer', status: 503, latencyMs: constants.quickAnswerLatencyMs },
  log: { kind: 'breaker-open', breaker },
});

interface Admitted {
  readonly service: ServiceState;
  readonly task: Task;
  /** Share of the requests that the breaker admits. */
  readonly admitted: number;
}

/** Lists the outcomes of admitted requests: they call their dependencies one after the other, and nearly all of the rest succeed. */
const admittedOutcomes = (world: WorldState, { service, task, admitted }: Admitted): readonly Outcome[] => {
  const { dependencyTimeoutMs, backgroundFailureShare, answerLatencyMs } = world.constants;
  const latencyMs = latencyUnderLoad(world, task, answerLatencyMs);
  const found: Outcome[] = [];
  let left = admitted;
  for (const { dependency, share } of service.spec.needs) {
    if (world.dependencies.get(dependency) !== 'down') continue;
    found.push({
      share: left * share,
      answer: { kind: 'answer', status: 500, latencyMs: dependencyTimeoutMs },
      breaker: dependency === service.breaker?.dependency ? 'failed' : 'passed',
      log: { kind: 'unreachable', dependency },
    });
    left *= 1 - share;
  }
  if (left === 0) return found;
  const answered = (status: number, share: number): Outcome => ({
    share: left * share,
    answer: { kind: 'answer', status, latencyMs },
    breaker: 'passed',
  });
  return [
    ...found,
    answered(500, backgroundFailureShare),
    { ...answered(200, 1 - backgroundFailureShare), log: { kind: 'served' } },
  ];
};
