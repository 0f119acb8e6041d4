import type { ServiceState, Task, WorldState } from '../state.ts';
import { servedShare } from './load.ts';
import type { Answer, Outcome } from './outcome.ts';
import { servedOutcomes } from './served-outcomes.ts';

const REFUSED: readonly Outcome[] = [{ share: 1, answer: { kind: 'refused' } }];
const UNREACHABLE: readonly Outcome[] = [{ share: 1, answer: { kind: 'hang' } }];
const HUNG: readonly Outcome[] = [{ share: 1, answer: { kind: 'hang' }, log: { kind: 'timed-out' } }];

/** Lists the outcomes of requests for `path` to a task at this moment. Their shares add up to 1. */
export const outcomes = (world: WorldState, task: Task, path: string): readonly Outcome[] => {
  if (world.unreachableZones.has(task.zone.name)) return UNREACHABLE;
  if (!isListening(world, task)) return REFUSED;
  const service = world.services.get(task.service);
  if (!service) return REFUSED;
  return path === service.spec.healthCheck.path ? healthOutcomes(world, task) : requestOutcomes(world, service, task);
};

/** Answers one request for `path` to a task. An unknown task refuses it, as an address without a process does. */
export const answer = (world: WorldState, taskId: string, path: string): Answer => {
  const task = world.tasks.get(taskId);
  if (!task) return { kind: 'refused' };
  const random = world.random.fork(`answer/${taskId}/${world.clock.now()}`);
  const drawn = random.next();
  let shares = 0;
  const outcome = outcomes(world, task, path).find(({ share }) => {
    shares += share;
    return drawn < shares;
  });
  if (outcome?.answer.kind !== 'answer') return outcome?.answer ?? { kind: 'hang' };
  const spread = Math.exp(world.constants.latencySpread * random.normal(0, 1));
  return { ...outcome.answer, latencyMs: Math.round(outcome.answer.latencyMs * spread * 10) / 10 };
};

/** True while the task's process accepts connections. */
export const isListening = (world: WorldState, { answersFrom, executionStoppedAt }: Task): boolean =>
  answersFrom !== undefined && answersFrom <= world.clock.now() && executionStoppedAt === undefined;

/** The health check calls no dependency and needs no worker, so it passes as long as the process runs, under any load. */
const healthOutcomes = ({ constants }: WorldState, { definition, condition }: Task): readonly Outcome[] => {
  const isFailing = condition === 'failing-health-check' || definition.quality.kind === 'unhealthy';
  const status = isFailing ? 500 : 200;
  return [{ share: 1, answer: { kind: 'answer', status, latencyMs: constants.quickAnswerLatencyMs } }];
};

/** Requests beyond the task's capacity hang. */
const requestOutcomes = (world: WorldState, service: ServiceState, task: Task): readonly Outcome[] => {
  if (task.condition === 'hung') return HUNG;
  const served = servedShare(world, task);
  const found = servedOutcomes(world, service, task);
  if (served === 1) return found;
  const answered = found.map((outcome) => ({ ...outcome, share: outcome.share * served }));
  return [{ share: 1 - served, answer: { kind: 'hang' } }, ...answered];
};
