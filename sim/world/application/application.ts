import { admittedShare } from '#shared/domain/breaker/state-machine.ts';
import type { ServiceState, Task, WorldState } from '../state.ts';
import type { BreakerInstance } from './breaker-records.ts';
import { latencyUnderLoad, servedShare } from './load.ts';

/** What a caller gets from a task's address. */
export type Answer =
  | { readonly kind: 'answer'; readonly status: number; readonly latencyMs: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'refused' };

/** One way in which a request may end, and how many of the requests end so; the latency is the typical one. */
export interface Outcome {
  readonly share: number;
  readonly answer: Answer;
  /** Whether the request went through the shared breaker, and what the breaker thinks of it. */
  readonly breaker?: 'passed' | 'failed';
  readonly remark?: Remark;
}

/** What the process writes into its log of a request, beside its answer. */
export type Remark =
  | { readonly kind: 'served' | 'failed' | 'timed-out' }
  | { readonly kind: 'unreached'; readonly dependency: string }
  | { readonly kind: 'breaker-open'; readonly breaker: string };

const REFUSED: readonly Outcome[] = [{ share: 1, answer: { kind: 'refused' } }];
const UNREACHED: readonly Outcome[] = [{ share: 1, answer: { kind: 'hang' } }];
const HANG: readonly Outcome[] = [{ share: 1, answer: { kind: 'hang' }, remark: { kind: 'timed-out' } }];

const always = (status: number, latencyMs: number): readonly Outcome[] => [
  { share: 1, answer: { kind: 'answer', status, latencyMs } },
];

/** How requests for `path` end at this task just now. Shares add up to 1. The one place that knows how the application behaves. */
export const outcomes = (world: WorldState, task: Task, path: string): readonly Outcome[] => {
  if (world.unreachableZones.has(task.zone.name)) return UNREACHED;
  if (!isListening(world, task)) return REFUSED;
  const service = world.services.get(task.service);
  if (!service) return REFUSED;
  return path === service.spec.healthCheck.path ? healthOutcomes(world, task) : workOutcomes(world, service, task);
};

/** One request for `path` at this task. An unknown task refuses, as an address without a process does. */
export const answer = (world: WorldState, taskId: string, path: string): Answer => {
  const task = world.tasks.get(taskId);
  if (!task) return { kind: 'refused' };
  const chance = world.random.fork(`answer/${taskId}/${world.clock.now()}`);
  const drawn = chance.next();
  let seen = 0;
  const outcome = outcomes(world, task, path).find(({ share }) => {
    seen += share;
    return drawn < seen;
  });
  if (outcome?.answer.kind !== 'answer') return outcome?.answer ?? { kind: 'hang' };
  const spread = Math.exp(world.constants.latencySpread * chance.normal(0, 1));
  return { ...outcome.answer, latencyMs: Math.round(outcome.answer.latencyMs * spread * 10) / 10 };
};

const isListening = (world: WorldState, { answersFrom, executionStoppedAt }: Task): boolean =>
  answersFrom !== undefined && answersFrom <= world.clock.now() && executionStoppedAt === undefined;

/**
 * The health check touches neither database nor storage, and waits for no worker: it says that the process lives, and nothing else,
 * also under any load.
 */
const healthOutcomes = (world: WorldState, { definition, condition }: Task): readonly Outcome[] => {
  const failing = condition === 'failing-health-check' || definition.quality.kind === 'unhealthy';
  return always(failing ? 500 : 200, world.constants.quickAnswerLatencyMs);
};

/** Beyond what the task can do, requests wait for nothing. */
const workOutcomes = (world: WorldState, service: ServiceState, task: Task): readonly Outcome[] => {
  if (task.condition === 'hung') return HANG;
  const served = servedShare(world, task);
  const found = servedOutcomes(world, service, task);
  if (served === 1) return found;
  const answered = found.map((outcome) => ({ ...outcome, share: outcome.share * served }));
  return [{ share: 1 - served, answer: { kind: 'hang' } }, ...answered];
};

const servedOutcomes = (world: WorldState, service: ServiceState, task: Task): readonly Outcome[] => {
  if (task.definition.quality.kind === 'errors') return everyRequestFails(world);
  const admitted = service.breaker ? admittedShare(service.breaker.record) : 1;
  const found: Outcome[] = [];
  if (service.breaker && admitted < 1) found.push(refusedByBreaker(world, service.breaker, 1 - admitted));
  if (admitted > 0) found.push(...admittedOutcomes(world, { service, task, admitted }));
  return found;
};

const everyRequestFails = ({ constants }: WorldState): readonly Outcome[] =>
  always(500, constants.quickAnswerLatencyMs).map((outcome) => ({ ...outcome, remark: { kind: 'failed' } }));

const refusedByBreaker = ({ constants }: WorldState, { record }: BreakerInstance, share: number): Outcome => ({
  share,
  answer: { kind: 'answer', status: 503, latencyMs: constants.quickAnswerLatencyMs },
  remark: { kind: 'breaker-open', breaker: record.name },
});

/** Calls that the breaker lets through meet their dependencies one after the other; what is left succeeds, almost. */
const admittedOutcomes = (
  world: WorldState,
  { service: { spec, breaker }, task, admitted }: { service: ServiceState; task: Task; admitted: number },
): readonly Outcome[] => {
  const { dependencyTimeoutMs, backgroundFailureShare, answerLatencyMs } = world.constants;
  const latencyMs = latencyUnderLoad(world, task, answerLatencyMs);
  const found: Outcome[] = [];
  let left = admitted;
  for (const { dependency, share } of spec.needs) {
    if (world.dependencies.get(dependency) !== 'down') continue;
    found.push({
      share: left * share,
      answer: { kind: 'answer', status: 500, latencyMs: dependencyTimeoutMs },
      breaker: dependency === breaker?.dependency ? 'failed' : 'passed',
      remark: { kind: 'unreached', dependency },
    });
    left *= 1 - share;
  }
  if (left === 0) return found;
  const [failing, good] = [left * backgroundFailureShare, left * (1 - backgroundFailureShare)];
  return [
    ...found,
    { share: failing, answer: { kind: 'answer', status: 500, latencyMs }, breaker: 'passed' },
    {
      share: good,
      answer: { kind: 'answer', status: 200, latencyMs },
      breaker: 'passed',
      remark: { kind: 'served' },
    },
  ];
};
