import type { EcsService, Observation, StoppedTask } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import { type CheckResult, checkReports, resultOf } from './check-results.ts';
import { targetOf } from './serving-tasks.ts';

/**
 * True when these killed tasks of one revision had started, though ECS killed them within the time of a start. Each was ended by its
 * container health check, which has a start period of its own, or tasks of the revision answer the load balancer's check with a wrong
 * status code. A check that is refused or times out may only be too early.
 */
export const haveStarted = (killed: readonly StoppedTask[], observation: Observation, ecs: EcsService): boolean =>
  killed.every(failedContainerCheck) || killed.some((task) => answersOf(task, observation, ecs).some(isAnswer));

/**
 * True when tasks of the revision answer the load balancer's check with a status that no start explains: the process runs and refuses.
 * A task that is still starting may answer 502, 503 or 504, through a proxy beside it or by itself.
 */
export const answerWrongly = (killed: readonly StoppedTask[], observation: Observation, ecs: EcsService): boolean =>
  killed.some((task) => answersOf(task, observation, ecs).some(isWrongAnswer));

const failedContainerCheck = ({ stoppedReason }: StoppedTask): boolean =>
  stoppedReason.includes('container health checks');

/** Answers how this task and the running ones of its revision met the check of the load balancer. */
const answersOf = (
  { id, taskDefinition }: StoppedTask,
  observation: Observation,
  ecs: EcsService,
): readonly CheckResult[] => {
  const reported = checkReports(ecs).filter(({ task }) => task === id);
  const alike = itemsOf(observation.tasks).filter((task) => task.taskDefinition === taskDefinition);
  return [
    ...reported.map(({ result }) => result),
    ...alike.flatMap((task) => targetOf(observation, task) ?? []).map(resultOf),
  ];
};

const isAnswer = ({ kind }: CheckResult): boolean => kind === 'rejected' || kind === 'server-error';

const OF_A_START = /^\[50[234](?:,\s*50[234])*\]$/;

const isWrongAnswer = (result: CheckResult): boolean =>
  isAnswer(result) && !(result.kind === 'server-error' && OF_A_START.test(result.codes));
