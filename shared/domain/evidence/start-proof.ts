import type { EcsService, Observation, StoppedTask } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { type CheckResult, checkReports, resultOf } from './check-results.ts';
import { targetOf } from './serving-tasks.ts';

/**
 * True when these killed tasks of one revision had started, though ECS killed them within the time of a start. Each was ended by its
 * container health check, which has a start period of its own, or tasks of the revision answer the load balancer's check with a wrong
 * status code. A check that is refused or times out may only be too early.
 */
export const haveStarted = (killed: readonly StoppedTask[], observation: Observation): boolean =>
  killed.every(failedContainerCheck) || killed.some((task) => isAnswered(task, observation));

const failedContainerCheck = ({ stoppedReason }: StoppedTask): boolean =>
  stoppedReason.includes('container health checks');

const isAnswered = (task: StoppedTask, observation: Observation): boolean =>
  wasReportedAsAnswered(task, valueIn(observation.ecs)) ||
  itemsOf(observation.tasks)
    .filter(({ taskDefinition }) => taskDefinition === task.taskDefinition)
    .some((other) => {
      const target = targetOf(observation, other);
      return target !== undefined && hasAnswer(resultOf(target));
    });

const wasReportedAsAnswered = ({ id }: StoppedTask, ecs: EcsService | undefined): boolean =>
  ecs !== undefined && checkReports(ecs).some(({ task, result }) => task === id && hasAnswer(result));

const hasAnswer = ({ kind }: CheckResult): boolean => kind === 'rejected' || kind === 'server-error';
