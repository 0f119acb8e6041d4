import type { Deployment as SdkDeployment, Service } from '@aws-sdk/client-ecs';
import type { Deployment } from '#shared/domain/model/observation.ts';
import { count, instant, oneOf, optionalText, text } from '../transport/checked.ts';

/** Throws AnswerInvalid where ECS's answer cannot be true. */
export const toDeployment = (deployment: SdkDeployment): Deployment => ({
  id: text(deployment.id, 'deployment.id'),
  status: oneOf(['PRIMARY', 'ACTIVE', 'INACTIVE'], deployment.status, 'deployment.status'),
  taskDefinition: optionalText(deployment.taskDefinition, 'deployment.taskDefinition') ?? '',
  ...taskCounts(deployment),
  failedTasks: count(deployment.failedTasks ?? 0, 'failedTasks'),
  rolloutState: rolloutStateOf(deployment),
  rolloutStateReason: optionalText(deployment.rolloutStateReason, 'rolloutStateReason') ?? '',
  createdAt: instant(deployment.createdAt, 'deployment.createdAt'),
  updatedAt: instant(deployment.updatedAt, 'deployment.updatedAt'),
});

export const taskCounts = (of: Service | SdkDeployment) => ({
  desiredCount: count(of.desiredCount, 'desiredCount'),
  runningCount: count(of.runningCount, 'runningCount'),
  pendingCount: count(of.pendingCount, 'pendingCount'),
});

/**
 * ECS omits the state behind a Classic Load Balancer and for other deployment controllers. Then a deployment that runs
 * all its tasks counts as complete. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */
const rolloutStateOf = (deployment: SdkDeployment): Deployment['rolloutState'] => {
  if (deployment.rolloutState !== undefined) {
    return oneOf(['IN_PROGRESS', 'COMPLETED', 'FAILED'], deployment.rolloutState, 'rolloutState');
  }
  const { desiredCount, runningCount } = taskCounts(deployment);
  return runningCount >= desiredCount ? 'COMPLETED' : 'IN_PROGRESS';
};
